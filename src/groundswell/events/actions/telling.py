"""Everybody whom a section concerns is told that it moved or was called off: one mail each. Called inside verbs."""

from collections.abc import Sequence
from typing import Any

from groundswell.events.actions import despite, notes
from groundswell.events.models import Meeting, Section
from groundswell.events.queries import attendance, registration
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import mail


def everyone(
    *,
    by: Actor,
    section: Section,
    what: str,
    before: Sequence[Meeting] = (),
    clashing: despite.Found | None = None,
    **said: Any,
) -> int:
    """Mail for each seat, each place in line and each facilitator, in this transaction. Returns how many places.

    ``before`` are the dates as they were, ``clashing`` who would be in two places at once now, ``said`` what somebody
    says about it in their own words.
    """
    live, found = list(registration.live_in(section)), clashing or {}
    for one in live:
        about: dict[str, Any] = {
            "by": by,
            "what": what,
            "section": section,
            "registration": one,
            "person": one.person,
        }
        if what == "cancelled":
            notes.tell_gone(**about, **said)
        elif one.has_seat:
            notes.tell_seat(**about, before=before, **despite.words_to(by, one.person, found))
        else:
            notes.tell_waiting(**about)
    if what == "cancelled":
        notes.take_back_unsent(by=by, section=section)
    for person in attendance.facilitators_of(section):
        key = f"events.{what}:section{section.pk}:person{person.pk}:{section.sequence}"
        mail.withdraw(by=by, about=notes.about(section.pk), to=person)
        more = said | despite.words_to(by, person, found)
        notes.tell(by=by, what=what, section=section, person=person, key=key, **more)
    return len(live)
