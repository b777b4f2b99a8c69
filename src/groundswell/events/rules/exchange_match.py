"""What the rows of a file mean: which event, section, programme, room or person. Pure; what is unclear is a problem."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.choices import EventState
from groundswell.events.models import LearningEvent, Room, Section
from groundswell.events.queries.exchange import Known, live_in
from groundswell.events.rules.exchange import Plan
from groundswell.events.rules.exchange_columns import BY_NAME, Reference, text
from groundswell.events.rules.exchange_file import Problem, Row
from groundswell.events.rules.exchange_write import room_name
from groundswell.roster.models import Person


def names_in(rows: Iterable[Row]) -> dict[str, set[Any]]:
    """What the rows speak of, to be read: numbers of events, titles, addresses and numbers of people."""
    found: dict[str, set[Any]] = {"events": set(), "titles": set(), "emails": set(), "people": set()}
    for row in rows:
        said = row.values
        if said.get("event"):
            found["events"].add(said["event"])
        elif said.get("title"):
            found["titles"].add(said["title"])
        for one in said.get("led_by") or ():
            found["people" if one.pk else "emails"].add(one.pk or one.name.lower())
    return found


def by_event(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows of one event: the same number; without one the same title."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        title = row.values.get("title") or row.line  # without either, a row stands alone
        groups.setdefault(row.values.get("event") or ("title", title), []).append(row)
    return list(groups.values())


def by_section(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows of one section: the same number. A row without number and date says nothing of a section."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        number = row.values.get("section")
        if number is not None or "begins" in row.values:
            groups.setdefault(number, []).append(row)
    return list(groups.values())


def agreed(made: Plan, rows: Sequence[Row], level: str) -> dict[str, Any]:
    """What the rows say of what they have in common: the first one says it, the others the same or nothing."""
    first = rows[0]
    values = {name: value for name, value in first.values.items() if BY_NAME[name].level == level}
    for row in rows[1:]:
        for name, value in row.values.items():
            if BY_NAME[name].level != level or name in row.is_blank or value == values.get(name):
                continue
            told = _("It says something else than line %(line)s.") % {"line": first.line}
            remedy = _("Say it once, or the same on each row.")
            made.problems.append(Problem(row.line, name, told, remedy))
    return values


def event_of(made: Plan, rows: Sequence[Row], known: Known) -> LearningEvent | None:
    """The event that is there; None for a new one."""
    first = rows[0]
    number = first.values.get("event")
    if number:
        event = known.events.get(number)
        if event is None:
            told = _("No event has this number here.")
            made.problems.append(
                Problem(first.line, "event", told, _("Leave it empty for a new event."), str(number))
            )
        elif event.state == EventState.CANCELLED:
            told = _("This event was called off and stays as it was.")
            made.problems.append(Problem(first.line, "event", told, _("Take its rows out.")))
        return event
    begins = [row.values["begins"] for row in rows if "begins" in row.values]
    same = known.by_title.get(first.values.get("title", ""), [])
    fits = [one for one in same if _fits(one, begins[0] if begins else None)]
    if len(fits) > 1:
        told = _("Several events have this title and this date.")
        made.problems.append(
            Problem(first.line, "event", told, _("Write the number of the one that is meant."))
        )
    return fits[0] if fits else None


def section_of(made: Plan, rows: Sequence[Row], event: LearningEvent | None, turn: int) -> Section | None:
    """The section that is there; None for a new one, the ``turn``-th of the event in the file."""
    first = rows[0]
    number = first.values.get("section")
    if event is None:
        if number not in (None, turn):
            told = _("The sections of a new event count from 1.")
            made.problems.append(
                Problem(first.line, "section", told, _("Write %(n)s.") % {"n": turn}, str(number))
            )
        return None
    sections = live_in(event)
    if number is None:
        begins = first.values.get("begins")
        return next((one for one in sections if one.begins_at == begins), None)
    found = next((one for one in sections if one.number == number), None)
    if found is None:
        told = _("This event has no section of this number, or it was called off.")
        made.problems.append(
            Problem(first.line, "section", told, _("Leave it empty for a new section."), str(number))
        )
    return found


def resolved(made: Plan, line: int, name: str, meant: Reference | None, there: Iterable[Any]) -> int | None:
    """The number of the programme, partner or room that is meant."""
    if meant is None:
        return None
    rows = list(there)
    if meant.pk is not None:
        fits = [one for one in rows if one.pk == meant.pk]
    else:
        fits = [one for one in rows if text(meant.name).casefold() in _names(one)]
    if len(fits) == 1:
        return int(fits[0].pk)
    if fits:
        told, remedy = _("Several have this name."), _("Write its number behind it, like: %(name)s [12]")
    else:
        told, remedy = (
            _("There is none of this name or number."),
            _("Write it as it was exported, or make it first."),
        )
    made.problems.append(Problem(line, name, told, remedy % {"name": meant.name[:40]}, meant.name[:80]))
    return None


def leaders(
    made: Plan, line: int, meant: Iterable[Reference], known: Known, section: Section | None
) -> list[int]:
    """The people who are to lead, by number; an unknown address is named, and who is gone and does not lead already."""
    found, leading = set(), {one.person_id for one in section.facilitators.all()} if section else set()
    for one in meant:
        address = one.name.lower()
        fits = [
            person
            for person in known.people
            if (person.pk == one.pk if one.pk else person.email.lower() == address)
        ]
        if not fits:
            told, remedy = _("Nobody in this district has this address."), _("Check the spelling.")
        elif _is_gone(fits[0]) and fits[0].pk not in leading:
            told = _("%s no longer belongs to the district.") % fits[0].name
            remedy = _("Name somebody who works here now.")
        else:
            found.add(fits[0].pk)
            continue
        made.problems.append(Problem(line, "led_by", told, remedy, one.name[:80]))
    return sorted(found)


def _fits(event: LearningEvent, begins: Any) -> bool:
    """Has a date at that moment; without one: has no section."""
    sections = live_in(event)
    if begins is None:
        return not sections
    return any(date.begins_at == begins for one in sections for date in one.meetings.all())


def _is_gone(person: Person) -> bool:
    """Left, or the record was joined to another one or erased."""
    return bool(person.ended_on or person.merged_into_id or person.erased_on)


def _names(row: Any) -> set[str]:
    names = {text(str(row)).casefold()}
    return names | {text(room_name(row)).casefold()} if isinstance(row, Room) else names
