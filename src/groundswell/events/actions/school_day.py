"""Caps of substitutes per school and day, and what follows from them for the sections of those days.

A cap turns nobody away. Whoever would need one substitute more than their school has waits in line, with the reason,
and gets the seat once a colleague stays at school: in the same section at once, in another one by :func:`work_off`,
which asks the lines themselves who could go now, so that nothing has to be remembered and nothing can be forgotten.
It does the same for whoever was passed over for another seat at that time, however that seat ended.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groundswell.events.actions import filling, seats
from groundswell.events.choices import LineOrder
from groundswell.events.models import SeatKeep, Section, SubstituteCap
from groundswell.events.queries import school_day as found
from groundswell.events.rules import offers, substitutes
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import current_tenant, reading, verb
from groundswell.roster.models import Organisation

MOST = 1000

# What the roster records when days or bell hours change.
CALENDAR = (
    "roster.calendar.set", "roster.bells.set", "roster.school.time_zone", "roster.calendar.applied",
    "roster.calendar.taken_back",
)  # fmt: skip


@verb
def set_cap(
    *,
    by: Actor,
    number: int,
    begins_on: date,
    ends_on: date | None = None,
    school: Organisation | None = None,
) -> SubstituteCap:
    """So many substitutes a day for a school, or for every school that has no number of its own.

    Nobody loses a seat; whom the new number lets go gets theirs within moments. Raises Refused for days that can't be.
    """
    if ends_on is not None and ends_on < begins_on:
        raise Refused(_("The last day lies before the first one. Change one of the two."))
    if ends_on is not None and ends_on < clock.today(by.tenant.time_zone):
        raise Refused(_("These days are over. Choose a last day that is still to come, or leave it empty."))
    if not 0 <= number <= MOST:
        raise Refused(
            _("A school has from 0 to %(most)s substitutes a day, not %(number)s.")
            % {"most": MOST, "number": number}
        )
    cap = SubstituteCap.objects.create(
        tenant=by.tenant, school=school, substitutes=number, begins_on=begins_on, ends_on=ends_on
    )
    data = {"school": cap.school_id, "substitutes": number, "begins_on": begins_on.isoformat()}
    data["ends_on"] = ends_on.isoformat() if ends_on else None
    journal.record("events.substitutes.cap_set", by=by, subject=cap, data=data)
    settle_all(by=by, sections=found.to_come(begins_on, ends_on))
    return cap


@verb
def take_back_cap(*, by: Actor, cap: SubstituteCap) -> SubstituteCap:
    """The cap holds no longer; what stood behind it (the district's, or none) does. Twice is once."""
    sections = found.to_come(cap.begins_on, cap.ends_on)
    list(sections.select_for_update(of=("self",)))  # sections before caps, as everybody locks them
    held = lock(cap)
    if held.taken_back_at is None:
        held.taken_back_at = clock.now()
        held.save(update_fields=["taken_back_at"])
        journal.record("events.substitutes.cap_taken_back", by=by, subject=held)
        settle_all(by=by, sections=sections)
    return held


def calendar_changed(*, entry: JournalEntry, by: Actor) -> None:
    """The roster's calendar or bell hours are others now: what falls into class hours may be, too."""
    settle_all(by=by, sections=found.to_come())


@verb
def settle_all(*, by: Actor, sections: QuerySet[Section]) -> int:
    """Settle each of these sections, in order of their ids. Returns how many are decided otherwise than before."""
    ids = list(sections.values_list("pk", flat=True))
    seats.hold_all(ids)
    some = list(sections.filter(pk__in=ids))  # read behind the lock: a rule may have come while this waited
    ruled = substitutes.binding(some, by.tenant.time_zone) | _with_rules(some)
    other = [one for one in some if one.by_rules != (one.pk in ruled)]
    for section in other:
        with seats.held(section) as held:
            if held.pk not in ruled:
                filling.serve_line(by=by, section=held)
            settle(held, by_rules=held.pk in ruled)
    return len(other)


def settle(section: Section, *, by_rules: bool | None = None) -> None:
    """Say whether more than the number decides in a section that is held. Joins the caller's verb.

    While somebody waits beside a free seat it stays so: their line is served first.
    """
    if by_rules is None:
        zone = current_tenant().time_zone
        by_rules = bool(_with_rules([section]) or substitutes.binding([section], zone))
    waits_beside = section.waiting > 0 and not section.is_full
    if (by_rules or waits_beside) != section.by_rules:
        section.by_rules = by_rules or waits_beside
        section.save(update_fields=seats.COUNTERS)


def due(tenant: Tenant) -> int:
    """Sections in whose line somebody could go now. Called inside the district's scope."""
    return len(_servable(tenant))


def work_off(tenant: Tenant, limit: int = 20) -> int:
    """Background work: serve those lines, each by itself. Returns how many moved."""
    with reading(tenant):
        sections = _servable(tenant)[:limit]
    by = Actor.system(tenant)
    return sum(serve(by=by, section=section) for section in sections)


@verb
def serve(*, by: Actor, section: Section) -> bool:
    """Give the free seats of a section to whom nothing holds back any more, or offer them, as the section says."""
    with seats.held(section) as held:
        given = bool(filling.serve_line(by=by, section=held, freed=True).given)
        settle(held)
    return given


def _servable(tenant: Tenant) -> list[Section]:
    """One statement while nobody waits beside a free seat; at most fifteen otherwise, and a few for each that moves."""
    sections = list(found.beside_free_seats(offers.LEAST_TO_ASK))
    if not sections:
        return []
    zone, waiting = tenant.time_zone, found.waiting_in(sections)
    wanted = substitutes.wanted(waiting, sections, zone)
    away = substitutes.taken(wanted.caps, zone)

    def may_go(section: int, person: int) -> bool:
        return all(
            person in away[day] or len(away[day]) < wanted.caps[day]
            for day in wanted.needs.get((section, person), ())
        )

    hopeful = [one for one in sections if any(may_go(one.pk, person) for person in waiting[one.pk])]
    return [one for one in hopeful if filling.would_serve(one)]


def _with_rules(sections: Sequence[Section]) -> set[int]:
    """In which of these sections (ids) a rule of their own decides beside the number. One statement."""
    keeps = SeatKeep.objects.filter(section__in=sections, released_at__isnull=True)
    ruled = set(keeps.values_list("section_id", flat=True))
    for one in sections:
        order = one.line_order != LineOrder.TIME
        if one.school_cap is not None or one.takes_parties or order or one.event.approval:
            ruled.add(one.pk)
    return ruled
