"""Visits: put in order on chosen days, two visitors each, written into calendars; moved and called off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.actions import visit_mail
from groundswell.cohorts.actions.readings import take_back
from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models import Candidacy, Reader, Reading, SchoolVisit, SelectionPhase
from groundswell.cohorts.queries import visits as found
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.visits_terms import Busy, Point, Reason, Stop, Tour, Visit, Visitor, drive
from groundswell.cohorts.rules.visits_words import words_of, words_of_driving
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, verb

SUBJECT = "cohorts.visit"
MINUTES, OPENS, CLOSES = 90, 8 * 60, 15 * 60
SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Visits that were put into calendars, and how good their order is, in words."""

    visits: list[SchoolVisit]
    said: str


def schedule(
    *,
    by: Actor,
    phase: SelectionPhase,
    days: Sequence[date],
    seed: int = 1,
    minutes: int = MINUTES,
    seconds: float = SECONDS,
) -> Scheduled:
    """Put every school without a visit into an order on these days and into calendars (:func:`put_down`).

    The search takes some seconds and holds nothing meanwhile; what changed under it is refused. Raises Refused with
    what stands in the way where there is no order.
    """
    _may(by)
    from groundswell.cohorts.rules import visits  # inline: slow import

    with reading(by.tenant):
        known = found.to_order(phase, days, by.tenant.time_zone)
    if not known.schools:
        raise Refused(_("Every school that is still in has its visit."))
    if not days:
        raise Refused(_("Choose the days on which visits can take place."))
    tour = _tour(known, sorted(set(days)), seed, minutes)
    answer = visits.order(tour, seconds=seconds)
    if not answer.stops:
        raise Refused(_why_not(known, answer.reasons))
    drives = _drives(tour, answer.stops)
    made = put_down(by=by, phase=phase, stops=answer.stops, minutes=minutes, drives=drives)
    return Scheduled(made, words_of_driving(answer))


@verb
def put_down(
    *, by: Actor, phase: SelectionPhase, stops: Sequence[Stop], minutes: int, drives: Sequence[int]
) -> list[SchoolVisit]:
    """Visits as they were ordered, a scoring for each visitor, mail with the calendar file to visitors and principals.
    Raises Refused where a school or a visitor is not what they were, or a visit was put down meanwhile."""
    _may(by)
    phase = _open(phase)
    schools = {one.pk: one for one in found.without_visit(phase)}
    readers = {one.pk: one for one in found.visitors_of(phase)}
    made = []
    for stop, minutes_there in zip(stops, drives, strict=True):
        school, pair = schools.get(stop.visit), [readers.get(one) for one in stop.visitors]
        if school is None or None in pair:
            raise Refused(_("Schools or visitors have changed meanwhile. Put the visits in order again."))
        begins = _moment(stop.day, stop.begins, by.tenant.time_zone)
        visit = SchoolVisit.objects.create(
            tenant=by.tenant, phase=phase, candidacy=school, begins_at=begins,
            ends_at=begins + timedelta(minutes=minutes), drive_minutes=minutes_there,
        )  # fmt: skip
        Reading.objects.bulk_create(
            Reading(
                tenant=by.tenant, phase=phase, reader=one, purpose=ReadingPurpose.VISIT, candidacy=school, visit=visit
            )
            for one in pair
        )  # fmt: skip
        visit_mail.tell(by=by, visit=visit)
        journal.record(f"{SUBJECT}.planned", by=by, subject=visit, data={"candidacy": school.pk})
        made.append(visit)
    return made


@verb
def move(*, by: Actor, visit: SchoolVisit, begins_at: datetime) -> SchoolVisit:
    """To another moment, as long as before; visitors and the school get the new time, also in their calendars. Raises
    Refused for a moment that is over, and where a visitor has given the time away."""
    _may(by)
    visit = _standing(visit)
    ends_at = begins_at + (visit.ends_at - visit.begins_at)
    if begins_at <= clock.now():
        raise Refused(_("That moment is over. Choose a later one."))
    readers = visit_mail.visitors(visit)
    taken = found.clashes([one.person_id for one in readers], begins_at, ends_at, visit_mail.busy_key(visit))
    if taken:
        said = "; ".join(f"{one.person.name}: {one.label}" for one in taken)
        raise Refused(_("At that time somebody is taken: %(who)s.") % {"who": said})
    if begins_at == visit.begins_at:
        return visit
    visit.begins_at, visit.ends_at, visit.sequence = begins_at, ends_at, visit.sequence + 1
    visit.save(update_fields=["begins_at", "ends_at", "sequence"])
    visit_mail.tell(by=by, visit=visit, moved=True)
    journal.record(f"{SUBJECT}.moved", by=by, subject=visit, data={"begins_at": begins_at.isoformat()})
    return visit


