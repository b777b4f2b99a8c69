"""Verbs for the tree of organisations, for what no roster file brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import OrganisationKind, SchoolLevel
from groundswell.roster.models import Organisation, School


@verb
def add(
    *,
    by: Actor,
    kind: OrganisationKind,
    name: str,
    parent: Organisation | None = None,
    source_id: str | None = None,
    opened_on: date | None = None,
    closed_on: date | None = None,
) -> Organisation:
    """Add a department, a learning community, a team or a partner. Schools have :func:`add_school`."""
    organisation = Organisation.objects.create(
        tenant=by.tenant,
        kind=kind,
        name=name,
        parent=parent,
        source_id=source_id,
        opened_on=opened_on,
        closed_on=closed_on,
    )
    journal.record("roster.organisation.added", by=by, subject=organisation, data={"kind": kind})
    return organisation


@verb
def add_school(
    *,
    by: Actor,
    name: str,
    parent: Organisation | None,
    level: SchoolLevel = SchoolLevel.OTHER,
    source_id: str | None = None,
    **details: Any,
) -> Organisation:
    """Add a school with what only a school has (state_code, title_one, longitude, latitude …)."""
    organisation = add(by=by, kind=OrganisationKind.SCHOOL, name=name, parent=parent, source_id=source_id)
    School.objects.create(organisation=organisation, tenant=by.tenant, level=level, **details)
    return organisation


@dataclass(frozen=True, slots=True)
class SchoolDescription:
    """What no roster file says of a school. ``source_id`` is the school's identifier in the roster files."""

    source_id: str
    level: SchoolLevel | str
    state_code: str = ""
    federal_code: str = ""
    title_one: bool | None = None
    longitude: float | None = None
    latitude: float | None = None
    opened_on: date | None = None


@verb
def describe_schools(*, by: Actor, rows: Sequence[SchoolDescription]) -> int:
    """Say of schools that roster files brought what those files leave out. Returns how many.

    Raises LookupError, and nothing is changed, for a school that the district does not have.
    """
    found = {
        school.organisation.source_id: school
        for school in School.objects.select_related("organisation").filter(
            organisation__source_id__isnull=False
        )
    }
    missing = sorted(row.source_id for row in rows if row.source_id not in found)
    if missing:
        raise LookupError(f"No such school in this district: {', '.join(missing)}.")
    for row in rows:
        school = found[row.source_id]
        for name in DESCRIBED:
            setattr(school, name, getattr(row, name))
        school.organisation.opened_on = row.opened_on
    schools = [found[row.source_id] for row in rows]
    School.objects.bulk_update(schools, DESCRIBED, batch_size=200)
    Organisation.objects.bulk_update(
        [school.organisation for school in schools], ["opened_on"], batch_size=200
    )
    journal.record("roster.schools.described", by=by, subject_id=by.tenant.pk, data={"schools": len(schools)})
    return len(schools)


DESCRIBED = ["level", "state_code", "federal_code", "title_one", "longitude", "latitude"]
