"""Closed lists of events, and the moves that their states allow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    DESIGN_WORKSHOP = "design_workshop", _("Design workshop")
    VIRTUAL_WORKSHOP = "virtual_workshop", _("Virtual workshop")
    INSTITUTE = "institute", _("Institute")
    LEADERSHIP_TRAINING = "leadership_training", _("Leadership-team training")
    CONVENING = "convening", _("Convening")
    ONSITE_DAY = "onsite_day", _("Onsite day")
    TOUR = "tour", _("Tour")


class EventMode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Virtual")
    HYBRID = "hybrid", _("In person and virtual")


class EventState(models.TextChoices):
    """Of an event, and of each of its sections. ``actions.events`` makes the moves."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class ProgrammeState(models.TextChoices):
    """Of a programme. ``actions.programmes`` makes the moves."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ENDED = "ended", _("Ended")


class SegmentKind(models.TextChoices):
    """What a part of an agenda is for."""

    UNPACK_STANDARD = "unpack_standard", _("Unpack the standard")
    EXPLORE_STRATEGIES = "explore_strategies", _("Explore strategies")
    WRITE_PLAN = "write_plan", _("Write a plan to try it")
    KEYNOTE = "keynote", _("Keynote")
    OTHER = "other", pgettext_lazy("a part of an agenda", "Other")


class RequestState(models.TextChoices):
    """Of a need that somebody raised. ``actions.requests`` makes the moves."""

    OPEN = "open", pgettext_lazy("a request", "Open")
    ANSWERED = "answered", _("Answered by an event")
    DECLINED = "declined", _("Declined")


class RegistrationState(models.TextChoices):
    """Of a person's place. ``actions.places`` makes the moves; docs/seats.md draws them."""

    ASKED = "asked", _("Waits for approval")
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Has an offer")
    BOOKED = "booked", _("Has a seat")
    CANCELLED = "cancelled", _("Left")


class WhyEnded(models.TextChoices):
    """Why a place ended."""

    LEFT = "left", _("Gave it back")
    PASSED = "passed", _("Passed on an offer")
    EXPIRED = "expired", _("Did not answer an offer in time")
    DECLINED = "declined", _("Was not approved")
    GONE = "gone", _("Left the district")
    JOINED = "joined", _("Two records of one person were joined")


class LineOrder(models.TextChoices):
    """In which order a section's line is served."""

    TIME = "time", _("First come, first served")
    PRIORITY = "priority", _("By a declared priority")
    LOTTERY = "lottery", _("By a lottery that anyone can check")


class FreedSeat(models.TextChoices):
    """What becomes of a seat that somebody gives back while others wait."""

    OFFER = "offer", _("Ask the next in line, with a deadline")
    SEAT = "seat", _("Give it to the next in line at once")


