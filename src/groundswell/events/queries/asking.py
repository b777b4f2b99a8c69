"""Rules for asking after events: which hold, whose people are due by them, and whom an asking is about."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from groundswell.events.choices import USUAL_RULES, EventState, RegistrationState
from groundswell.events.models import (
    AskedSection,
    FollowUpRule,
    ImplementationPlan,
    LeftOut,
    Registration,
    Section,
)
from groundswell.events.queries.asking_days import A_DAY, AskingDays, asking_days, asking_days_for, midnight
from groundswell.events.queries.attendance import people_there
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.models import Person
from groundswell.surveys.models import SurveyWave

TOO_LATE = timedelta(weeks=4)  # who upgrades, or takes attendance at last, isn't asked about last year


def rules() -> list[FollowUpRule]:
    """The district's rules, soonest first; the two usual ones, not stored yet, while it has none. One statement."""
    stored = FollowUpRule.objects.select_related("tenant", "programme", "event").order_by("days_after", "pk")
    return list(stored) or [FollowUpRule(tenant=current_tenant(), **usual) for usual in USUAL_RULES]


def get_rule_for(actor: Actor, name: str) -> FollowUpRule:
    """A rule by its name, stored or usual; Http404 for who runs no surveys."""
    named = next((one for one in rules() if one.name == name), None)
    if named is None or not actor.may(Permission.SURVEY_MANAGE):
        raise Http404
    return named


def due(tenant: Tenant) -> list[tuple[FollowUpRule, QuerySet[Section]]]:
    """For each rule that holds, the sections whose people are to be asked by now, oldest first.

    Attendance is taken, nobody was asked by that rule, and the event is not left out. What is asked on a day of its
    own (``queries.asking_days``) waits for it, and is too late four weeks after. Found late it does no harm
    (``docs/adr/0006``).
    """
    held = [one for one in rules() if one.is_active]
    today = clock.today(tenant.time_zone)
    days = asking_days(today - TOO_LATE, today) if any(one.days_after for one in held) else None
    return [(one, _due_by(one, days, today, tenant.time_zone)) for one in held]


def _due_by(rule: FollowUpRule, days: AskingDays | None, today: date, zone: str) -> QuerySet[Section]:
    rows = Section.objects.filter(
        in_reach(rule),
        ended_for(rule, days, today - TOO_LATE + A_DAY, today, zone),
        attendance_taken_at__isnull=False,
        ends_at__lte=clock.now(),
    )
    if rule.is_at_once and rule.since:
        rows = rows.filter(attendance_taken_at__gte=midnight(rule.since, zone))
    asked = AskedSection.objects.filter(section=OuterRef("pk"), rule=rule.pk)
    left_out = LeftOut.objects.filter(event=OuterRef("event"), rule=rule.pk)
    return rows.filter(~Exists(asked), ~Exists(left_out)).order_by("ends_at", "pk")


def in_reach(rule: FollowUpRule) -> Q:
    """That a section's event is one for which a rule holds."""
    reach = Q(state=EventState.PUBLISHED)
    if rule.kind:
        reach &= Q(event__kind=rule.kind)
    if rule.programme_id:
        reach &= Q(event__programme=rule.programme_id)
    return reach & Q(event=rule.event_id) if rule.event_id else reach


def ended_for(rule: FollowUpRule, days: AskingDays | None, first: date, last: date, zone: str) -> Q:
    """That a section's people are asked by a rule between two days, seen from its end; at once is on no day."""
    if rule.is_at_once or days is None:
        return Q()
    span = days.last_days(rule.days_after, max(first, rule.since or first), last)
    if span is None:
        return Q(pk__in=())
    return Q(ends_at__gte=midnight(span[0], zone), ends_at__lt=midnight(span[1] + A_DAY, zone))


def last_day_of(section: Section, zone: str) -> date:
    """The day of its last meeting, on the district's calendar."""
    return clock.local(section.ends_at, zone).date()


def day_of(rule: FollowUpRule, section: Section, zone: str) -> date:
    """On which day its people are asked by a rule: at once is the day of the last meeting. Two statements at most."""
    last_day = last_day_of(section, zone)
    if rule.is_at_once:
        return last_day
    return asking_days_for([last_day], [rule.days_after]).day_for(last_day, rule.days_after)


def still_holds(rule: FollowUpRule, section: Section) -> bool:
    """Whether a rule is on now, and the section's event not left out of it. Two statements."""
    is_on = FollowUpRule.objects.filter(pk=rule.pk, is_active=True).exists()
    return is_on and not LeftOut.objects.filter(rule=rule, event=section.event_id).exists()


def people_asked(rule: FollowUpRule, section: Section) -> list[Person]:
    """Who was there; some days later also who has a seat and wrote a plan there, whatever the list says."""
    found = people_there(section) + ([] if rule.is_at_once else writers_in(section))
    return list({one.pk: one for one in found}.values())


def writers_in(section: Section) -> list[Person]:
    """Who has a seat and wrote a plan, in the order of the line."""
    wrote = ImplementationPlan.objects.filter(section=section).values("person_id")
    seats = Registration.objects.filter(section=section, state=RegistrationState.BOOKED, person__in=wrote)
    return [one.person for one in seats.select_related("person").order_by("line")]


def asked_by(section: Section) -> list[AskedSection]:
    """By which rules its people were asked, each with its rule and wave."""
    return list(AskedSection.objects.filter(section=section).select_related("rule", "wave").order_by("pk"))


def first_wave_of(section: Section) -> SurveyWave | None:
    """The wave in which its people were asked at once how it went; None before."""
    rows = AskedSection.objects.filter(section=section, rule__days_after=0, wave__isnull=False)
    first = rows.select_related("wave").order_by("pk").first()
    return first.wave if first else None


def plans_in_wave(wave: SurveyWave, person_ids: Collection[int]) -> list[ImplementationPlan]:
    """The plans of these people that a wave is about, what is due first first. For their writers' eyes alone."""
    sections = AskedSection.objects.filter(wave=wave).values("section_id")
    rows = ImplementationPlan.objects.filter(section__in=sections, person_id__in=list(person_ids))
    return list(rows.order_by("by_when", "pk"))
