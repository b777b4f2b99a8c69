"""From the rows of a file to what would change: events, their sections and dates, each new, changed or the same. Pure.

An event is found by its number; without one by its title together with its first date (or without any date), so that
the same file brought twice changes nothing the second time. A section is found by its number within the event; without
one by its first date.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.choices import EventState, LineOrder
from groundswell.events.models import Meeting, Section
from groundswell.events.queries.exchange import Known
from groundswell.events.rules import exchange_match as match
from groundswell.events.rules import exchange_write as written
from groundswell.events.rules.exchange import EventPlan, Field, Plan, SectionPlan
from groundswell.events.rules.exchange_columns import EVENT, SECTION
from groundswell.events.rules.exchange_file import Problem, Row
from groundswell.events.rules.meetings import When, in_order
from groundswell.events.rules.refusals import Refused


def plan(rows: Sequence[Row], known: Known, zone: str) -> Plan:
    """What these rows would do to what is there."""
    made = Plan()
    for group in match.by_event(rows):
        made.events.append(_event(made, group, known, zone))
    return made


def _event(made: Plan, rows: list[Row], known: Known, zone: str) -> EventPlan:
    first, row = rows[0], match.event_of(made, rows, known)
    values = match.agreed(made, rows, EVENT)
    names: dict[str, Any] = {"programme": known.programmes, "provider": known.partners}
    for name in names.keys() & values.keys():
        values[name] = match.resolved(made, first.line, name, values[name], names[name])
    there = written.of_event(row) if row is not None else {}
    found = EventPlan(first.line, row, values.get("title") or there.get("title", ""))
    if row is None and not found.title and not values.get("event"):
        made.problems.append(Problem(first.line, "title", _("A new event needs a title."), _("Write one.")))
    for name, value in values.items():
        if name == "event" or (row is not None and value == there[name]):
            continue
        found.values[name] = _by_pk(names[name], value) if name in names else value
        before, after = (_said(one, names.get(name), zone) for one in (there.get(name), value))
        found.fields.append(Field(name, before, after))
    for turn, group in enumerate(match.by_section(rows), start=1):
        section = match.section_of(made, group, row, turn)
        found.sections.append(_section(made, group, section, known, zone))
    return found


def _section(made: Plan, rows: list[Row], row: Section | None, known: Known, zone: str) -> SectionPlan:
    first = rows[0]
    found = SectionPlan(first.line, row)
    values = match.agreed(made, rows, SECTION)
    if "led_by" in values:
        values["led_by"] = match.leaders(made, first.line, values["led_by"], known, row)
    found.dates = _dates(made, rows, row, known, zone)
    begins = found.dates[0].begins_at if found.dates else row.begins_at if row else None
    if values.get("registration_closes") and begins and values["registration_closes"] >= begins:
        values["registration_closes"] = None  # it closes when it begins
    there = written.of_section(row) if row is not None else {}
    _check(made, first.line, row, values, found.dates, begins)
    for name, value in values.items():
        if name in ("section", "state") or (row is not None and value == there[name]):
            continue
        found.values[name] = value
        people = known.people if name == "led_by" else None
        before = (
            _leaders(row) if name == "led_by" and row is not None else _said(there.get(name), people, zone)
        )
        found.fields.append(Field(name, before, _said(value, people, zone)))
    if row is not None and found.dates is not None:
        _compare_dates(found, row, zone)
    return found


def _dates(
    made: Plan, rows: Sequence[Row], row: Section | None, known: Known, zone: str
) -> list[When] | None:
    """The dates as the rows say them; None where they say nothing. What a file has no column for stays."""
    there = {one.begins_at: one for one in row.meetings.all()} if row is not None else {}
    kept = list(there.values())
    found = []
    for at, one in enumerate(rows):
        begins, ends = one.values.get("begins"), one.values.get("ends")
        if begins is None and ends is None:
            continue
        if begins is None or ends is None:
            name = "begins" if begins is None else "ends"
            told = _("A date needs both its beginning and its end.")
            made.problems.append(Problem(one.line, name, told, _("Write both.")))
            continue
        old = there.get(begins) or (kept[at] if at < len(kept) else None)
        found.append(_date(made, one, old, known))
    if not found:
        return None
    try:
        return in_order(found, zone)
    except Refused as refusal:
        made.problems.append(
            Problem(rows[0].line, "begins", str(refusal), _("Look at the dates of this section."))
        )
        return None


def _date(made: Plan, row: Row, old: Meeting | None, known: Known) -> When:
    said, before = row.values, written.of_date(old) if old is not None else (None, None, "", None, "")
    room = before[3]
    if "room" in said:
        room = match.resolved(made, row.line, "room", said["room"], known.rooms)
    return When(
        said["begins"], said["ends"], said.get("place", before[2]), said.get("link", before[4]),
        _by_pk(known.rooms, room),
    )  # fmt: skip


def _compare_dates(found: SectionPlan, row: Section, zone: str) -> None:
    now = sorted(written.of_date(one) for one in row.meetings.all())
    then = sorted(
        (one.begins_at, one.ends_at, one.place, one.room.pk if one.room else None, one.link)
        for one in found.dates or ()
    )
    if now == then:
        found.dates = None
        return
    before, after = (
        "; ".join(" ".join(filter(None, (_said(day[0], None, zone), day[2], day[4]))) for day in days)
        for days in (now, then)
    )
    found.fields.append(Field("begins", before, after))


def _check(
    made: Plan, line: int, row: Section | None, values: dict[str, Any], dates: list[When] | None, begins: Any
) -> None:
    """What a verb would refuse, said with its line and what to do."""

    def wrong(name: str, problem: str, remedy: str) -> None:
        made.problems.append(Problem(line, name, problem, remedy))

    state = values.get("state")
    if state not in (None, row.state if row is not None else EventState.DRAFT):
        wrong(
            "state",
            _("A file does not publish and does not call off."),
            _("Leave it as it is; use the board."),
        )
    if row is None and not values.get("seats"):
        wrong("seats", _("A new section needs a number of seats."), _("Write one."))
    if row is None and dates is None and not made.problems:
        wrong("begins", _("A new section needs at least one date."), _("Write its beginning and its end."))
    if row is not None and values.get("seats", row.cap) < row.seats_taken:
        told = _("%(taken)s people have a seat already, and nobody loses one.") % {"taken": row.seats_taken}
        wrong("seats", told, _("Write at least as many."))
    order = values.get("line_order")
    order_was = row.line_order if row is not None else LineOrder.TIME
    if order not in (None, order_was) and LineOrder.LOTTERY in (order, order_was):
        wrong("line_order", _("A draw is planned on the page of the seats."), _("Leave it as it is."))
    opens = values.get("registration_opens", row.registration_opens_at if row is not None else None)
    closes = values.get("registration_closes") or begins
    is_said = {"registration_opens", "registration_closes"} & values.keys()
    was = (row.registration_opens_at, row.registration_closes_at) if row is not None else None
    if is_said and opens and closes and opens >= closes and was != (opens, closes):
        wrong("registration_opens", _("Registration must open before it closes."), _("Look at both moments."))


def _by_pk(rows: Iterable[Any], pk: int | None) -> Any:
    return next((one for one in rows if one.pk == pk), None) if pk is not None else None


def _said(value: Any, rows: Iterable[Any] | None, zone: str) -> str:
    """A value in words; what is a number of one of ``rows`` by its name."""
    if rows is None:
        return written.shown(value, zone)
    numbers = value if isinstance(value, list) else [value]
    return ", ".join(str(one) for one in rows if one.pk in numbers)


def _leaders(row: Section) -> str:
    return ", ".join(one.person.name for one in row.facilitators.all())
