"""Hand somebody a copy of everything that is held about them: JSON and CSV for machines, one page to read."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from tempfile import SpooledTemporaryFile

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.exports import csv_lines
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.models import Person
from groundswell.roster.queries import copies, lives
from groundswell.roster.queries.copies import Table

MOST_AN_HOUR = 3
MOST_IN_MEMORY = 2 * 1024 * 1024  # bytes of a zip; a larger one is on the disk until it is handed out
PIECE = 64 * 1024


class TooOften(ValueError):
    """Enough copies of this person's data were made in the last hour; the text says when to come back."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that was held about a person at a moment; :func:`zipped` makes a file of it."""

    person: Person
    district: Tenant
    made_at: datetime
    tables: list[Table]
    oneself: bool


@verb
def export_person(*, by: Actor, person: Person) -> Copy:
    """A copy of everything that is held about a person.

    For the person themselves, or with PEOPLE_EXPORT; answers to surveys are in one's own copy only. The journal
    keeps that it was made. Raises PermissionDenied, and TooOften after three in an hour.
    """
    oneself = by.person_id == person.pk
    if person.tenant_id != by.tenant.pk or not (oneself or by.may(Permission.PEOPLE_EXPORT)):
        raise PermissionDenied
    person = locking.lock(person)
    if copies.copies_since(person, clock.now() - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise TooOften(
            _(
                "Three copies were made in the last hour. They hold the same; come back in an hour for a new one."
            )
        )
    tables = copies.everything_about(lives.rows_of(person), for_oneself=oneself)
    rows = sum(len(table.rows) for table in tables)
    journal.record(
        "roster.person.copied",
        by=by,
        subject=person,
        subject_kind="roster.person",
        data={"tables": len(tables), "rows": rows, "own": oneself},
    )
    return Copy(person, by.tenant, clock.now(), tables, oneself)


def zipped(copy: Copy) -> Iterator[bytes]:
    """A copy as a zip, piece by piece: ``index.html``, ``data.json``, a CSV for each table, and the files that the
    person brought.

    Called after the verb, so that nobody waits to write while it packs; the files are read one at a time, as it leaves.
    """
    data = {
        "person": copy.person.pk,
        "district": copy.district.slug,
        "made_at": copy.made_at,
        "tables": {
            table.name: [
                dict(zip([name for name, _class in table.fields], row, strict=True)) for row in table.rows
            ]
            for table in copy.tables
        },
    }
    context = {name: getattr(copy, name) for name in ("person", "district", "made_at", "tables", "oneself")}
    page = render_to_string("roster/lives/copy_index.html", context)
    texts = {
        "index.html": page,
        "data.json": json.dumps(data, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False),
    }
    return _packed(copy, texts)


def _packed(copy: Copy, texts: dict[str, str]) -> Iterator[bytes]:
    with SpooledTemporaryFile(MOST_IN_MEMORY) as out:
        with reading(copy.district), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in texts.items():
                bundle.writestr(name, text)
            for table in copy.tables:
                header = [name for name, _class in table.fields]
                cells = ([_cell(value) for value in row] for row in table.rows)
                bundle.writestr(f"csv/{table.name}.csv", "".join(csv_lines(header, cells)))
                for path, read in table.files:
                    if (content := read()) is not None:
                        bundle.writestr(path, content)
        out.seek(0)
        yield from iter(partial(out.read, PIECE), b"")


def _cell(value: object) -> object:
    """Lists and objects as JSON text, so that a formula inside them is none."""
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value if value is None or isinstance(value, int | float | str) else str(value)
