"""One change to many sections: what can be asked for, in which order it is done, and what each section would have.

Pure, of sections that were read with their parts. What stands against it is in ``rules.bulk_steps``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.events.models import Meeting, Room, Section
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.roster.models import Person

MOST = 200  # sections in one go: each is a step of its own, with its mail


class What(models.TextChoices):
    """What can be done to many sections."""

    WINDOW = "window", gettext_lazy("Open and close registration")
    SHIFT = "shift", gettext_lazy("Move the registration window")
    CAP = "cap", gettext_lazy("Change the number of seats")
    ROOM = "room", gettext_lazy("Give a room")
    LEAD = "lead", gettext_lazy("Add somebody who leads")
    DATES = "dates", gettext_lazy("Move the dates by weeks")
    PUBLISH = "publish", gettext_lazy("Publish drafts")
    CANCEL = "cancel", gettext_lazy("Call off")


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for. Only the fields of its ``what`` mean something; moments are aware."""

    what: What
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    days: int = 0
    cap: int = 0
    room: Room | None = None
    person: Person | None = None
    weeks: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One section of the preview. ``mails`` counts people; with a ``refusal`` nothing is done, as where ``is_same``."""

    section: Section
    before: str
    after: str
    mails: int = 0
    refusal: str = ""
    note: str = ""
    is_same: bool = False

    @property
    def is_done(self) -> bool:
        """True where the section would change."""
        return not self.refusal and not self.is_same


def in_turn(change: Change, sections: Sequence[Section]) -> list[Section]:
    """The sections in the order in which they are changed: what moves later moves last-first, and frees its room."""
    later = change.what == What.DATES and change.weeks > 0
    return sorted(sections, key=lambda one: (one.begins_at, one.pk), reverse=later)


def spans(change: Change, section: Section, zone: str) -> list[tuple[datetime, datetime]]:
    """The times that a section has now and would have: where something could be in the way."""
    now = [(one.begins_at, one.ends_at) for one in section.meetings.all()]
    return now + [(one.begins_at, one.ends_at) for one in new_dates(change, section, zone)]


def rooms(change: Change, section: Section) -> set[int]:
    """The rooms that the section would have."""
    if change.room is not None:
        return {change.room.pk}
    return {one.room_id for one in section.meetings.all() if one.room_id is not None}


def new_dates(change: Change, section: Section, zone: str) -> list[When]:
    """The dates of the section after the change, at the same time on the wall clock."""
    return [_moved(change, one, ZoneInfo(zone)) for one in section.meetings.all()]


def window(change: Change, section: Section) -> tuple[datetime, datetime]:
    """When registration opens and closes after the change."""
    opens, closes = section.registration_opens_at, section.registration_closes_at
    if change.what == What.SHIFT:
        by = timedelta(days=change.days)
        return opens + by, min(closes + by, section.begins_at)
    return change.opens_at or opens, min(change.closes_at or closes, section.begins_at)


def fingerprint(section: Section) -> str:
    """A short text that changes with whatever a change of many is about: what the preview was made from."""
    dates = [(one.begins_at, one.ends_at, one.place, one.link, one.room_id) for one in section.meetings.all()]
    leaders = sorted(one.person_id for one in section.facilitators.all())
    said = (
        section.pk, section.state, section.event.title, section.cap, section.per_facilitator, section.overbooks,
        section.registration_opens_at, section.registration_closes_at, dates, leaders,
    )  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def changed_since() -> Refused:
    """The refusal for a section that is not what the preview showed."""
    return Refused(_("It was changed since you looked, perhaps by this very press. Look at it again."))


def _moved(change: Change, one: Meeting, zone: ZoneInfo) -> When:
    if change.room is not None:
        return When(one.begins_at, one.ends_at, link=one.link, room=change.room)
    by = timedelta(weeks=change.weeks)
    begins, ends = (moment.astimezone(zone) + by for moment in (one.begins_at, one.ends_at))
    return When(begins, ends, one.place, one.link, one.room)
