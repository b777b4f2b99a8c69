"""Further sections of an event, and who leads one."""

from collections.abc import Sequence

from django.db.models import Max

from groundswell.events.actions import despite, meetings, policy
from groundswell.events.choices import EventMode
from groundswell.events.models import Section, SessionFacilitator
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules.meetings import When
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.roster.models import Person

SAME = (
    "event", "state", "begins_at", "ends_at", "registration_opens_at", "registration_closes_at", "per_facilitator",
    "overbooks", "school_cap", "takes_parties", "line_order", "priority", "freed_seat", "by_rules",
)  # fmt: skip


def copy_of(
    *,
    by: Actor,
    section: Section,
    cap: int,
    facilitators: Sequence[Person],
    despite_clash: bool | str = False,
) -> Section:
    """A further section at the same times with the same rules, empty. Joins the caller's verb, which holds ``section``.

    Raises InTwoPlaces as :func:`add_facilitator`.

    A virtual one keeps its link. Where people meet in a room, the place stays open: the same room holds no second
    group, and the office sees on its board what is missing.
    """
    lock(section.event)
    last = Section.objects.filter(event=section.event_id).aggregate(last=Max("number"))["last"]
    values = {name: getattr(section, name) for name in SAME}
    made = Section.objects.create(
        tenant=by.tenant, number=last + 1, cap=cap, seats=0, opened_by_surge=True, **values
    )
    journal.record("events.section.opened", by=by, subject=made, data={"event": made.event_id, "seats": 0})
    in_room = section.event.mode == EventMode.IN_PERSON
    dates = [
        When(one.begins_at, one.ends_at, place="" if in_room else one.place, link=one.link)
        for one in meetings_of(section)
    ]
    meetings.set_meetings(by=by, section=made, meetings=dates)
    clashing = despite.of_leaders(made, [person.pk for person in facilitators])
    despite.check(clashing, despite_clash=despite_clash, reader=by.person_id)
    for person in facilitators:
        _lead(by, made, person, clashing)
    return policy.recount(by=by, section=made)


def add_facilitator(
    *, by: Actor, section: Section, person: Person, despite_clash: bool | str = False
) -> None:
    """Somebody more leads a section. Joins the caller's verb, which counts the seats again.

    Raises InTwoPlaces while they would have to be elsewhere at that time; with ``despite_clash`` that is right.
    """
    clashing = despite.of_leaders(section, [person.pk])
    despite.check(clashing, despite_clash=despite_clash, reader=by.person_id)
    _lead(by, section, person, clashing)


def _lead(by: Actor, section: Section, person: Person, clashing: despite.Found) -> None:
    SessionFacilitator.objects.get_or_create(tenant=by.tenant, section=section, person=person)
    people = SessionFacilitator.objects.filter(section=section).order_by("person_id")
    data = {"event": section.event_id, "people": list(people.values_list("person_id", flat=True))}
    data |= despite.entry({pk: some for pk, some in clashing.items() if pk == person.pk})
    journal.record(
        "events.facilitators.set", by=by, subject=section, subject_kind="events.section", data=data
    )
