"""What waits for somebody today, from every app that has something for them. Each source is one or two statements."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from groundswell.events.choices import EventState
from groundswell.events.models import Section
from groundswell.events.queries.events import listing, sections_for
from groundswell.events.queries.registration import my_places
from groundswell.events.rules import words
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.notices.choices import MailState
from groundswell.notices.queries.mail import mails_for
from groundswell.roster.choices import ImportState
from groundswell.roster.models import RosterImport
from groundswell.surveys.queries.invitations import my_open_invitations
from groundswell.surveys.queries.waves import answered_in, waves_for

MOST = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: a line of ``components/task.html``. ``at`` orders the list."""

    at: datetime
    title: str
    meta: str
    action: str
    action_url: str
    due: bool = False
    primary: bool = False
    past: bool = False
    pill: str = ""
    pill_kind: str = ""

    @property
    def day(self) -> int:
        return self.at.day

    @property
    def day_word(self) -> str:
        if self.due:
            return _("by %(weekday)s") % {"weekday": date_format(self.at, "D")}
        return date_format(self.at, "M")


def waiting_for(actor: Actor) -> list[Item]:
    """What asks something of the actor: answers to give, attendance to take, desks to look after."""
    sources = (_to_answer, _to_take_attendance, _office, _roster_files, _undelivered)
    items = [item for source in sources for item in source(actor)][:MOST]
    return [replace(item, primary=at == 0) for at, item in enumerate(items)]


def places_of(actor: Actor) -> list[Item]:
    """The actor's seats and places in line, soonest first."""
    zone = actor.tenant.time_zone
    items = []
    place: Any
    for place in my_places(actor)[:MOST]:
        section = place.section
        waits = place.in_line > 0
        items.append(
            Item(
                at=clock.local(section.begins_at, zone),
                title=section.event.title,
                meta=_time_and_place(section, zone),
                action=pgettext("a button", "Open"),
                action_url=link("events:event", section.event_id),
                pill=_("number %(place)s in line") % {"place": place.in_line}
                if waits
                else _("you have a seat"),
                pill_kind="sun" if waits else "leaf",
            )
        )
    return items


def open_events(actor: Actor, most: int = 4) -> list[dict[str, Any]]:
    """Events with a free seat that the actor could still take, soonest first."""
    now, zone = clock.now(), actor.tenant.time_zone
    rows: Any = listing(actor, now=now).filter(registration_opens_at__lte=now, registration_closes_at__gt=now)
    return [
        {
            "title": section.event.title,
            "when": words.when(section, zone),
            "seats": words.seats(section),
            "url": link("events:event", section.event_id),
        }
        for section in rows.filter(my_state=None, seats_free__gt=0).order_by("begins_at", "pk")[:most]
    ]


def results_of(actor: Actor, most: int = 3) -> list[dict[str, Any]]:
    """The newest waves whose results the actor may read, with how many answered."""
    if not actor.may(Permission.RESULTS_VIEW):
        return []
    waves = list(waves_for(actor, Permission.RESULTS_VIEW)[:most])
    answered = answered_in(waves)
    return [
        {
            "title": wave.title,
            "answered": answered.get(wave.pk, 0),
            "invited": wave.invited,
            "url": link("surveys:wave", wave.pk),
        }
        for wave in waves
    ]


def desk_of(actor: Actor) -> list[dict[str, str]]:
    """Pages of an office that have no room of their own."""
    pages = (
        (Permission.ROSTER_IMPORT, _("Roster files"), "roster:imports"),
        (Permission.MAIL_VIEW, _("Mail that was sent"), "notices:mails"),
        (Permission.PEOPLE_VIEW, _("People"), "portal:people"),
    )
    return [{"label": label, "url": link(name)} for permission, label, name in pages if actor.may(permission)]


