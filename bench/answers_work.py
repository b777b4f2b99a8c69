"""What the answers benchmark runs in processes of their own: invite people, look at what came of it, ask the page."""

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from bench.pages_work import compare
from bench.registration_work import SLUG, WARM_UP, _teachers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    parts = {"table": table, "prepare": prepare, "look": look, "look_bare": look_bare, "ask": ask}
    print(json.dumps(parts[part](*arguments)))


def table() -> dict[str, Any]:
    """What the bare view writes to. Runs as the tables' owner."""
    from bench.baselines.answers import make_table  # inline: slow import

    make_table()
    return {}


def prepare(folder: str, invited: str, answering: str) -> dict[str, Any]:
    """A district whose teachers are asked how an event went, with links that this process knows."""
    from groundswell.kernel import clock  # inline: slow import
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.kernel.tenancy import reading, writing  # inline: slow import
    from groundswell.roster.actions import districts  # inline: slow import
    from groundswell.roster.models import Person  # inline: slow import
    from groundswell.surveys.actions import waves  # inline: slow import
    from groundswell.surveys.models import Invitation  # inline: slow import
    from groundswell.surveys.queries.invitations import hash_of  # inline: slow import

    by = Actor.system(districts.found(slug=SLUG, name="Bench"), "command")
    _teachers(by, int(invited))
    with reading(by.tenant):
        people = list(Person.objects.order_by("pk"))
    waves.open_for(
        by=by,
        instrument_key="post_event",
        subject_key="event:1",
        title="Small groups that work",
        context_label="",
        people=people,
        anchor=clock.today(by.tenant.time_zone),
    )
    keys = []
    with writing(by.tenant):
        asked = list(Invitation.objects.order_by("pk")[: int(answering) + WARM_UP])
        for one in asked:
            secret = secrets.token_urlsafe(32)
            one.token_hash, one.sent_at = hash_of(secret), clock.now()
            keys.append(("", secrets.token_hex(16), secret))
        Invitation.objects.bulk_update(asked, ["token_hash", "sent_at"], batch_size=500)
    Path(folder, "warm_up.json").write_text(json.dumps(keys[:WARM_UP]))
    Path(folder, "rush.json").write_text(json.dumps(keys[WARM_UP:]))
    return {}


def look() -> dict[str, int]:
    """How many answered after the warm-up; whoever answered has a response with three answers and a journal entry."""
    from groundswell.kernel.models import JournalEntry, Tenant  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import
    from groundswell.surveys.models import Answer, Invitation, Response  # inline: slow import

    with reading(Tenant.objects.get(slug=SLUG)):
        responses = Response.objects.count()
        done = Invitation.objects.filter(done_at__isnull=False).count()
        said = Answer.objects.count()
        entries = JournalEntry.objects.filter(kind="surveys.invitation.answered").count()
    if not responses == done == entries == said / 3:
        raise SystemExit(f"{responses} responses, {done} done, {entries} entries, {said} answers.")
    return {"kept": responses - WARM_UP}


def look_bare() -> dict[str, int]:
    """The same of the bare view."""
    from bench.baselines.answers import kept  # inline: slow import

    return {"kept": kept() - WARM_UP}


def ask(rounds: str) -> dict[str, Any]:
    """The list of surveys and the page of the results, while the wave is open and after its end, by turns with a
    bare page."""
    from django.conf import settings  # inline: slow import

    from groundswell.kernel.models import Tenant  # inline: slow import
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import
    from groundswell.surveys.actions import waves  # inline: slow import
    from groundswell.surveys.models import SurveyWave  # inline: slow import

    settings.ALLOWED_HOSTS = ["testserver"]
    tenant = Tenant.objects.get(slug=SLUG)
    with reading(tenant):
        wave = SurveyWave.objects.get()
    client = _office(tenant)
    home = f"/d/{SLUG}/proof/surveys/"
    asked = [compare("surveys", client, home, int(rounds))]
    asked.append(compare("results", client, f"{home}{wave.pk}/", int(rounds)))
    waves.close(by=Actor.system(tenant, "command"), wave=wave)
    asked.append(compare("results at the end", client, f"{home}{wave.pk}/", int(rounds)))
    return {"pages": asked}


def _office(tenant: Any) -> Any:
    """Somebody of the professional-learning office who is signed in."""
    from django.test import Client  # inline: slow import

    from groundswell.accounts.models import User  # inline: slow import
    from groundswell.kernel.tenancy import writing  # inline: slow import
    from groundswell.roster.models import Position  # inline: slow import

    user = User.objects.order_by("pk").first()
    with writing(tenant):
        Position.objects.filter(person__user=user).update(role="learning_office")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


if __name__ == "__main__":
    main()
