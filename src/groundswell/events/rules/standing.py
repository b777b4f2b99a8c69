"""How somebody's place stands, in words: what is on offer, why others came first, and how to check a draw."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.models import Registration, SeatLottery, SeatOffer, Section
from groundswell.events.queries import history, seating
from groundswell.events.queries.diary import OFFER
from groundswell.events.rules import substitutes, words
from groundswell.events.rules.clashes import Clash, to_give_back
from groundswell.events.rules.overbooking import LEAST_SEEN, RISK, extra_seats
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import current_tenant

MOST_CHANGES = 5


def on_offer(
    offer: SeatOffer, section: Section, actor: Actor, clashing: Collection[Clash] = ()
) -> dict[str, Any]:
    """An open offer as a card shows it. ``answers`` is true for who answers it: of a team, one does for all.

    ``clashing`` is where else they would have to be; ``swaps`` are the seats that they can give back for this one.
    """
    zone = actor.tenant.time_zone
    return in_the_way(clashing) | {
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


def in_the_way(clashing: Collection[Clash]) -> dict[str, Any]:
    """What an offer clashes with, as a card shows it. Another offer hinders nobody; a seat can be given back for it."""
    hindering = [one for one in clashing if one.why != OFFER]
    return {
        "clashes": hindering,
        "swaps": to_give_back(hindering),
    }


def why_passed_over(section: Section, mine: Registration) -> str:
    """Why others may get a seat before somebody in line; empty where only the order decides.

    Three statements, and where a cap of substitutes holds on one of the days nine more.
    """
    if not section.by_rules or not mine.is_waiting:
        return ""
    room = seating.room_of(section)
    if room.free and (said := _without_substitute(section, mine)):
        return said
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


def _without_substitute(section: Section, mine: Registration) -> str:
    """Which of the days is the first on which the person's school has no substitute left; empty for none."""
    zone, party = current_tenant().time_zone, [one.person_id for one in seating.members(mine)]
    wanted = substitutes.wanted({section.pk: party}, [section], zone)
    away = substitutes.taken(wanted.caps, zone)
    asking: dict[seating.SchoolDay, set[int]] = {}
    for (_section, person), days in wanted.needs.items():
        for one in days:
            asking.setdefault(one, set()).add(person)
    short = [one for one in asking if len(away[one] | asking[one]) > max(wanted.caps[one], len(away[one]))]
    if not short:
        return ""
    first = min(short, key=lambda one: one[1])
    return words.no_substitute(wanted.caps[first], first[1], len(asking[first] - away[first]))


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
