"""Closed lists of events, and the moves that their states allow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    DESIGN_WORKSHOP = "design_workshop", _("Design workshop")
    INSTITUTE = "institute", _("Institute")
    LEADERSHIP_TRAINING = "leadership_training", _("Leadership-team training")
    CONVENING = "convening", _("Convening")
    ONSITE_DAY = "onsite_day", _("Onsite day")


class EventMode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Virtual")
    HYBRID = "hybrid", _("In person and virtual")


class EventState(models.TextChoices):
    """Of an event, and of each of its sections. ``actions.events`` makes the moves."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class RegistrationState(models.TextChoices):
    """Of a person's place. ``actions.registration`` and ``actions.waitlist`` make the moves."""

    BOOKED = "booked", _("Has a seat")
    WAITING = "waiting", _("Waiting")
    CANCELLED = "cancelled", _("Left")


class ArrivalState(models.TextChoices):
    ATTENDED = "attended", _("Attended")
    PARTIAL = "partial", _("Partly there")
    NO_SHOW = "no_show", _("Not there")


EVENT_MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.PUBLISHED: frozenset({EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
}

# A promotion is the only way from the line to a seat; who left and comes again gets a new registration.
REGISTRATION_MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.BOOKED: frozenset({RegistrationState.CANCELLED}),
    RegistrationState.WAITING: frozenset({RegistrationState.BOOKED, RegistrationState.CANCELLED}),
    RegistrationState.CANCELLED: frozenset(),
}

LIVE = (RegistrationState.BOOKED, RegistrationState.WAITING)
THERE = (ArrivalState.ATTENDED, ArrivalState.PARTIAL)
