"""What the guard of an import asks beside shares: it lets the summer pass, and asks who an identifier names now.

Called while a plan is made; nothing of the roster changes.
"""

from pathlib import Path

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.imports import differing
from groundswell.roster.imports.kinds import BY_NAME
from groundswell.roster.imports.plan import Plan, ending_ids
from groundswell.roster.queries import imports as queries
from groundswell.roster.rules import reuse

MOST = 500
"""So many identifiers are told one by one; the CSV of changes has all."""


def let_the_summer_pass(plan: Plan, folder: Path, tenant: Tenant) -> None:
    """Classes and enrolments of a term that is over end by nature; the guard counts the others."""
    for kind, table in (("classes", "roster_class"), ("enrolments", "roster_enrolment")):
        if kind in plan.guard:
            ending = queries.still_counting(table, ending_ids(folder, kind), tenant)
            active = plan.guard[kind][1]
            del plan.guard[kind]
            if ending > active // 10:
                plan.guard[kind] = (ending, active)


def ask_who_it_is(plan: Plan, folder: Path, tenant: Tenant) -> None:
    """Identifiers that name clearly somebody else now stop the import, and are told one by one."""
    changed = differing.load(folder, BY_NAME["people"], "changed")
    if not changed.height:
        return
    with reading(tenant):
        before = queries.people_as_they_were(changed["id"].to_list())
    names = reuse.reused(changed.iter_rows(named=True), before)
    if names:
        plan.guard[reuse.REUSED] = (len(names), changed.height)
        plan.report["problems"] += reuse.problems_of(names[:MOST])
        plan.report["totals"]["warning"] += len(names)
