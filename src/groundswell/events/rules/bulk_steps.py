"""What a change does to each of many sections: what it is now, what it would be, who gets mail, what stands against it.

Pure: sections that were read with their parts, and ``queries.bulk.Facts``. ``actions.bulk`` asks the same again of
each section when it is its turn, so that what the preview says and what is done can't differ silently.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.choices import EventMode, EventState
from groundswell.events.models import Meeting, Section
from groundswell.events.queries.bulk import Facts, RoomUse
from groundswell.events.queries.diary import LEADS, SEAT, Taken
from groundswell.events.rules import agenda, capacity, words
from groundswell.events.rules.bulk import Change, Step, What, new_dates, window
from groundswell.events.rules.clashes import elsewhere, new_ones, of_some
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock


def plan(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    """What the change does to one section. What it would take is added to ``facts``, for the sections after it."""
    if section.state == EventState.CANCELLED:
        refusal = _("It was called off.")
        return Step(
            section,
            _state(section),
            "",
            refusal="" if change.what == What.CANCEL else refusal,
            is_same=change.what == What.CANCEL,
        )
    if section.ends_at <= clock.now():
        return Step(section, _state(section), "", refusal=_("It is over."))
    return PLANS[change.what](change, section, facts, zone)


def _plan_window(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    opens, closes = window(change, section)
    now = (section.registration_opens_at, section.registration_closes_at)
    before, after = _window_in_words(*now, zone), _window_in_words(opens, closes, zone)
    refusal = _("Registration must open before it closes, and before it begins.") if opens >= closes else ""
    return Step(section, before, after, refusal=refusal, is_same=now == (opens, closes))


def _plan_cap(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    leading = len(section.facilitators.all())
    seats = _seats(section, change.cap, leading)
    refusal = _too_few(section) if seats < section.seats_taken else ""
    note = _led_by_too_few(seats) if seats < change.cap else ""
    return Step(
        section, _cap_in_words(section.cap), _cap_in_words(change.cap), _promoted(section, seats), refusal, note,
        is_same=section.cap == change.cap,
    )  # fmt: skip


def _plan_room(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    room = change.room
    assert room is not None
    before, after = section.place or _("no place"), f"{room}, {room.organisation}"
    is_same = all(one.room_id == room.pk for one in section.meetings.all())
    if section.event.mode == EventMode.VIRTUAL:
        return Step(section, before, after, refusal=_("It takes place online, so it needs no room."))
    dates = new_dates(change, section, zone)
    refusal = "" if is_same else _in_the_way(section, dates, facts, zone)
    if not refusal:
        facts.rooms += _uses(section, dates)
    small = section.seats > room.capacity
    note = _("The room holds %(room)s, and it has %(seats)s seats.") % {
        "room": room.capacity,
        "seats": section.seats,
    }
    return Step(section, before, after, _everyone(section, facts), refusal, note if small else "", is_same)


def _plan_lead(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    person = change.person
    assert person is not None
    leaders = [one.person for one in section.facilitators.all()]
    names = [one.name for one in leaders]
    before, after = ", ".join(names) or _("nobody"), ", ".join([*names, person.name])
    if person.pk in {one.pk for one in leaders}:
        return Step(section, before, before, is_same=True)
    dates = list(section.meetings.all())
    found = elsewhere(dates, facts.taken, zone, but=section.pk)
    if not found:
        facts.taken += [
            Taken(one.begins_at, one.ends_at, LEADS, section.event.title, section.pk) for one in dates
        ]
    seats = _seats(section, section.cap, len(leaders) + 1)
    refusal = found[0].of(person.name) if found else ""
    return Step(section, before, after, _promoted(section, seats), refusal)


def _plan_dates(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    there, dates = list(section.meetings.all()), new_dates(change, section, zone)
    before, after = words.when(there[0], zone), words.when(_as_meeting(section, dates[0]), zone)
    refusal = _not_on_these_days(section, dates) or _in_the_way(section, dates, facts, zone)
    note = ""
    if not refusal:
        note = _in_two_places(section, there, dates, facts, zone)
        facts.rooms = [one for one in facts.rooms if one.section != section.pk] + _uses(section, dates)
        _move_in_diaries(section, dates, facts)
    return Step(section, before, after, _everyone(section, facts), refusal, note, is_same=change.weeks == 0)


def _plan_publish(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    if section.state == EventState.PUBLISHED:
        return Step(section, _state(section), _state(section), is_same=True)
    refusal = ""
    try:
        agenda.check(section.event.kind, facts.agenda.get(section.event_id, set()))
    except Refused as lacking:
        refusal = str(lacking)
    mails = facts.told_when_published.get(section.event_id, 0)
    if not refusal:
        facts.told_when_published[section.event_id] = 0  # once told, nobody is told of the next section
    return Step(section, _state(section), str(EventState.PUBLISHED.label), mails, refusal)


def _plan_cancel(change: Change, section: Section, facts: Facts, zone: str) -> Step:
    return Step(section, _state(section), str(EventState.CANCELLED.label), _everyone(section, facts))


def _not_on_these_days(section: Section, dates: Sequence[When]) -> str:
    if section.begins_at <= clock.now():
        return _("It has begun already.")
    if dates[0].begins_at <= clock.now():
        return _("It would begin in the past.")
    if any(_is_skipped(moment) for one in dates for moment in (one.begins_at, one.ends_at)):
        return _("The clocks change on that day and skip its time.")
    return ""


def _is_skipped(moment: datetime) -> bool:
    """True for a time on the wall that no clock shows."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) != moment.replace(tzinfo=None)


