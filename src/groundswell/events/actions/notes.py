"""What people are told about their places: one mail, its calendar entries, their busy times. Called inside verbs."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from groundswell.events.choices import RegistrationState
from groundswell.events.models import Meeting, Registration, Section
from groundswell.events.queries.answers import CANT_COME, TAKE_PLACE
from groundswell.events.queries.meetings import dates_of
from groundswell.events.queries.outside import deciders_of
from groundswell.events.rules import calendar, standing
from groundswell.events.rules.addresses import decide_on, page_of
from groundswell.kernel import clock
from groundswell.kernel.links import absolute, link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import busy, mail
from groundswell.notices.rules import keys
from groundswell.roster.models import Person

ASKS_BACK = (
    "promoted",
    "moved",
)  # mail after which somebody may not be able to come: it brings the link to say so


def tell(
    *,
    by: Actor,
    what: str,
    section: Section,
    person: Person,
    key: str,
    calendar_file: dict[str, Any] | None = None,
    dates: Sequence[Meeting] | None = None,
    **more: Any,
) -> None:
    """Queue the mail ``events.<what>`` to a person. ``key`` makes it the same mail when it is asked for twice.

    ``dates`` are the section's where it has several, for whoever read them already. ``more`` are further plain values
    for the mail's template, or others than the usual ones.
    """
    context = context_of(by.tenant, section, dates_of(section) if dates is None else dates)
    if calendar_file and "further" in calendar_file:
        context["files"] = 1 + len(calendar_file["further"])
    mail.send(
        by=by,
        to=person,
        kind=f"events.{what}",
        context=context | more,
        key=key,
        calendar=calendar_file,
    )


def tell_seat(
    *,
    by: Actor,
    what: str,
    section: Section,
    registration: Registration,
    person: Person,
    before: Sequence[Meeting] | None = None,
    **more: Any,
) -> None:
    """Somebody has a seat (or it moved): one mail with the calendar files, and the time is busy for them.

    ``before`` are the dates as they were: entries of those that are gone leave the calendar, and it hears only of
    those that changed. A reminder of the old dates that has not left is not sent. ``more`` as for :func:`tell`.
    """
    dates = dates_of(section)
    told = (section, registration, by.tenant, dates)
    file = calendar.invitation(*told) if before is None else calendar.update(*told, before)
    asks = what in ASKS_BACK and section.begins_at > clock.now()
    tell(
        by=by,
        what=what,
        section=section,
        person=person,
        key=_key(what, section, registration),
        calendar_file=file,
        dates=dates,
        **({"also_url": cant_come_link(by.tenant, registration)} if asks else {}) | more,
    )
    stem = _busy_key(registration)
    if before is not None:
        busy.clear_all(by=by, person=person, stem=stem)
        mail.withdraw(by=by, about=about(section.pk), to=person)
    first_row = min((one.pk for one in dates), default=0)
    keyed = [(stem if one.pk == first_row else f"{stem}:{one.pk}", one) for one in dates]
    times: list[tuple[str, Section | Meeting]] = [*keyed] or [(stem, section)]
    for key, one in times:
        busy.put(
            by=by,
            person=person,
            key=key,
            begins_at=one.begins_at,
            ends_at=one.ends_at,
            label=section.event.title,
            place=one.place or one.link,
        )


def tell_gone(
    *, by: Actor, what: str, section: Section, registration: Registration, person: Person, **more: Any
) -> None:
    """A place is gone: mail, and for a seat the calendar takes the entries away and the time is free again.

    A reminder that has not left is not sent, nor what asks somebody to decide about the place. ``more`` as for
    :func:`tell`.
    """
    if registration.state == RegistrationState.ASKED:
        is_decided(by=by, registration=registration)
    had_seat, dates = registration.has_seat, dates_of(section)
    file = calendar.withdrawal(section, registration, by.tenant, dates) if had_seat else None
    tell(
        by=by,
        what=what,
        section=section,
        person=person,
        key=_key(what, section, registration),
        calendar_file=file,
        dates=dates,
        **more,
    )
    if had_seat:
        free_again(by=by, registration=registration, person=person)


def free_again(*, by: Actor, registration: Registration, person: Person) -> None:
    """The time that a seat took is the person's own again, and nobody reminds them any more."""
    busy.clear_all(by=by, person=person, stem=_busy_key(registration))
    mail.withdraw(by=by, about=about(registration.section_id), to=person)


def tell_waiting(
    *, by: Actor, what: str, section: Section, registration: Registration, person: Person, in_line: int = 0
) -> None:
    """Somebody stands in line: mail without a calendar file, and with the rule that holds them where one does."""
    key = _key(what, section, registration)
    with translation.override(person.language or by.tenant.language):
        why = standing.why_passed_over(section, registration)
    tell(by=by, what=what, section=section, person=person, key=key, in_line=in_line, why=why)


def ask_to_decide(*, by: Actor, section: Section, registration: Registration) -> None:
    """Somebody asks for a place: whoever says yes or no gets mail with a link of their own, collected with others."""
    context = context_of(by.tenant, section, dates_of(section)) | {"who": registration.person.name}
    mails = [
        mail.Addressed(
            person,
            f"events.approve:{registration.pk}:{person.pk}",
            context | {"action_url": absolute(decide_on(registration, by.tenant, person.pk))},
        )
        for person in deciders_of(registration.person)
    ]
    mail.send_many(by=by, kind="events.approve", mails=mails, about=_about_asking(registration))


def is_decided(*, by: Actor, registration: Registration) -> None:
    """Nobody need decide about this place any more: mail that asks for it and has not left is not sent."""
    mail.withdraw(by=by, about=_about_asking(registration))


def _about_asking(registration: Registration) -> str:
    return f"events.asked:{registration.pk}"


def _busy_key(registration: Registration) -> str:
    return f"events.registration:{registration.pk}"


def _key(what: str, section: Section, registration: Registration) -> str:
    return f"events.{what}:{registration.pk}:{section.sequence}"


def take_back_unsent(*, by: Actor, section: Section) -> None:
    """The section was called off: reminders and news of it that have not left are not sent."""
    mail.withdraw(by=by, about=about(section.pk))


def take_link(tenant: Tenant, section: Section, person: Person) -> str:
    """Where somebody takes a place in a section without signing in."""
    return absolute(link("events:take", keys.key(TAKE_PLACE, tenant, section.pk, person.pk)))


def cant_come_link(tenant: Tenant, registration: Registration) -> str:
    """Where somebody gives exactly this place back without signing in."""
    return absolute(link("events:cant_come", keys.key(CANT_COME, tenant, registration.pk)))


def about(section_id: int) -> str:
    """By which name mail about a section is taken back before it leaves."""
    return f"events.section:{section_id}"


def context_of(tenant: Tenant, section: Section, dates: Sequence[Meeting] = ()) -> dict[str, Any]:
    """Plain values for the mail's template; it writes them in the language and zone of who gets it."""
    return {
        "title": section.event.title,
        **times_of(section),
        "action_url": absolute(page_of(section)),
        "time_zone": tenant.time_zone,
        **({"dates": [times_of(one) for one in dates]} if dates else {}),
    }


def times_of(one: Section | Meeting) -> dict[str, str]:
    """When and where, as a mail's template takes it."""
    return {
        "begins_at": one.begins_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "place": one.place,
        "link": one.link,
    }
