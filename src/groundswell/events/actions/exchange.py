"""Bringing a file of events in: all of it or nothing, through the verbs that a page of the office uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import announcing, arranging, events, seats
from groundswell.events.actions.policy import FIELDS
from groundswell.events.models import LearningEvent, Section
from groundswell.events.queries import exchange as found
from groundswell.events.rules import exchange_clashes
from groundswell.events.rules import exchange_match as match
from groundswell.events.rules.exchange import EventPlan, Plan, SectionPlan
from groundswell.events.rules.exchange_file import Row
from groundswell.events.rules.exchange_plan import plan
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person

MOST_CHANGES = 500
OTHER_NAMES = {"seats": "cap"}
WINDOW = {"registration_opens": "registration_opens_at", "registration_closes": "registration_closes_at"}


def look(rows: list[Row], zone: str) -> Plan:
    """What the rows would do now. Reads only; called inside the district's scope."""
    made = plan(rows, found.known(**match.names_in(rows)), zone)
    if not made.problems and _size(made) <= MOST_CHANGES:
        exchange_clashes.name(made, zone)
    return made


@verb
def bring(*, by: Actor, rows: list[Row], digest: str) -> Plan:
    """Do what the preview with this ``digest`` showed: new events and sections as drafts, changes through their verbs.

    Seats that open go to the line, and who has a place hears of other dates, as on the pages. Raises Refused when
    anything is different from the preview, when there is too much, and, naming the line, where a verb refuses; then
    nothing is done.
    """
    made = _as_shown(by, rows, digest)
    check_size(made)
    seats.hold_all(_sections_of(made))
    _hold_events(made)
    made = _as_shown(by, rows, digest)  # others may have been at these sections while this waited for them
    _do(by, made)
    journal.record(
        "events.file.brought", by=by, subject_kind="events.file",
        data={"new": made.count("new"), "changed": made.count("changed")},
    )  # fmt: skip
    return made


def check_size(made: Plan) -> None:
    """Raises Refused for more changes than one transaction should hold everybody else up for."""
    many = _size(made)
    if many > MOST_CHANGES:
        raise Refused(
            _(
                "The file would make or change %(many)s events and sections, and at most %(most)s at a time. Split it."
            )
            % {"many": many, "most": MOST_CHANGES}
        )


def _size(made: Plan) -> int:
    return sum(1 + len(one.sections) for one in made.changing)


def _as_shown(by: Actor, rows: list[Row], digest: str) -> Plan:
    made = look(rows, by.tenant.time_zone)
    if made.problems or made.digest != digest:
        raise Refused(_("Something changed since you looked, so nothing was done. This is how it is now."))
    return made


def _sections_of(made: Plan) -> Iterator[int]:
    """All sections of the events that change: what an event says can decide for each of them."""
    for one in made.changing:
        if one.row is not None:
            yield from (section.pk for section in found.live_in(one.row))


def _hold_events(made: Plan) -> None:
    """Lock the events that change, too, in order of their ids and not of the file: an undated one has no section."""
    ids = [one.row.pk for one in made.changing if one.row is not None]
    some = LearningEvent.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    list(some.order_by("pk").values_list("pk", flat=True))


def _do(by: Actor, made: Plan) -> None:
    """What events say, then all dates, then the rest: who leads and how seats are given goes by the new dates.

    When a section begins decides when its registration closes, too.
    """
    for one in made.changing:
        with _named(one.line):
            _bring_event(by, one)
    for section in made.moving:
        with _named(section.line):
            _move(by, section)
    for section in (section for one in made.changing for section in one.sections):
        if section.row is not None and section.fields:
            with _named(section.line):
                _change_section(by, section.row, section)


@contextmanager
def _named(line: int) -> Iterator[None]:
    """What is refused says at which line of the file."""
    try:
        yield
    except Refused as refusal:
        raise Refused(_("Line %(line)s: %(why)s") % {"line": line, "why": refusal}) from refusal


def _bring_event(by: Actor, one: EventPlan) -> None:
    event = one.row
    if event is None:
        values = {name: value for name, value in one.values.items() if name != "title"}
        event = events.draft_event(by=by, title=one.title, **values)
    elif one.values:
        event = _change_event(by, event, one.values)
    for section in one.sections:
        if section.row is None:
            _add_section(by, event, section)
        else:
            section.row.event = event


def _change_event(by: Actor, event: LearningEvent, values: dict[str, Any]) -> LearningEvent:
    """The event as it was saved: its sections are decided by what it says now."""
    sections = found.live_in(event)
    if not sections:
        return announcing.change_event(by=by, event=event, **values)
    sections[0].event = event
    return events.change(by=by, section=sections[0], **values).event


def _add_section(by: Actor, event: LearningEvent, one: SectionPlan) -> None:
    values = dict(one.values)
    events.add_section(
        by=by,
        event=event,
        meetings=one.dates or [],
        seats=values.pop("seats"),
        facilitators=_people(values.pop("led_by", [])),
        **{WINDOW[name]: values.pop(name, None) for name in WINDOW},
        **values,
    )


def _move(by: Actor, one: SectionPlan) -> None:
    """The preview has named who would be in two places at once, and their mail does."""
    assert one.row is not None and one.dates is not None
    about: dict[str, Any] = {"meetings": one.dates, "clashing": one.clashing}
    one.row = events.reschedule(by=by, section=one.row, **about, despite_clash=True)


def _change_section(by: Actor, row: Section, one: SectionPlan) -> None:
    values = {OTHER_NAMES.get(name, name): value for name, value in one.values.items()}
    leaders = values.pop("led_by", None)
    window = {field: values.pop(name) for name, field in WINDOW.items() if name in values}
    if "registration_closes_at" in window:
        window["registration_closes_at"] = window["registration_closes_at"] or row.begins_at
    if leaders is None and not window and not values:
        return
    assert set(values) <= set(FIELDS)
    people = [one.person for one in row.facilitators.all()] if leaders is None else _people(leaders)
    arranging.arrange(by=by, section=row, facilitators=people, window=window, despite_clash=True, **values)


def _people(ids: list[int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=ids).order_by("pk"))
