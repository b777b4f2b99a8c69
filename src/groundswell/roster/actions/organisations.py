"""Verbs for the tree of organisations, for what no roster file brings."""

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