@verb
def cancel(*, by: Actor, visit: SchoolVisit, reason: str) -> SchoolVisit:
    """It does not take place: visitors and the school read the reason, calendars let go of it, scorings that were not
    finished are taken back. Raises Refused without a reason, and once somebody has scored it."""
    _may(by)
    visit = _standing(visit)
    why = reason.strip()[:300]
    if not why:
        raise Refused(_("Say why. The visitors and the school read it."))
    mine = Reading.objects.filter(visit=visit)
    if mine.filter(state=ReadingState.DONE).exists():
        raise Refused(_("This visit was scored already: it took place."))
    visit.cancelled_at, visit.sequence = clock.now(), visit.sequence + 1
    visit.save(update_fields=["cancelled_at", "sequence"])
    visit_mail.tell_gone(by=by, visit=visit, reason=why)
    take_back(by, mine.exclude(state=ReadingState.RELEASED))
    journal.record(f"{SUBJECT}.cancelled", by=by, subject=visit, personal={"why": why})
    return visit


def _may(by: Actor) -> None:
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied


def _open(phase: SelectionPhase) -> SelectionPhase:
    call, phase = lock(phase.call), lock(phase)
    if call.state != CallState.OPEN or phase.settled_at is not None or phase.kind != PhaseKind.VISIT:
        raise Refused(_("This phase takes no visits any more."))
    return phase


def _standing(visit: SchoolVisit) -> SchoolVisit:
    _open(visit.phase)
    candidacy, visit = lock(visit.candidacy), lock(visit)
    if visit.cancelled_at is not None:
        raise Refused(_("This visit was called off before."))
    if candidacy.state not in (CandidacyState.INTERESTED, CandidacyState.WITHDRAWN):
        raise Refused(_("This school is not in this phase any more."))
    return visit


def _moment(day: date, minute: int, zone: str) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))


def _tour(known: found.ToOrder, days: list[date], seed: int, minutes: int) -> Tour:
    points = {one.pk: point for one in known.schools if (point := _point(one)) is not None}
    base = Point(
        fmean(one.longitude for one in points.values()) if points else 0.0,
        fmean(one.latitude for one in points.values()) if points else 0.0,
    )
    return Tour(
        tuple(Visit(one.pk, points.get(one.pk, base), minutes, OPENS, CLOSES) for one in known.schools),
        tuple(_visitor(one, known) for one in known.readers),
        tuple(days),
        base,
        known.conflicts,
        seed,
    )


def _visitor(reader: Reader, known: found.ToOrder) -> Visitor:
    spans = known.busy.get(reader.pk, [])
    return Visitor(reader.pk, tuple(Busy(one.day, one.begins, one.ends) for one in spans))


def _point(one: Candidacy) -> Point | None:
    school = getattr(one.school, "school", None)
    if school is None or school.longitude is None or school.latitude is None:
        return None
    return Point(school.longitude, school.latitude)


def _drives(tour: Tour, stops: Iterable[Stop]) -> list[int]:
    """Minutes to each stop for the visitor who drives longest, from their stop before on that day or from the base."""
    at = {one.id: one.at for one in tour.visits}
    here: dict[tuple[int, date], Point] = {}
    minutes = []
    for stop in stops:
        places = [here.get((one, stop.day), tour.base) for one in stop.visitors]
        minutes.append(max(drive(one, at[stop.visit]) for one in places))
        here |= {(one, stop.day): at[stop.visit] for one in stop.visitors}
    return minutes


def _why_not(known: found.ToOrder, reasons: Iterable[Iterable[Reason]]) -> str:
    names = {one.pk: one.school.name for one in known.schools}
    people = {one.pk: one.person.name for one in known.readers}
    said = [words_of(one, visits=names, visitors=people) for group in reasons for one in group]
    return " ".join(
        [_("There is no order for these visits."), *(said or [_("More days or visitors would help.")])]
    )