def _to_answer(actor: Actor) -> Iterator[Item]:
    zone = actor.tenant.time_zone
    for invitation in my_open_invitations(actor)[:3]:
        yield Item(
            at=clock.local(invitation.expires_at, zone),
            title=_("How did it go? %(what)s") % {"what": invitation.wave.title},
            meta=_("Three questions, one minute. Only groups are shown, never your name."),
            action=_("Tell us"),
            action_url=link("surveys:answer_mine", invitation.pk),
            due=True,
        )


def _to_take_attendance(actor: Actor) -> Iterator[Item]:
    if not actor.may(Permission.ATTENDANCE_TAKE) and not actor.may(Permission.EVENT_MANAGE):
        return
    now, zone = clock.now(), actor.tenant.time_zone
    led = sections_for(actor, Permission.ATTENDANCE_TAKE).filter(
        state=EventState.PUBLISHED,
        attendance_taken_at=None,
        begins_at__lte=now + timedelta(hours=1),
        begins_at__gt=now - timedelta(days=30),
    )
    for section in led.order_by("begins_at")[:4]:
        yield Item(
            at=clock.local(section.begins_at, zone),
            title=_("Who was there? %(what)s") % {"what": section.event.title},
            meta=ngettext("%(n)s person has a seat", "%(n)s people have a seat", section.seats_taken)
            % {"n": section.seats_taken},
            action=_("Take attendance"),
            action_url=link("events:people", section.event_id),
            past=section.ends_at <= now,
        )


def _office(actor: Actor) -> Iterator[Item]:
    """Events with a line of waiting people, and drafts that nobody sees yet."""
    if not actor.may(Permission.EVENT_MANAGE):
        return
    now, zone = clock.now(), actor.tenant.time_zone
    coming = Section.objects.select_related("event").filter(begins_at__gt=now)
    for section in coming.filter(state=EventState.PUBLISHED, waiting__gt=0).order_by("-waiting", "begins_at")[
        :3
    ]:
        yield Item(
            at=clock.local(section.begins_at, zone),
            title=section.event.title,
            meta=words.seats(section),
            action=_("Look at the line"),
            action_url=link("events:people", section.event_id),
            pill=_("full"),
            pill_kind="sun",
        )
    for section in coming.filter(state=EventState.DRAFT).order_by("begins_at")[:2]:
        yield Item(
            at=clock.local(section.begins_at, zone),
            title=section.event.title,
            meta=_("A draft: nobody sees it until you publish it."),
            action=_("Open the draft"),
            action_url=link("events:event", section.event_id),
        )


def _roster_files(actor: Actor) -> Iterator[Item]:
    """Roster files that stopped and ask, or were refused since the last ones that came in."""
    if not actor.may(Permission.ROSTER_IMPORT):
        return
    newest = RosterImport.objects.order_by("-number").first()
    if newest is None:
        yield Item(
            at=clock.local(clock.now(), actor.tenant.time_zone),
            title=_("No roster files yet"),
            meta=_("Bring in the OneRoster files of your student information system."),
            action=_("Bring in files"),
            action_url=link("roster:imports"),
        )
    elif newest.state in (ImportState.READY, ImportState.REFUSED, ImportState.FAILED):
        yield Item(
            at=clock.local(newest.begun_at, actor.tenant.time_zone),
            title=_("Roster files: %(name)s") % {"name": newest.file_name},
            meta=newest.get_state_display(),
            action=_("Look at them"),
            action_url=link("roster:import", newest.number),
        )


def _undelivered(actor: Actor) -> Iterator[Item]:
    lost = mails_for(actor).filter(state__in=[MailState.FAILED, MailState.BOUNCED])
    count = lost.count() if actor.may(Permission.MAIL_VIEW) else 0
    if count:
        yield Item(
            at=clock.local(clock.now(), actor.tenant.time_zone),
            title=ngettext("%(n)s mail did not arrive", "%(n)s mails did not arrive", count) % {"n": count},
            meta=_("The addresses may be wrong, or the mail server refused them."),
            action=_("See which"),
            action_url=link("notices:mails"),
        )


def _time_and_place(section: Section, zone: str) -> str:
    parts = [words.when(section, zone), section.place]
    return " · ".join(part for part in parts if part)
