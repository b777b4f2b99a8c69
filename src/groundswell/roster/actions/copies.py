"""Hand somebody a copy of everything that is held about them: JSON and CSV for machines, one page to read."""

import io
import json
import zipfile
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.exports import csv_lines
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person
from groundswell.roster.queries import copies, lives
from groundswell.roster.queries.copies import Table

MOST_AN_HOUR = 3


class TooOften(ValueError):
    """Enough copies of this person's data were made in the last hour; the text says when to come back."""


@verb
def export_person(*, by: Actor, person: Person) -> bytes:
    """A zip with everything that is held about a person: ``index.html``, ``data.json``, a CSV for each table, and the
    files that they brought.

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
    return _zipped(by, person, tables, oneself)


def _zipped(by: Actor, person: Person, tables: list[Table], oneself: bool) -> bytes:
    context = {
        "person": person,
        "district": by.tenant,
        "made_at": clock.now(),
        "tables": tables,
        "oneself": oneself,
    }
    data = {
        "person": person.pk,
        "district": by.tenant.slug,
        "made_at": clock.now(),
        "tables": {
            table.name: [
                dict(zip([name for name, _class in table.fields], row, strict=True)) for row in table.rows
            ]
            for table in tables
        },
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("index.html", render_to_string("roster/lives/copy_index.html", context))
        bundle.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False))
        for table in tables:
            header = [name for name, _class in table.fields]
            cells = ([_cell(value) for value in row] for row in table.rows)
            bundle.writestr(f"csv/{table.name}.csv", "".join(csv_lines(header, cells)))
            for path, content in table.files:
                bundle.writestr(path, content)
    return out.getvalue()


def _cell(value: object) -> object:
    """Lists and objects as JSON text, so that a formula inside them is none."""
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value if value is None or isinstance(value, int | float | str) else str(value)
