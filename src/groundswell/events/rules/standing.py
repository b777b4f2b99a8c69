"""How somebody's place stands, in words: what is on offer, why others came first, and how to check a draw."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.models import Registration, SeatLottery, SeatOffer, Section
from groundswell.events.queries import history, seating
from groundswell.events.rules import words
from groundswell.events.rules.overbooking import LEAST_SEEN, RISK, extra_seats
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor

MOST_CHANGES = 5


def on_offer(offer: SeatOffer, section: Section, actor: Actor) -> dict[str, Any]:
    """An open offer as a card shows it. ``answers`` is true for who answers it: of a team, one does for all."""
    zone = actor.tenant.time_zone
    return {
        "pk": offer.pk,
        "until": words.moment(offer.ends_at, zone),
        "is_late": offer.ends_at <= clock.now(),
        "answers": offer.registration.person_id == actor.person_id,
        "party": offer.registration.party,
        "title": section.event.title,
        "when": words.when(section, zone),
        "place": section.place,
        "section_pk": section.pk,
    }


def why_passed_over(section: Section, mine: Registration) -> str:
    """Why others may get a seat before somebody in line; empty where only the order decides. Three statements."""
    if not section.by_rules or not mine.is_waiting:
        return ""
    room = seating.room_of(section)
    if room.school_cap is not None and room.by_school.get(mine.school_id or 0, 0) >= room.school_cap:
        said = ngettext(
            "Your school has %(n)s seat, as many as one school may have here. You keep your place in line.",
            "Your school has %(n)s seats, as many as one school may have here. You keep your place in line.",
            room.school_cap,
        )
        return said % {"n": room.school_cap}
    if mine.party is not None and 0 < room.free < mine.party.size:
        return _(
            "%(free)s seats are free and your team needs %(size)s, so that others may come first. You keep your place."
        ) % {"free": room.free, "size": mine.party.size}
    kept = sum(room.keeps.values())
    if kept and room.free and room.for_all <= 0:
        return ngettext(
            "%(n)s seat is free and kept for a group. What is left of it is everybody's later.",
            "%(n)s seats are free and kept for groups. What is left of them is everybody's later.",
            room.free,
        ) % {"n": room.free}
    return ""


def changes(section: Section, zone: str) -> list[dict[str, str]]:
    """The latest changes of a line's order with their reasons, as everyone in that line may read them: no names."""
    return [
        {"day": words.day(clock.local(one.at, zone)), "reason": one.reason}
        for one in seating.order_changes(section)[:MOST_CHANGES]
    ]


def drawing(lottery: SeatLottery | None, zone: str) -> dict[str, Any] | None:
    """A draw as a page shows it: before, its moment and the published hash; afterwards the seed as well."""
    if lottery is None:
        return None
    return {
        "draws": words.moment(lottery.draws_at, zone),
        "hash": lottery.commitment,
        "is_drawn": lottery.drawn_at is not None,
        "seed": lottery.seed if lottery.drawn_at is not None else "",
    }


def lesson(section: Section) -> str:
    """What no-shows teach about a section's seats, with the numbers that it rests on. Two statements."""
    seen, came = history.of_seats_like(section)
    if seen < LEAST_SEEN:
        return ngettext(
            "Nothing is learnt yet: %(seen)s seat of this kind has an attendance list, and it takes %(least)s.",
            "Nothing is learnt yet: %(seen)s seats of this kind have an attendance list, and it takes %(least)s.",
            seen,
        ) % {"seen": seen, "least": LEAST_SEEN}
    seats = max(1, section.seats - section.overbooked_by)
    learnt = extra_seats(seats=seats, room=history.room_of(section), seen=seen, came=came)
    return _(
        "Of %(seen)s past seats at events of this kind, %(came)s were used. For %(seats)s seats that means %(extra)s "
        "more, so that in at most %(risk)s of 100 such events somebody finds no seat."
    ) % {"seen": seen, "came": came, "seats": seats, "extra": learnt.extra, "risk": round(RISK * 100)}
