"""How a section gives its seats: cap, ratio, limits per school, kept seats, the order of the line, overbooking."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, places, school_day, seats
from groundswell.events.choices import LineOrder, RegistrationState
from groundswell.events.models import (
    OrderChange,
    Registration,
    SeatKeep,
    SeatLottery,
    Section,
    SessionFacilitator,
)
from groundswell.events.queries import audience, history, seating
from groundswell.events.rules import capacity
from groundswell.events.rules.overbooking import extra_seats
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal, lots
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb

FIELDS = (
    "cap", "per_facilitator", "overbooks", "school_cap", "takes_parties", "line_order", "freed_seat", "priority",
)  # fmt: skip


@verb
def set_policy(*, by: Actor, section: Section, **values: Any) -> Section:
    """Set fields of FIELDS; what is not named stays. Seats that open are given to the line at once, with mail.

    Raises Refused where fewer seats would be left than are given, where parties could not come any more, and for a
    lottery, which :func:`plan_lottery` makes.
    """
    unknown = set(values) - {*FIELDS}
    if unknown:
        raise TypeError(f"set_policy() knows no {', '.join(sorted(unknown))}.")
    with seats.held(section) as held:
        _check(held, values)
        changed = [name for name in FIELDS if name in values and getattr(held, name) != values[name]]
        for name in changed:
            setattr(held, name, values[name])
        if changed:
            held.save(update_fields=changed)
        school_day.settle(held)
        if changed:
            _record(by, held, "events.section.policy_set", fields=changed, by_rules=held.by_rules)
        recount(by=by, section=held)
        school_day.settle(held)
    return held


@verb
def recount(*, by: Actor, section: Section) -> Section:
    """Count again how many seats there are: after a change of the cap, of who leads, of what no-shows teach.

    New seats are given to the line at once. Raises Refused below the number that is given already: nobody loses a
    seat because a facilitator is missing; find another one first.
    """
    with seats.held(section) as held:
        leading = SessionFacilitator.objects.filter(section=held).count()
        within = capacity.effective(cap=held.cap, per_facilitator=held.per_facilitator, facilitators=leading)
        held.overbooked_by = _extra(held, within)
        wanted = within + held.overbooked_by
        if wanted < held.seats_taken:
            raise _too_few(held, wanted)
        before, held.seats = held.seats, wanted
        held.save(update_fields=["overbooked_by"])
        if wanted != before:
            _record(by, held, "events.section.resized", event=held.event_id, seats=wanted, before=before)
        if wanted > before or held.by_rules:
            filling.serve_line(by=by, section=held)
    return held


@verb
def keep_seats(
    *, by: Actor, section: Section, name: str, group: Sequence[str], number: int, until: datetime
) -> SeatKeep:
    """Keep so many seats for a group (audience tokens) until a moment. Raises Refused when too few are free."""
    with seats.held(section) as held:
        kept = sum(seating.room_of(held).keeps.values())
        free = held.seats - held.seats_taken - kept
        if number > free:
            raise Refused(
                _("Fewer seats are free and kept for nobody than %(number)s: %(free)s. Keep fewer.")
                % {"free": max(0, free), "number": number}
            )
        if until <= clock.now():
            raise Refused(_("Seats are kept until a moment that is still to come. Choose a later one."))
        keep = SeatKeep.objects.create(
            tenant=by.tenant, section=held, name=name, group=sorted(group), seats=number, until=until
        )
        held.by_rules = True
        held.save(update_fields=["by_rules"])
        _record(by, held, "events.seats.kept", keep=keep.pk, seats=number)
    return keep


@verb
def keep_for_each_school(*, by: Actor, section: Section, number: int, until: datetime) -> list[SeatKeep]:
    """At least so many seats for each invited school until a moment; what is left of them is everybody's then.

    What a school has already, or has kept, counts. Raises Refused as :func:`keep_seats`, for all schools or none.
    """
    with seats.held(section) as held:
        room, schools = seating.room_of(held), audience.invited_schools(held.event)
        has = seating.by_school(held)
        for keep in seating.open_keeps(held):
            has.update({keep.group[0]: room.keeps[keep.pk]} if len(keep.group) == 1 else {})
        missing = {name: (f"school:{pk}", number - has[pk] - has[f"school:{pk}"]) for pk, name in schools}
        wanted = {name: one for name, one in missing.items() if one[1] > 0}
        needed, free = sum(one[1] for one in wanted.values()), held.seats - held.seats_taken
        free -= sum(room.keeps.values())
        if needed > free:
            raise Refused(
                _(
                    "%(number)s for each of %(schools)s schools are %(needed)s more seats, and %(free)s are free and "
                    "kept for nobody. Keep fewer for each school, or give the section more seats."
                )
                % {"number": number, "schools": len(schools), "needed": needed, "free": max(0, free)}
            )
        return [
            keep_seats(by=by, section=held, name=name, group=[token], number=seats_, until=until)
            for name, (token, seats_) in wanted.items()
        ]


@verb
def release(*, by: Actor, keep: SeatKeep) -> SeatKeep:
    """What is left of kept seats is everybody's now: the line is served at once."""
    with seats.held(keep.section) as held:
        if keep.released_at is None:
            keep.released_at = clock.now()
            keep.save(update_fields=["released_at"])
            _record(by, held, "events.seats.released", keep=keep.pk)
            filling.serve_line(by=by, section=held)
    return keep