class OfferState(models.TextChoices):
    """Of an offered seat. Only an open offer holds one."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    PASSED = "passed", _("Passed on")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Taken back")


class OnCallState(models.TextChoices):
    """Of somebody who is ready to lead one more section of an event."""

    READY = "ready", _("Ready")
    CALLED = "called", _("Was asked")
    PLACED = "placed", _("Leads a section")
    DECLINED = "declined", _("Can't this time")


class ArrivalState(models.TextChoices):
    ATTENDED = "attended", _("Attended")
    PARTIAL = "partial", _("Partly there")
    NO_SHOW = "no_show", _("Not there")


class ArrivalWay(models.TextChoices):
    """How it was noted that somebody was there, or not."""

    LIST = "list", _("On the list")
    CODE = "code", _("By code")
    PAPER = "paper", _("From paper")
    WALK_IN = "walk_in", _("At the door")


class SpotCheck(models.TextChoices):
    """Somebody who checked in by code is looked for in the room."""

    NONE = "", _("Not looked for")
    ASKED = "asked", _("To look for")
    SEEN = "seen", _("Seen")
    MISSING = "missing", _("Not seen")


class OutsideKind(models.TextChoices):
    """What somebody learned at elsewhere."""

    COURSE = "course", _("Course or workshop")
    COLLEGE = "college", _("College course")
    CONFERENCE = "conference", _("Conference")
    ONLINE = "online", _("Online course")
    STUDY = "study", _("Study group or book study")
    OTHER = "other", pgettext_lazy("a kind of learning", "Other")


class OutsideState(models.TextChoices):
    """Of credit that somebody brings from elsewhere. ``actions.outside`` makes the moves."""

    DRAFT = "draft", pgettext_lazy("outside credit", "Not sent yet")
    SENT = "sent", pgettext_lazy("outside credit", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("outside credit", "Approved")
    RETURNED = "returned", pgettext_lazy("outside credit", "Sent back to you")
    DECLINED = "declined", pgettext_lazy("outside credit", "Declined")


class CreditStep(models.TextChoices):
    """To what part of an hour the hours of a section are rounded. Values are decimals."""

    QUARTER = "0.25", _("a quarter of an hour")
    HALF = "0.5", _("half an hour")
    HOUR = "1", _("a whole hour")


class HoursRounding(models.TextChoices):
    """As ``rules.credit.Rounding`` has it."""

    DOWN = "down", _("Down")
    NEAREST = "nearest", _("To the nearest")


class PlanState(models.TextChoices):
    """Where a plan stands, as its writer says. ``actions.plans`` makes the moves."""

    PLANNED = "planned", pgettext_lazy("a plan", "Planned")
    UNDER_WAY = "under_way", pgettext_lazy("a plan", "Under way")
    DONE = "done", pgettext_lazy("a plan", "Done")
    DROPPED = "dropped", pgettext_lazy("a plan", "Dropped")


class Held(models.TextChoices):
    """Why somebody in line is passed over for now."""

    FULL = "full", _("No seat was free that is not kept for others")
    SCHOOL = "school", _("The school has as many seats as it may have")
    PARTY = "party", _("Fewer seats were free than the team needs")
    CLASH = "clash", _("Would be in two places at once")
    SUBSTITUTES = "substitutes", _("The school has no substitute left on one of the days")


class DatePlanState(models.TextChoices):
    """Of a request to the planner. ``actions.planning`` makes the moves."""

    ASKED = "asked", pgettext_lazy("a plan of dates", "Being worked out")
    FOUND = "found", pgettext_lazy("a plan of dates", "Dates are proposed")
    NONE = "none", pgettext_lazy("a plan of dates", "No plan fits")
    UNKNOWN = "unknown", pgettext_lazy("a plan of dates", "No answer in time")
    MISSING = "missing", pgettext_lazy("a plan of dates", "The planner is not installed")
    USED = "used", pgettext_lazy("a plan of dates", "Its sections are drafted")


EVENT_MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.PUBLISHED: frozenset({EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
}

PROGRAMME_MOVES: dict[ProgrammeState, frozenset[ProgrammeState]] = {
    ProgrammeState.DRAFT: frozenset({ProgrammeState.PUBLISHED, ProgrammeState.ENDED}),
    ProgrammeState.PUBLISHED: frozenset({ProgrammeState.ENDED}),
    ProgrammeState.ENDED: frozenset(),
}

REQUEST_MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset({RequestState.ANSWERED, RequestState.DECLINED}),
    RequestState.ANSWERED: frozenset(),
    RequestState.DECLINED: frozenset(),
}

# What an experience of this kind must give time for. Other kinds are free.
_LEARNING = (SegmentKind.UNPACK_STANDARD, SegmentKind.EXPLORE_STRATEGIES, SegmentKind.WRITE_PLAN)
REQUIRED_SEGMENTS: dict[EventKind, tuple[SegmentKind, ...]] = {
    EventKind.DESIGN_WORKSHOP: _LEARNING,
    EventKind.VIRTUAL_WORKSHOP: _LEARNING,
    EventKind.ONSITE_DAY: _LEARNING,
    EventKind.INSTITUTE: _LEARNING,
}

REGISTRATION_MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.ASKED: frozenset({RegistrationState.WAITING, RegistrationState.CANCELLED}),
    RegistrationState.WAITING: frozenset(
        {RegistrationState.OFFERED, RegistrationState.BOOKED, RegistrationState.CANCELLED}
    ),
    RegistrationState.OFFERED: frozenset({RegistrationState.BOOKED, RegistrationState.CANCELLED}),
    RegistrationState.BOOKED: frozenset({RegistrationState.CANCELLED}),
    # Who left and comes again gets a new registration.
    RegistrationState.CANCELLED: frozenset(),
}

OFFER_MOVES: dict[OfferState, frozenset[OfferState]] = {
    OfferState.OPEN: frozenset(
        {OfferState.ACCEPTED, OfferState.PASSED, OfferState.EXPIRED, OfferState.WITHDRAWN}
    ),
    OfferState.ACCEPTED: frozenset(),
    OfferState.PASSED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}

OUTSIDE_MOVES: dict[OutsideState, frozenset[OutsideState]] = {
    OutsideState.DRAFT: frozenset({OutsideState.SENT}),
    # Its owner may take it back to change it.
    OutsideState.SENT: frozenset(
        {OutsideState.DRAFT, OutsideState.APPROVED, OutsideState.RETURNED, OutsideState.DECLINED}
    ),
    OutsideState.RETURNED: frozenset({OutsideState.SENT}),
    # An approval that was a mistake goes back with a reason.
    OutsideState.APPROVED: frozenset({OutsideState.RETURNED}),
    OutsideState.DECLINED: frozenset(),
}

# A plan is its writer's: any state follows any other.
PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {one: frozenset(PlanState) - {one} for one in PlanState}

HOLDS_A_SEAT = (RegistrationState.BOOKED, RegistrationState.OFFERED)
LIVE = (
    RegistrationState.BOOKED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.ASKED,
)
THERE = (ArrivalState.ATTENDED, ArrivalState.PARTIAL)

# What is asked after every event until the office says else: how it went, and six weeks later what was used.
HOW_IT_WENT, USED = "post_event", "six_weeks"
USUAL_RULES = (
    {"name": "event", "instrument_key": HOW_IT_WENT, "days_after": 0},
    {"name": "used", "instrument_key": USED, "days_after": 42},
)
