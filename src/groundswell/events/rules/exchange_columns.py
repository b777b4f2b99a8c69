"""The columns of the file in which events leave and come back: names, what each means, how its text is read.

One row is one date of a section. What stands for the event or the section is said on its first row; on the rows after
it the same again, or nothing. Pure.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.events.choices import EventKind, EventMode, EventState, FreedSeat, LineOrder
from groundswell.events.models.audience import normal
from groundswell.kernel import clock

EVENT, SECTION, DATE = "event", "section", "date"
YES, NO = "yes", "no"
_YES_TOO, _NO_TOO = {YES, "y", "true", "1", "sí", "si"}, {NO, "n", "false", "0"}
_REFERENCE = re.compile(r"\[(\d{1,18})\]\s*$")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ T](\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp][Mm])?$")
MOST_SEATS = 5000


class Unclear(ValueError):
    """A cell can't be read: ``problem`` says what is wrong with it, ``remedy`` what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that is there already: by its number in brackets, else by its name."""

    name: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """``read`` makes a value of a cell that says something. An empty cell is ``empty``, or says nothing (``...``)."""

    name: str
    level: str
    meaning: Any
    example: str
    read: Callable[[str, str], Any]
    empty: Any = ...
    longest: int = 4000


def text(cell: str, zone: str = "") -> str:
    """Words as they are compared: one kind of line break, no space around."""
    return cell.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def moment(cell: str, zone: str) -> datetime:
    """A day and a time, as ISO 8601 with or without an offset, or as an American spreadsheet writes it."""
    said = _american(cell.strip())
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise _no_moment() from error
    if len(said) < len("2026-03-17 08:00") or not 1990 <= found.year <= 2200:
        raise _no_moment()
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    wall = found.replace(tzinfo=ZoneInfo(zone))
    if wall.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != found:
        raise Unclear(_("The clocks change on that day and skip this time."), _("Choose another time."))
    return wall.astimezone(UTC)


def moment_text(value: datetime, zone: str) -> str:
    """A moment on the district's clock with its offset, so that no hour is meant twice."""
    local = clock.local(value, zone)
    exact = "microseconds" if local.microsecond else "seconds" if local.second else "minutes"
    return local.isoformat(" ", exact)


def reference(cell: str, zone: str = "") -> Reference:
    """``Name [12]`` or ``Name``."""
    found = _REFERENCE.search(cell)
    return Reference(cell[: found.start()].strip(), int(found[1])) if found else Reference(text(cell))


def reference_text(pk: int, name: str) -> str:
    """A name with its number, because names are not unique."""
    return f"{text(name)} [{pk}]"


def _american(cell: str) -> str:
    found = _AMERICAN.match(cell)
    if not found:
        return cell
    month, day, year, hour, minute = (int(found[at]) for at in range(1, 6))
    if found[6]:
        hour = hour % 12 + (12 if found[6].lower() == "pm" else 0)
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"


def _no_moment() -> Unclear:
    return Unclear(_("This is no day with a time."), _("Write it like 2026-03-17 08:00."))


def _number(least: int, most: int) -> Callable[[str, str], int]:
    def read(cell: str, zone: str) -> int:
        if not (cell.isascii() and cell.isdecimal() and len(cell) < 10 and least <= int(cell) <= most):
            remedy = _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
            raise Unclear(_("This number can't be."), remedy)
        return int(cell)

    return read


def _one_of(choices: Any) -> Callable[[str, str], str]:
    def read(cell: str, zone: str) -> str:
        wanted = cell.lower()
        names = {str(label).lower(): str(value) for value, label in choices.choices}
        if wanted in choices.values:
            return wanted
        if wanted in names:
            return names[wanted]
        said = ", ".join(choices.values)
        raise Unclear(
            _("This is none of the words that may stand here."),
            _("Write one of: %(words)s.") % {"words": said},
        )

    return read


def _yes(cell: str, zone: str) -> bool:
    if cell.lower() in _YES_TOO | _NO_TOO:
        return cell.lower() in _YES_TOO
    raise Unclear(_("This is neither yes nor no."), _("Write yes or no."))


def _audience(cell: str, zone: str) -> list[str]:
    try:
        return normal(cell.replace(",", " ").replace(";", " ").split())
    except ValueError as error:
        remedy = _(
            "Write words like role:teacher or level:high, with spaces between. Nothing means everyone."
        )
        raise Unclear(_("This says nothing about who an event is for."), remedy) from error


