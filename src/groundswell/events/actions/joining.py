"""When two records of one person are joined: seats, places in line, attendance and leading go with them, and back.

Where both have a place in the same section that is still to come, the better one stays (a seat before the line, then
who came first) and the other is given back to the line. Where the section has begun, both records stay as they are.
"""

from django.db.models import Model

from groundswell.events.actions import interest, registration, seats
from groundswell.events.choices import LIVE, EventState, WhyEnded
from groundswell.events.models import (
    AgendaSegment,
    Arrival,
    CreditTerms,
    DatePlan,
    ImplementationPlan,
    Interest,
    LearningRequest,
    OnCall,
    OrderChange,
    OutsideCredit,
    PartyBooking,
    PlanShare,
    Registration,
    Section,
    SessionFacilitator,
)
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import merging
from groundswell.roster.models import PersonMerge

# What goes with the person as it is, and back: (model, its key to the person).
FOLLOWS: dict[str, tuple[type[Model], str]] = {
    "interests": (Interest, "person"),
    "requests": (LearningRequest, "person"),
    "settled": (LearningRequest, "settled_by"),
    "made": (AgendaSegment, "made_by"),
    "led": (AgendaSegment, "led_by"),
    "teams": (PartyBooking, "lead"),
    "reordered": (OrderChange, "by"),
    "date_plans": (DatePlan, "asked_by"),
    "outside": (OutsideCredit, "person"),
    "outside_decided": (OutsideCredit, "decided_by"),
    "credit_terms": (CreditTerms, "made_by"),
    "plans": (ImplementationPlan, "person"),
    "plans_to_read": (PlanShare, "person"),
}


def join(*, by: Actor, merge: PersonMerge) -> None:
    """Point every place of the joined record to the person who is kept. Seats that are doubled go to who waits."""
    given_back = []
    kept_back: set[int] = set()
    both = _both_have_a_place(merge)
    seats.hold_all(section.pk for section in both)
    for section in both:
        if section.state == EventState.PUBLISHED and section.begins_at > clock.now():
            given_back.append(_give_one_back(by, merge, section))
        else:
            kept_back.add(section.pk)
    theirs = Registration.objects.filter(person=merge.other).exclude(pk__in=[pk for pk, _ in given_back])
    free = [one for one in theirs.order_by("pk") if not (one.section_id in kept_back and one.state in LIVE)]
    moved: dict[str, list] = {
        "registrations": merging.repoint(merge, Registration, "person", [one.pk for one in free])
    }
    _tell_the_replay(by, merge, moved["registrations"], to=merge.keep_id, was=merge.other_id)
    moved["given_back"] = [list(one) for one in given_back]
    leads = SessionFacilitator.objects.filter(person=merge.keep).values_list("section_id", flat=True)
    own = SessionFacilitator.objects.filter(person=merge.other).exclude(section_id__in=list(leads))
    moved["leads"] = merging.repoint(
        merge, SessionFacilitator, "person", list(own.values_list("pk", flat=True))
    )
    listed = OnCall.objects.filter(person=merge.keep).values_list("event_id", flat=True)
    ready = OnCall.objects.filter(person=merge.other).exclude(event_id__in=list(listed))
    moved["on_call"] = merging.repoint(merge, OnCall, "person", list(ready.values_list("pk", flat=True)))
    moved["noted"] = merging.repoint(merge, Arrival, "noted_by")
    _end_double_interest(by, merge)
    for name, (model, column) in FOLLOWS.items():
        moved[name] = merging.repoint(merge, model, column)
    merging.note(by=by, merge=merge, app="events", moved=moved)


def split(*, by: Actor, merge: PersonMerge) -> None:
    """Everything goes back; who had a second place registers again: a seat where one is free, else the line."""
    moved = merging.noted(merge, "events")
    ids = list(
        Registration.objects.filter(
            pk__in=moved.get("registrations", []), person_id=merge.keep_id
        ).values_list("pk", flat=True)
    )
    merging.point_back(merge, Registration, "person", ids)
    _tell_the_replay(by, merge, ids, to=merge.other_id, was=merge.keep_id)
    merging.point_back(merge, SessionFacilitator, "person", moved.get("leads", []))
    merging.point_back(merge, Arrival, "noted_by", moved.get("noted", []))
    merging.point_back(merge, OnCall, "person", moved.get("on_call", []))
    for name, (model, column) in FOLLOWS.items():
        merging.point_back(merge, model, column, moved.get(name, []))
    seats.hold_all(section_id for _pk, section_id in moved.get("given_back", []))
    for _pk, section_id in moved.get("given_back", []):
        section = Section.objects.select_related("event", "tenant").get(pk=section_id)
        for person in (merge.keep, merge.other):
            try:
                registration.register(by=by, section=section, person=person)
            except Refused:
                continue  # the window is over; both keep what the journal says of them


def _both_have_a_place(merge: PersonMerge) -> list[Section]:
    live = Registration.objects.filter(state__in=LIVE)
    kept = live.filter(person=merge.keep).values("section_id")
    both = live.filter(person=merge.other, section_id__in=kept).values("section_id")
    return list(Section.objects.select_related("event").filter(pk__in=both).order_by("pk"))


def _give_one_back(by: Actor, merge: PersonMerge, section: Section) -> tuple[int, int]:
    """Of two places in a section the worse is given back. Returns its id and the section's."""
    people = (merge.keep_id, merge.other_id)
    with seats.held(section) as held:
        places = Registration.objects.filter(section=held, person_id__in=people, state__in=LIVE)
        _better, worse = sorted(
            places.select_related("person"), key=lambda one: (not one.has_seat, one.rank, one.line)
        )
        registration.end(by=by, section=held, registration=worse, why=WhyEnded.JOINED)
    return worse.pk, held.pk


def _tell_the_replay(by: Actor, merge: PersonMerge, ids: list[int], *, to: int, was: int) -> None:
    """The journal alone tells who has a seat, so it is told that a seat is somebody else's record now."""
    for one in (
        Registration.objects.filter(pk__in=ids, state__in=LIVE).select_related("section").order_by("pk")
    ):
        data = {"registration": one.pk, "person": to, "was": was, "line": one.line, "merge": merge.pk}
        journal.record(
            "events.registration.handed_on",
            by=by,
            subject=one.section,
            subject_kind="events.section",
            data=data,
        )


def _end_double_interest(by: Actor, merge: PersonMerge) -> None:
    """Where both want to hear of an event, one of them is enough."""
    kept = Interest.objects.filter(person=merge.keep, ended_at__isnull=True).values("event_id")
    double = Interest.objects.filter(person=merge.other, ended_at__isnull=True, event_id__in=kept)
    for one in list(double.select_related("event", "person")):
        interest.take_back(by=by, event=one.event, person=one.person)
