"""Copy an event or a whole programme to another year: drafts, with nothing of people in them."""

from django.utils.translation import gettext as _

from groundswell.events.actions import agenda, credit_terms, events, prerequisites, programmes
from groundswell.events.actions.policy import FIELDS as POLICY
from groundswell.events.choices import EventState, LineOrder
from groundswell.events.models import (
    CreditTerms,
    LearningEvent,
    Meeting,
    Prerequisite,
    Programme,
    RequiredEvent,
    Room,
    Section,
)
from groundswell.events.queries.agenda import segments_of
from groundswell.events.queries.meetings import in_room, meetings_of
from groundswell.events.rules.agenda import Part
from groundswell.events.rules.copying import WEEKS_IN_A_YEAR, shifted, weeks_between
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import SchoolYear


@verb
def copy_event(
    *,
    by: Actor,
    event: LearningEvent,
    weeks: int = WEEKS_IN_A_YEAR,
    programme: Programme | None = None,
) -> LearningEvent:
    """The same event so many weeks later, as a draft: text, audience, agenda, prerequisites, sections and dates.

    Nobody leads it and nobody has a place. A room comes along where it is free then; the place stays written down
    otherwise. Sections that were cancelled are left out. Raises Refused for no week at all.
    """
    if weeks < 1:
        raise Refused(_("A copy is at least one week later. Choose another week."))
    values = {name: getattr(event, name) for name in events.EVENT_FIELDS}
    copy = events.draft_event(by=by, **values | {"programme": programme})
    copy.copied_from_id = event.origin_id
    copy.save(update_fields=["copied_from"])
    asked = Prerequisite.objects.filter(event=event).select_related("attended")
    prerequisites.set_prerequisites(
        by=by, event=copy, asked=[(one.attended, one.unless_role) for one in asked]
    )
    parts = [
        Part(one.title, one.minutes, one.kind, provider=one.provider, is_active=one.is_active)
        for one in segments_of(event)
    ]
    if parts:
        agenda.set_agenda(by=by, event=copy, parts=parts)
    for section in _sections_of(event):
        _copy_section(by, section, copy, weeks)
    journal.record("events.event.copied", by=by, subject=copy, data={"from": event.pk, "weeks": weeks})
    return LearningEvent.objects.get(pk=copy.pk)


@verb
def copy_programme(
    *, by: Actor, programme: Programme, school_year: SchoolYear | None = None, weeks: int | None = None
) -> Programme:
    """The whole programme in another school year, as a draft: its text, its events (:func:`copy_event`), its rules.

    Dates move by the weeks between the two years' beginnings, 52 where one isn't known, or by ``weeks``. Prerequisites
    among its events ask for the copies. Cancelled events are left out.
    """
    if weeks is None:
        weeks = weeks_between(programme.school_year, school_year)
    values = {name: getattr(programme, name) for name in programmes.FIELDS}
    copy = programmes.draft(by=by, **values | {"school_year": school_year})
    copy.copied_from_id = programme.copied_from_id or programme.pk
    copy.save(update_fields=["copied_from"])
    there = programme.events.exclude(state=EventState.CANCELLED).order_by("pk")
    made = {event.pk: copy_event(by=by, event=event, weeks=weeks, programme=copy) for event in there}
    for old, new in made.items():
        mine = Prerequisite.objects.filter(event__in=made.values(), attended_id=old)
        mine.update(attended=new)
    for rule in programme.rules.order_by("pk"):
        required = RequiredEvent.objects.filter(rule=rule, event__in=made).values_list("event_id", flat=True)
        wanted = [made[pk] for pk in required]
        programmes.set_rule(by=by, programme=copy, role=rule.role, required=wanted, electives=rule.electives)
    _copy_credit(by, programme, copy)
    data = {"from": programme.pk, "weeks": weeks, "events": len(made)}
    journal.record("events.programme.copied", by=by, subject=copy, data=data)
    return copy


def _copy_credit(by: Actor, programme: Programme, copy: Programme) -> None:
    """The last version of its rule for credit is the copy's first."""
    last = CreditTerms.objects.filter(programme=programme).order_by("-version").first()
    if last is not None:
        names = ("applies_from", "unit", "hours_per_unit", "minimum_share", "step", "rounding")
        credit_terms.set_terms(by=by, programme=copy, **{name: getattr(last, name) for name in names})


def _sections_of(event: LearningEvent) -> list[Section]:
    sections = Section.objects.filter(event=event).exclude(state=EventState.CANCELLED)
    return list(sections.exclude(opened_by_surge=True).order_by("pk"))


def _copy_section(by: Actor, section: Section, copy: LearningEvent, weeks: int) -> Section:
    zone = by.tenant.time_zone
    policy = {name: getattr(section, name) for name in POLICY if name != "cap"}
    if section.line_order == LineOrder.LOTTERY:
        policy["line_order"] = LineOrder.TIME  # a draw has a moment and a seed of its own: it is planned anew
    return events.add_section(
        by=by,
        event=copy,
        meetings=[_when(one, weeks, zone) for one in meetings_of(section)],
        seats=section.cap,
        registration_opens_at=shifted(section.registration_opens_at, weeks, zone),
        registration_closes_at=shifted(section.registration_closes_at, weeks, zone),
        **policy,
    )


def _when(meeting: Meeting, weeks: int, zone: str) -> When:
    begins_at, ends_at = (shifted(one, weeks, zone) for one in (meeting.begins_at, meeting.ends_at))
    room: Room | None = meeting.room
    if room is not None and in_room(room, begins_at, ends_at).exists():
        room = None
    return When(begins_at, ends_at, meeting.place, meeting.link, room)