def _priority(cell: str, zone: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(cell)
        return [{"name": str(one["name"]), "group": normal(one["group"])} for one in found]
    except (ValueError, TypeError, KeyError) as error:
        raise Unclear(
            _("The order of the groups can't be read."),
            _("Leave it as it was exported, and change it on the section's page."),
        ) from error


def _people(cell: str, zone: str) -> list[Reference]:
    return [reference(one) for one in re.split(r"[;,\n]", cell) if one.strip()]


def _link(cell: str, zone: str) -> str:
    if not cell.lower().startswith(("https://", "http://")) or " " in cell:
        raise Unclear(_("This is no web address."), _("Write it like https://meet.example/room."))
    return cell


COLUMNS: tuple[Column, ...] = (
    Column(
        "event",
        EVENT,
        gettext_lazy("Number of an event that is there. Leave it empty for a new one."),
        "",
        _number(1, 10**9),
        None,
    ),
    Column("title", EVENT, gettext_lazy("Title, needed for a new event."), "Number talks", text, longest=160),
    Column("why", EVENT, gettext_lazy("Why it is worth their time."), "Talk first, write then.", text, ""),
    Column("kind", EVENT, gettext_lazy("What it is: workshop, institute, …"), "workshop", _one_of(EventKind)),
    Column("mode", EVENT, gettext_lazy("in_person, virtual or hybrid."), "in_person", _one_of(EventMode)),
    Column(
        "audience",
        EVENT,
        gettext_lazy("Who it is for, such as role:teacher level:high. Nothing means everyone."),
        "role:teacher",
        _audience,
        [],
    ),
    Column(
        "programme",
        EVENT,
        gettext_lazy("Title of a programme that is there, or its number in brackets."),
        "",
        reference,
        None,
    ),
    Column(
        "provider",
        EVENT,
        gettext_lazy("Name of a partner that is there. Nothing means the district itself."),
        "",
        reference,
        None,
    ),
    Column(
        "approval", EVENT, gettext_lazy("yes where a place is asked for and the office decides."), NO, _yes
    ),
    Column("surge", EVENT, gettext_lazy("yes where further sections open with who is on call."), NO, _yes),
    Column(
        "section",
        SECTION,
        gettext_lazy("Number of the section within its event, from 1. Leave it empty for a new one."),
        "1",
        _number(1, 9999),
        None,
    ),
    Column(
        "state",
        SECTION,
        gettext_lazy("Only to read: publishing and calling off are done on the board."),
        "draft",
        _one_of(EventState),
    ),
    Column("seats", SECTION, gettext_lazy("Seats, needed for a new section."), "20", _number(1, MOST_SEATS)),
    Column(
        "per_facilitator",
        SECTION,
        gettext_lazy("Participants for each facilitator. Nothing means no limit."),
        "20",
        _number(1, 1000),
        None,
    ),
    Column(
        "school_cap",
        SECTION,
        gettext_lazy("Most seats for one school. Nothing means no limit."),
        "",
        _number(1, MOST_SEATS),
        None,
    ),
    Column("takes_parties", SECTION, gettext_lazy("yes where principals may bring teams."), NO, _yes),
    Column(
        "overbooks", SECTION, gettext_lazy("yes where a few seats more are given than there are."), NO, _yes
    ),
    Column("line_order", SECTION, gettext_lazy("time, priority or lottery."), "time", _one_of(LineOrder)),
    Column("priority", SECTION, gettext_lazy("Who is served first, as it was exported."), "", _priority, []),
    Column(
        "freed_seat",
        SECTION,
        gettext_lazy("offer or seat: what becomes of a seat that is given back."),
        "offer",
        _one_of(FreedSeat),
    ),
    Column(
        "registration_opens",
        SECTION,
        gettext_lazy("Day and time. Nothing means at once."),
        "2026-02-01 08:00",
        moment,
    ),
    Column(
        "registration_closes",
        SECTION,
        gettext_lazy("Day and time. Nothing means when it begins."),
        "",
        moment,
        None,
    ),
    Column(
        "led_by",
        SECTION,
        gettext_lazy("E-mail addresses of who leads it, with semicolons between."),
        "",
        _people,
        [],
    ),
    Column(
        "begins",
        DATE,
        gettext_lazy("Day and time on the district's clock. One row for each date."),
        "2026-03-17 08:00",
        moment,
    ),
    Column("ends", DATE, gettext_lazy("Day and time on the district's clock."), "2026-03-17 09:30", moment),
    Column(
        "place",
        DATE,
        gettext_lazy("Where, in words. A room gives its own name."),
        "Alder Elementary, library",
        text,
        "",
        200,
    ),
    Column(
        "room", DATE, gettext_lazy("A room that is there, by its number in brackets."), "", reference, None
    ),
    Column("link", DATE, gettext_lazy("Web address to join."), "", _link, "", 500),
)
BY_NAME = {column.name: column for column in COLUMNS}
NAMES = tuple(BY_NAME)
