"""What is coming: which sections' people are asked next, by which rule, on which day, and how many they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from groundswell.events.choices import THERE, RegistrationState
from groundswell.events.models import (
    AskedSection,
    FollowUpRule,
    ImplementationPlan,
    LearningEvent,
    LeftOut,
    Registration,
    Section,
)
from groundswell.events.queries.asking import TOO_LATE, ended_for, in_reach, last_day_of
from groundswell.events.queries.asking_days import A_DAY, asking_days
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Coming:
    """People of one event who are asked by one rule on one day. ``day`` is None where their attendance list has still
    to be done; then ``people`` counts seats.
    """

    day: date | None
    rule: FollowUpRule
    event: LearningEvent
    sections: tuple[Section, ...]
    people: int


def coming(held: Sequence[FollowUpRule], tenant: Tenant) -> list[Coming]:
    """What these rules ask within four weeks, soonest first; what waits for an attendance list stands before it.

    Six statements for any number of rules and sections.
    """
    zone, today = tenant.time_zone, clock.today(tenant.time_zone)
    on = [one for one in held if one.is_active]
    days = asking_days(today - TOO_LATE, today + AHEAD)
    reach = Q(pk__in=())
    for rule in on:
        span = ended_for(rule, days, today - TOO_LATE + A_DAY, today + AHEAD, zone)
        lately = Q(ends_at__gt=clock.now() - TOO_LATE, ends_at__lte=clock.now(), attendance_taken_at=None)
        reach |= in_reach(rule) & span & (lately if rule.is_at_once else Q())
    sections = list(Section.objects.filter(reach).select_related("event").order_by("ends_at", "pk"))
    settled = _settled(sections)
    counts = _counts(sections)
    found: dict[tuple, list[Section]] = {}
    for rule in on:
        for section in sections:
            if not rule.is_about(section.event) or (rule.pk, section.pk) in settled:
                continue
            waits = section.attendance_taken_at is None and section.ends_at <= clock.now()
            day = days.day_for(last_day_of(section, zone), rule.days_after) if not rule.is_at_once else None
            if rule.is_at_once and not waits:
                continue
            if day is not None and (
                day > today + AHEAD or day <= today - TOO_LATE or day < (rule.since or day)
            ):
                continue
            if waits and day is not None and day <= today:
                day = None
            found.setdefault((day, rule.name, section.event_id), []).append(section)
    named = {one.name: one for one in on}
    rows = [
        Coming(
            day,
            named[name],
            group[0].event,
            tuple(group),
            sum(_people(one, named[name], counts) for one in group),
        )
        for (day, name, _event), group in found.items()
    ]
    return sorted(rows, key=lambda one: (one.day or date.min, one.event.title))


def _settled(sections: Collection[Section]) -> set[tuple[int, int]]:
    """(rule, section) of what was asked, and of what is left out."""
    asked = set(AskedSection.objects.filter(section__in=sections).values_list("rule_id", "section_id"))
    out = set(
        LeftOut.objects.filter(event__in={one.event_id for one in sections}).values_list(
            "rule_id", "event_id"
        )
    )
    rules = {rule for rule, _event in out}
    return asked | {(rule, one.pk) for one in sections for rule in rules if (rule, one.event_id) in out}


def _counts(sections: Collection[Section]) -> dict[int, Any]:
    plan = ImplementationPlan.objects.filter(section=OuterRef("section"), person=OuterRef("person"))
    booked, there = Q(state=RegistrationState.BOOKED), Q(attendance__state__in=THERE)
    rows = Registration.objects.filter(section__in=sections).annotate(wrote=Exists(plan))
    counted = rows.order_by().values("section").annotate(
        seats=Count("pk", filter=booked),
        there=Count("pk", filter=there),
        later=Count("pk", filter=there | (booked & Q(wrote=True))),
    )  # fmt: skip
    return {row["section"]: row for row in counted}


def _people(section: Section, rule: FollowUpRule, counts: dict[int, Any]) -> int:
    row = counts.get(section.pk)
    if row is None:
        return 0
    if section.attendance_taken_at is None:
        return row["seats"]
    return row["there"] if rule.is_at_once else row["later"]
