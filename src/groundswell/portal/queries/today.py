"""What waits for somebody today, from every app that has something for them. Each source is one or two statements."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from groundswell.cohorts.queries.candidacies import to_answer
from groundswell.cohorts.queries.readings import waiting_of
from groundswell.events.choices import HOW_IT_WENT, EventState, RegistrationState
from groundswell.events.models import Section
from groundswell.events.queries import approval, outside
from groundswell.events.queries.attendance import without_attendance
from groundswell.events.queries.audience import meant_for, tokens_of_actor
from groundswell.events.queries.events import joinable
from groundswell.events.queries.offers import my_open_offers
from groundswell.events.queries.registration import my_places
from groundswell.events.rules import standing, words
from groundswell.events.rules.addresses import decide_on, page_of, people_of
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.notices.choices import MailState
from groundswell.notices.queries.mail import mails_for
from groundswell.roster.choices import ImportState
from groundswell.roster.models import RosterImport
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.invitations import my_open_invitations
from groundswell.surveys.rules.own_pages import OwnPage, own_page_of

MOST = 8
MOST_SENT = 99
SOON = timedelta(hours=36)


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
            return _("by %(weekday)s") % {"weekday": words.shown(self.at, "D")}
        return words.shown(self.at, "D, M")


def offers_of(actor: Actor) -> list[dict[str, Any]]:
    """Seats that are held for the actor until they answer, the most urgent first. One statement."""
    now = clock.now()
    held = [(one, one.registration.section) for one in my_open_offers(actor) if one.ends_at > now]
    return [
        standing.on_offer(one, section, actor)
        for one, section in held
        if section.state == EventState.PUBLISHED
    ]


def waiting_for(actor: Actor) -> list[Item]:
    """What asks something of the actor: answers to give, attendance to take, desks to look after."""
    sources = (
        _to_answer, _invited, _to_read, _to_take_attendance, _to_let_in, _to_approve, _office, _roster_files,
        _undelivered,
    )  # fmt: skip
    items = [item for source in sources for item in source(actor)][:MOST]
    return [replace(item, primary=at == 0) for at, item in enumerate(items)]


@dataclass(frozen=True, slots=True)
class Places:
    """The actor's seats and places in line. ``next`` is a seat at what begins within a day and a half.

    ``sections`` are the ids of all sections in which the actor has a place, also of those that are not listed.
    """

    next: dict[str, Any] | None
    others: list[Item]
    sections: list[int]


def offers_and_places(actor: Actor) -> tuple[list[dict[str, Any]], Places]:
    """Seats that are held for the actor, and what they have. One statement, one more for each of who is offered a seat
    and who waits.
    """
    every = my_places(actor)
    offers = offers_of(actor) if any(one.state == RegistrationState.OFFERED for one in every) else []
    return offers, _places(actor, every, [one["section_pk"] for one in offers])


def _places(actor: Actor, every: list[Any], held: Collection[int]) -> Places:
    """``every`` seat and place in line, soonest first, but in ``held``: those stand on the page as offers."""
    zone, now = actor.tenant.time_zone, clock.now()
    found, sections = every[:MOST], [one.section_id for one in every]
    soon = next((one for one in found if one.has_seat and one.section.begins_at <= now + SOON), None)
    others = [_place(one, zone) for one in found if one is not soon and one.section_id not in held]
    if soon is None:
        return Places(None, others, sections)
    section = soon.section
    return Places(
        {
            "title": section.event.title,
            "day": words.day_of(section, zone, now),
            "hours": words.hours(section, zone),
            "is_on": section.begins_at <= now,
            "place": section.place or section.event.get_mode_display(),
            "link": section.link,
            "url": page_of(section),
            "waiting": section.waiting,
        },
        others,
        sections,
    )


def _place(place: Any, zone: str) -> Item:
    section = place.section
    pill = {
        RegistrationState.BOOKED: _("you have a seat"),
        RegistrationState.OFFERED: _("a seat is held for you"),
        RegistrationState.WAITING: _("number %(place)s in line") % {"place": place.in_line},
        RegistrationState.ASKED: _("you have asked"),
    }
    return Item(
        at=clock.local(section.begins_at, zone),
        title=section.event.title,
        meta=_time_and_place(section, zone),
        action=pgettext("a button", "Open"),
        action_url=page_of(section),
        pill=pill[RegistrationState(place.state)],
        pill_kind="leaf" if place.has_seat else "sun",
    )


def audiences_for(actor: Actor) -> list[str]:
    """The audiences that mean the actor, read once for all that the page asks; an office knows of everything without.

    At most three statements.
    """
    return [] if actor.may(Permission.EVENT_MANAGE) else meant_for(tokens_of_actor(actor))


def open_events(actor: Actor, mine: list[int], meant: list[str], most: int = 4) -> list[dict[str, Any]]:
    """Events with a free seat that the actor could still take, soonest first (an office knows of others, too).

    ``mine`` are the sections in which they have a place, ``meant`` are of :func:`audiences_for`.
    """
    zone = actor.tenant.time_zone
    rows = joinable(actor, meant=meant, now=clock.now(), mine=mine, most=4 * most)
    if actor.may(Permission.EVENT_MANAGE):
        tokens = tokens_of_actor(actor)
        rows = [row for row in rows if row.event.is_for(tokens)]
    return [
        {
            "title": section.event.title,
            "date": words.date_block(section, zone),
            "hours": words.hours(section, zone),
            "section": section,
            "place": section.place or section.event.get_mode_display(),
            "seats": words.seats(section),
            "url": page_of(section),
        }
        for section in rows[:most]
    ]


def desk_of(actor: Actor) -> list[dict[str, str]]:
    """Pages of an office that have no room of their own."""
    pages = (
        (Permission.ROSTER_IMPORT, _("Roster files"), "roster:imports", "upload"),
        (Permission.MAIL_VIEW, _("Mail that was sent"), "notices:mails", "mail"),
        (Permission.PEOPLE_VIEW, _("People"), "portal:people", "users"),
        (Permission.SURVEY_MANAGE, _("What is asked after events"), "events:asking", "message-circle"),
        (Permission.SUBSTITUTES_VIEW, _("Substitutes"), "events:substitutes", "calendar-off"),
        (Permission.BADGE_KEYS, _("Keys that sign certificates"), "events:badge_keys", "lock"),
        (Permission.ROSTER_IMPORT, _("Settings of the district"), "portal:settings", "settings"),
    )
    return [
        {"label": label, "url": link(name), "icon": icon}
        for permission, label, name, icon in pages
        if actor.may(permission)
    ]


def _to_answer(actor: Actor) -> Iterator[Item]:
    zone = actor.tenant.time_zone
    for invitation in my_open_invitations(actor):
        own = own_page_of(invitation.wave.instrument.key)
        headline = (
            "%(what)s" if invitation.wave.instrument.key != HOW_IT_WENT else _("How did it go? %(what)s")
        )
        headline = str(own.headline) if own else headline
        yield Item(
            at=clock.local(invitation.expires_at, zone),
            title=headline % {"what": invitation.wave.title},
            meta=_what_is_promised(invitation.wave, own),
            action=_("Tell us"),
            action_url=link("surveys:answer_mine", invitation.pk),
            due=True,
        )


def _invited(actor: Actor) -> Iterator[Item]:
    """Schools that the actor leads and that are invited, with the day by which they answer. One statement."""
    if not actor.may(Permission.SCHOOL_APPLY):
        return
    for one in to_answer(actor, MOST):
        yield Item(
            at=clock.local(one.until, actor.tenant.time_zone),
            title=_("Your school is invited: %(what)s") % {"what": one.title},
            meta=_("%(school)s takes part, or not this year. You can withdraw at any time.")
            % {"school": one.school},
            action=_("Read and answer"),
            action_url=link("cohorts:candidacy", one.pk),
            due=True,
        )


def _what_is_promised(wave: SurveyWave, own: OwnPage | None) -> str:
    if own and wave.promise == Promise.CONFIDENTIAL:
        return str(own.meta)
    if wave.instrument.key == HOW_IT_WENT and wave.promise == Promise.CONFIDENTIAL:
        return _("Three questions, one minute. Only groups are shown, never your name.")
    return str(Promise(wave.promise).label)


def _to_read(actor: Actor) -> Iterator[Item]:
    """Applications of schools that the actor reads, a line for each selection. Who runs calls reads none, and finds
    visits on their desk. One statement."""
    if actor.may(Permission.CALL_MANAGE):
        return
    for one in waiting_of(actor, clock.now()):
        yield Item(
            at=clock.local(one.closes_at, actor.tenant.time_zone),
            title=ngettext("%(n)s application to read", "%(n)s applications to read", one.count)
            % {"n": one.count},
            meta=ngettext(
                "%(n)s of them is invented, to see how everybody reads the rubric.",
                "%(n)s of them are invented, to see how everybody reads the rubric.",
                one.norming,
            )
            % {"n": one.norming}
            if one.norming
            else _("What you write is kept as you go. Nobody sees it until you finish."),
            action=_("Read"),
            action_url=link("cohorts:readings"),
            due=True,
        )


def _to_take_attendance(actor: Actor) -> Iterator[Item]:
    if not actor.may(Permission.ATTENDANCE_TAKE) and not actor.may(Permission.EVENT_MANAGE):
        return
    now, zone = clock.now(), actor.tenant.time_zone
    for section in without_attendance(actor, now - timedelta(days=30), now + timedelta(hours=1)):
        yield Item(
            at=clock.local(section.begins_at, zone),
            title=_("Who was there? %(what)s") % {"what": section.event.title},
            meta=ngettext("%(n)s person has a seat", "%(n)s people have a seat", section.seats_taken)
            % {"n": section.seats_taken},
            action=_("Take attendance"),
            action_url=people_of(section),
            past=section.ends_at <= now,
        )


def _to_let_in(actor: Actor) -> Iterator[Item]:
    """Who of a principal's people asks for a place, since when, with the page of two answers. One statement."""
    if not actor.may(Permission.PLACE_APPROVE):
        return
    zone = actor.tenant.time_zone
    for place in approval.to_decide(actor)[:MOST]:
        title, when = place.section.event.title, words.when(place.section, zone)
        yield Item(
            at=clock.local(place.at, zone),
            title=_("%(name)s asks for a place: %(what)s") % {"name": place.person.name, "what": title},
            meta=_("%(when)s. The time of asking counts, whenever you answer.") % {"when": when},
            action=_("Say yes or no"),
            action_url=decide_on(place, actor.tenant, actor.person_id or 0),
        )


