"""What the benchmark of a selection runs in processes of its own: fill a district and a nation, ask for pages, look."""

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from bench.board_fill import CRITERIA, EACH, Place, office_of
from bench.registration_work import SLUG, WARM_UP, _sign_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")

NATION = "nation"
# Name and address within a call.
PAGES = {
    "decision board": "board/",
    "reading progress": "readers/",
    "schools of the call": "schools/",
    "desk": "",
}


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    parts = {"tables": tables, "fill": fill, "ask": ask, "look": look, "look_bare": look_bare}
    print(json.dumps(parts[part](*arguments)))


def tables() -> dict[str, Any]:
    """What the bare view writes to. Runs as the tables' owner."""
    from bench.baselines.readings import make_tables  # inline: slow import

    make_tables()
    return {}


def fill(folder: str, sizes: str, nation: str, saved: str) -> dict[str, Any]:
    """A district with a call of each size that is read, one call whose readings are still to be saved; and a nation."""
    counts = json.loads(sizes)
    district = Place(SLUG, max([*counts, -(-(int(saved) + WARM_UP) // EACH)]))
    for count in counts:
        district.call(count, schools=count, is_read=True)
    readings, levels = district.call(-(-(int(saved) + WARM_UP) // EACH), is_read=False)
    Place(NATION, int(nation)).call(counts[1], schools=int(nation), is_read=True)
    sessions = _sign_in(district.users)
    keys = [(*sessions[reader], str(reading)) for reading, reader in readings][: int(saved) + WARM_UP]
    Path(folder, "warm_up.json").write_text(json.dumps(keys[:WARM_UP]))
    Path(folder, "rush.json").write_text(json.dumps(keys[WARM_UP:]))
    return {"levels": "&".join(f"level-{one}=3" for one in levels)}


def ask(rounds: str) -> dict[str, Any]:
    """Each page at each size and in the nation, by turns with a bare page."""
    from django.conf import settings  # inline: slow import

    from bench.pages_work import compare  # inline: slow import
    from groundswell.cohorts.models import Call, Reading  # inline: slow import
    from groundswell.kernel.models import Tenant  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import

    settings.ALLOWED_HOSTS = ["testserver"]
    gc.freeze()  # as a process of the server does: what was imported is never looked through again
    gc.set_threshold(10_000, 20, 20)
    calls = []
    for slug in (SLUG, NATION):
        client = _office(slug)
        with reading(Tenant.objects.get(slug=slug)):
            read = Reading.objects.filter(state="done").values("phase__call_id")
            calls += [
                (client, slug, pk)
                for pk in Call.objects.filter(pk__in=read).order_by("pk").values_list("pk", flat=True)
            ]
    return {
        "pages": {
            name: [
                compare(name, client, f"/d/{slug}/calls/{pk}/{path}", int(rounds))
                for client, slug, pk in calls
            ]
            for name, path in PAGES.items()
        }
    }


def _office(slug: str) -> Any:
    from django.test import Client  # inline: slow import

    from groundswell.accounts.models import User  # inline: slow import

    client = Client()
    user = User.objects.get(email=office_of(slug))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def look() -> dict[str, int]:
    """How many readings were saved after the warm-up: each with a total, four levels and a journal entry."""
    from groundswell.cohorts.models import Reading, Score  # inline: slow import
    from groundswell.kernel.models import JournalEntry, Tenant  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import

    with reading(Tenant.objects.get(slug=SLUG)):
        done = Reading.objects.filter(phase__report=None, state="done", total=3)
        saved, levels = done.count(), Score.objects.filter(reading__in=done, level=3).count()
        entries = JournalEntry.objects.filter(kind="cohorts.reading.finished").count()
    if not saved == entries == levels / CRITERIA:
        raise SystemExit(f"{saved} readings, {entries} entries, {levels} levels.")
    return {"kept": saved - WARM_UP}


def look_bare() -> dict[str, int]:
    """The same of the bare view."""
    from bench.baselines.readings import kept  # inline: slow import

    readings, levels = kept()
    if readings * CRITERIA != levels:
        raise SystemExit(f"{readings} readings, {levels} levels.")
    return {"kept": readings - WARM_UP}


if __name__ == "__main__":
    main()