def _in_the_way(section: Section, dates: Sequence[When], facts: Facts, zone: str) -> str:
    """Who has one of its rooms at one of these times; empty for nobody."""
    for when in dates:
        for use in facts.rooms if when.room is not None else ():
            mine = use.section == section.pk or when.room is None or use.room != when.room.pk
            if not mine and use.begins_at < when.ends_at and when.begins_at < use.ends_at:
                said = {"room": when.room, "event": use.title, "when": words.moment(use.begins_at, zone)}
                return _("%(room)s is taken by “%(event)s” on %(when)s.") % said
    return ""


def _in_two_places(
    section: Section, now: Sequence[Meeting], dates: Sequence[When], facts: Facts, zone: str
) -> str:
    """Who of those who come would be in two places at once then, in words; empty for nobody."""
    names = facts.coming.get(section.pk, {})
    found = {pk: new_ones(now, dates, facts.diaries[pk], zone, but=section.pk) for pk in names}
    found = {pk: some for pk, some in found.items() if some}
    return str(of_some(found, names)) if found else ""


def _move_in_diaries(section: Section, dates: Sequence[When], facts: Facts) -> None:
    """What is planned after this section meets its people at the new dates."""
    for pk in facts.coming.get(section.pk, ()):
        here = [one for one in facts.diaries[pk] if one.section == section.pk]
        others = [one for one in facts.diaries[pk] if one.section != section.pk]
        why = here[0].why if here else SEAT
        moved = [Taken(one.begins_at, one.ends_at, why, section.event.title, section.pk) for one in dates]
        facts.diaries[pk] = others + moved


def _uses(section: Section, dates: Sequence[When]) -> list[RoomUse]:
    return [
        RoomUse(one.room.pk, section.pk, section.event.title, one.begins_at, one.ends_at)
        for one in dates
        if one.room is not None
    ]


def _as_meeting(section: Section, when: When) -> Meeting:
    return Meeting(section=section, begins_at=when.begins_at, ends_at=when.ends_at)


def _seats(section: Section, cap: int, leading: int) -> int:
    extra = section.overbooked_by if section.overbooks else 0
    return capacity.effective(
        cap=cap, per_facilitator=section.per_facilitator, facilitators=leading, extra=extra
    )


def _promoted(section: Section, seats: int) -> int:
    """How many of the line get one of the new seats, with mail; where rules decide, at most so many."""
    if section.state != EventState.PUBLISHED:
        return 0
    return max(0, min(section.waiting, seats - section.seats_taken))


def _everyone(section: Section, facts: Facts) -> int:
    """Everybody with a place and who leads it; nobody hears of a draft."""
    if section.state != EventState.PUBLISHED:
        return 0
    return facts.people.get(section.pk, 0) + len(section.facilitators.all())


def _too_few(section: Section) -> str:
    return ngettext(
        "%(taken)s person has a seat already, and nobody loses one.",
        "%(taken)s people have a seat already, and nobody loses one.",
        section.seats_taken,
    ) % {"taken": section.seats_taken}


def _led_by_too_few(seats: int) -> str:
    return ngettext(
        "Those who lead it may lead %(seats)s person.",
        "Those who lead it may lead %(seats)s people.",
        seats,
    ) % {"seats": seats}


def _state(section: Section) -> str:
    return str(EventState(section.state).label)


def _cap_in_words(cap: int) -> str:
    return ngettext("%(seats)s seat", "%(seats)s seats", cap) % {"seats": cap}


def _window_in_words(opens: datetime, closes: datetime, zone: str) -> str:
    return _("from %(opens)s until %(closes)s") % {
        "opens": words.moment(opens, zone),
        "closes": words.moment(closes, zone),
    }


PLANS: dict[What, Callable[[Change, Section, Facts, str], Step]] = {
    What.WINDOW: _plan_window,
    What.SHIFT: _plan_window,
    What.CAP: _plan_cap,
    What.ROOM: _plan_room,
    What.LEAD: _plan_lead,
    What.DATES: _plan_dates,
    What.PUBLISH: _plan_publish,
    What.CANCEL: _plan_cancel,
}
