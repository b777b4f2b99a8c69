"""Waves that asked about events: of one, of a programme, of a school year; and where one event's askings stand."""

from groundswell.events.models import AskedSection, FollowUpRule, LearningEvent, LeftOut, Programme, Section
from groundswell.events.queries.asking_days import A_DAY, midnight
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import SchoolYear
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.waves import waves_for

MOST = 100


def waves_about(
    actor: Actor,
    *,
    event: LearningEvent | None = None,
    programme: Programme | None = None,
    year: SchoolYear | None = None,
) -> list[SurveyWave]:
    """The newest waves that asked about one of these, as far as the actor reads results. One statement."""
    asked = AskedSection.objects.filter(wave__isnull=False)
    if event is not None:
        asked = asked.filter(section__event=event)
    if programme is not None:
        asked = asked.filter(section__event__programme=programme)
    if year is not None:
        zone = actor.tenant.time_zone
        begins, ends = midnight(year.begins_on, zone), midnight(year.ends_on + A_DAY, zone)
        asked = asked.filter(section__ends_at__gte=begins, section__ends_at__lt=ends)
    return list(waves_for(actor, Permission.RESULTS_VIEW).filter(pk__in=asked.values("wave"))[:MOST])


def sections_of(event: LearningEvent) -> list[Section]:
    """Its sections that take place, soonest first. One statement."""
    return list(Section.objects.filter(event=event, state="published").order_by("begins_at", "pk"))


def asked_about(event: LearningEvent) -> list[AskedSection]:
    """By which rules its sections were asked, with their waves. One statement."""
    rows = AskedSection.objects.filter(section__event=event)
    return list(rows.select_related("wave__tenant"))


def left_out_of(event: LearningEvent) -> set[int]:
    """The rules that an event is left out of, by id. One statement."""
    return set(LeftOut.objects.filter(event=event).values_list("rule_id", flat=True))


def rules_beside(
    held: list[FollowUpRule], event: LearningEvent, asked: list[AskedSection]
) -> list[FollowUpRule]:
    """The rules that hold for an event, and those that asked about it before they were changed."""
    known = {one.rule_id for one in asked}
    return [one for one in held if one.is_about(event) or one.pk in known]