def _to_approve(actor: Actor) -> Iterator[Item]:
    """Credit from elsewhere that waits for the actor's decision, since the oldest of it was sent."""
    if not actor.may(Permission.CREDIT_APPROVE):
        return
    sent = list(outside.to_decide(actor).values_list("sent_at", flat=True)[:MOST_SENT])
    if sent and sent[0] is not None:
        yield Item(
            at=clock.local(sent[0], actor.tenant.time_zone),
            title=ngettext(
                "%(n)s asks for credit from elsewhere", "%(n)s ask for credit from elsewhere", len(sent)
            )
            % {"n": len(sent)},
            meta=_("Until you decide, it doesn't count on their transcripts."),
            action=_("Decide"),
            action_url=link("events:outside_list"),
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
            action_url=link("events:section_seats", section.pk),
            pill=_("full") if section.is_full else "",
            pill_kind="sun",
        )
    for section in coming.filter(state=EventState.DRAFT).order_by("begins_at")[:2]:
        yield Item(
            at=clock.local(section.begins_at, zone),
            title=section.event.title,
            meta=_("A draft: nobody sees it until you publish it."),
            action=_("Open the draft"),
            action_url=page_of(section),
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
    times = _("%(begins)s to %(ends)s") % words.hours(section, zone)
    return " · ".join(part for part in (times, section.place) if part)