@verb
def put_in_order(*, by: Actor, registration: Registration, rank: int, reason: str) -> OrderChange:
    """Give somebody in line another rank (smaller is earlier). Everyone in that line can read the reason.

    Raises Refused without a reason, and for who does not wait.
    """
    if not reason.strip():
        raise Refused(_("Say why: everyone in this line can read it."))
    with seats.held(registration.section) as held:
        now = Registration.objects.select_related("person").get(pk=registration.pk)
        if now.state != RegistrationState.WAITING:
            raise Refused(_("This person does not wait in line, so there is no order to change."))
        change = OrderChange.objects.create(
            tenant=by.tenant, registration=now, rank_before=now.rank, rank=rank, reason=reason.strip(),
            by_id=by.person_id,
        )  # fmt: skip
        for member in seating.members(now):
            member.rank = rank
            member.save(update_fields=["rank"])
            places.record(by, held, member, "reordered", rank=rank, change=change.pk)
    return change


@verb
def plan_lottery(*, by: Actor, section: Section, draws_at: datetime) -> SeatLottery:
    """Fix the seed, publish its hash, and say when the draw is. Until then everybody waits with a ticket.

    Raises Refused for a moment that is over, or when seats were given already.
    """
    with seats.held(section) as held:
        if held.seats_taken:
            raise Refused(_("Seats are given already, so they can't be drawn by lot any more."))
        if draws_at <= clock.now():
            raise Refused(_("The draw must be at a moment that is still to come."))
        seed = lots.new_seed()
        drawing = SeatLottery.objects.create(
            tenant=by.tenant, section=held, seed=seed, commitment=lots.commitment(seed), draws_at=draws_at
        )
        held.line_order, held.by_rules = LineOrder.LOTTERY, True
        held.save(update_fields=["line_order", "by_rules"])
        _record(by, held, "events.lottery.planned", commitment=drawing.commitment)
    return drawing


@verb
def draw(*, by: Actor, drawing: SeatLottery) -> SeatLottery:
    """Draw: the line takes the order that the seed gives, the seed is public, seats are given. Once only."""
    with seats.held(drawing.section) as held:
        now = SeatLottery.objects.get(pk=drawing.pk)
        if now.drawn_at is not None:
            return now
        waiting = Registration.objects.filter(section=held, state=RegistrationState.WAITING)
        tickets = dict(waiting.values_list("line", "pk"))
        order = lots.draw(now.seed, tickets)
        for rank, ticket in enumerate(order, start=1 - len(order)):
            waiting.filter(pk=tickets[ticket]).update(rank=rank)
        now.drawn_at = clock.now()
        now.save(update_fields=["drawn_at"])
        _record(by, held, "events.lottery.drawn", seed=now.seed, order=order)
        filling.serve_line(by=by, section=held)
    return now


def due(tenant: Tenant) -> int:
    """Kept seats to release and lotteries to draw by now. Called inside the district's scope."""
    return seating.keeps_to_release().count() + seating.lotteries_to_draw().count()


def work_off(tenant: Tenant, limit: int = 20) -> int:
    """Background work: release what was kept long enough, draw what is due. Returns how many."""
    by = Actor.system(tenant)
    with reading(tenant):
        keeps, lotteries = (
            list(seating.keeps_to_release()[:limit]), list(seating.lotteries_to_draw()[:limit]),
        )  # fmt: skip
    for keep in keeps:
        release(by=by, keep=keep)
    for drawing in lotteries:
        draw(by=by, drawing=drawing)
    return len(keeps) + len(lotteries)


def _check(section: Section, values: dict[str, Any]) -> None:
    if values.get("cap") is not None and values["cap"] < 1:
        raise Refused(_("A section has at least one seat."))
    if values.get("takes_parties") is False and section.parties.exists():
        raise Refused(_("Teams have registered here already, so the section stays open to teams."))
    order = values.get("line_order", section.line_order)
    if order != section.line_order and LineOrder.LOTTERY in (order, section.line_order):
        raise Refused(
            _("A lottery is planned with the moment of its draw, and once planned it stays a lottery.")
        )


def _extra(section: Section, within: int) -> int:
    """What no-shows teach, where the section overbooks. Seats that an earlier lesson opened and gave stay given."""
    if not section.overbooks:
        return 0
    seen, came = history.of_seats_like(section)
    learnt = extra_seats(seats=within, room=history.room_of(section), seen=seen, came=came)
    given = min(section.overbooked_by, max(0, section.seats_taken - within))
    return max(learnt.extra, given)


def _too_few(section: Section, wanted: int) -> Refused:
    if section.per_facilitator:
        return Refused(
            _(
                "%(taken)s people have a seat, and so few facilitators may lead only %(wanted)s. "
                "Find another facilitator first; nobody loses a seat that was given."
            )
            % {"taken": section.seats_taken, "wanted": wanted}
        )
    return Refused(
        _(
            "%(taken)s people have a seat already, so there can't be fewer than %(taken)s. "
            "Nobody loses a seat that was given."
        )
        % {"taken": section.seats_taken}
    )


def _record(by: Actor, section: Section, kind: str, **data: Any) -> None:
    journal.record(kind, by=by, subject=section, subject_kind="events.section", data=data)
