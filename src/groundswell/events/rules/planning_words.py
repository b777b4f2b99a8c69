"""What the planner says, in words: why no plan fits, and how good one is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.rules.planning_answers import Aim, Limit, Why


def reason(one: Mapping[str, Any], schools: Mapping[int, str]) -> dict[str, Any]:
    """A reason as a page shows it: a sentence, and the limits behind it, each of which the office could change."""
    facts = [_fact(limit, subject, figures, schools) for limit, subject, figures in one["facts"]]
    return {"said": _why(one, schools), "facts": facts}


def reached(aim: str, value: int, bound: int) -> dict[str, Any]:
    """What a plan reached for one aim, and whether nothing can be better."""
    said = {
        Aim.WORST_DAY: ngettext(
            "No school needs more than %(n)s substitute on a day.",
            "No school needs more than %(n)s substitutes on a day.",
            value,
        )
        % {"n": value},
        Aim.HALF_DAYS: _("All schools together need %(days)s substitute days.") % {"days": f"{value / 2:g}"},
        Aim.FACILITATOR_DAYS: ngettext("Facilitators give %(n)s day.", "Facilitators give %(n)s days.", value)
        % {"n": value},
    }[Aim(aim)]
    shown, saved = (f"{n / 2:g}" if aim == Aim.HALF_DAYS else str(n) for n in (bound, value - bound))
    proof = (
        _("Proven: no plan needs less.")
        if value == bound
        else _("Not proven to be the least: another plan could save %(saved)s at most, down to %(bound)s.")
        % {"bound": shown, "saved": saved}
    )
    return {"said": said, "proof": proof, "is_proven": value == bound}


def _why(one: Mapping[str, Any], schools: Mapping[int, str]) -> str:
    values = {"needs": one["needs"], "has": one["has"], "school": schools.get(one["subject"] or 0, "")}
    match Why(one["why"]):
        case Why.DATES:
            said = _(
                "A teacher of %(school)s could follow %(has)s dates at most; there are %(needs)s sessions."
            )
        case Why.SUBSTITUTES if one["needs"] is None:
            said = _("%(school)s can let nobody go on any of these dates.")
        case Why.SUBSTITUTES:
            said = _("%(school)s needs %(needs)s dates to let everybody go, and has %(has)s.")
        case Why.FACILITATORS:
            said = _("%(needs)s facilitator days are needed, and there are %(has)s.")
        case Why.ROOMS:
            said = _("%(needs)s seats are needed over all sessions, and the rooms have %(has)s.")
        case _other:
            said = _("No single number is too small, but these can't all be kept:")
    return said % values


def _fact(limit: str, subject: Any, figures: Mapping[str, int], schools: Mapping[int, str]) -> str:
    values = {"school": schools.get(subject or 0, ""), **figures}
    said = {
        Limit.SUBSTITUTES: _(
            "%(school)s: %(limit)s substitutes a day at most, for %(people)s teachers and %(sessions)s sessions"
        ),
        Limit.TESTING: _("%(school)s: tests on %(dates)s of the dates"),
        Limit.HOLIDAYS: _("%(school)s: holidays on %(dates)s of the dates"),
        Limit.WEEKDAYS: _("only on the weekdays that you chose: %(dates)s dates drop out"),
        Limit.SHORTEST_GAP: _("at least %(days)s days from one session to the next"),
        Limit.LONGEST_GAP: _("at most %(days)s days from one session to the next"),
        Limit.ROOMS: _("%(rooms)s rooms with %(seats)s seats over all dates"),
        Limit.FACILITATORS: _(
            "who leads: %(facilitators)s, with %(days)s days in all and %(ratio)s participants each"
        ),
        Limit.TOGETHER: _("a team of %(people)s that stays together"),
        Limit.APART: _("a team of %(people)s of whom no two are away at once"),
    }[Limit(limit)]
    return said % values
