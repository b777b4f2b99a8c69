"""Verb for the school calendar: which days children are in school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import DayKind
from groundswell.roster.models import CalendarDay, Organisation


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day and what it is."""

    day: date
    kind: DayKind
    title: str = ""


@verb
def set_days(*, by: Actor, days: Sequence[PlannedDay], school: Organisation | None = None) -> int:
    """Set these days of the district's calendar, or of a school's exceptions to it. Returns how many.

    A day that was set before is set anew; days that are not named stay as they are.
    """
    named = CalendarDay.objects.filter(school=school, day__in=[one.day for one in days])
    named.delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(tenant=by.tenant, school=school, day=one.day, kind=one.kind, title=one.title)
        for one in days
    )
    data = {"days": len(days), "school": school.pk if school else None}
    journal.record("roster.calendar.set", by=by, subject_id=by.tenant.pk, data=data)
    return len(days)
