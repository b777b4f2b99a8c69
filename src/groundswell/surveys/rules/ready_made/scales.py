"""Scales with a name for each point, and the numbers. A unipolar scale goes from none to most, a bipolar one through
a middle. Recommending from 1 to 10 is not a Net Promoter Score (0 to 10).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from groundswell.surveys.rules.ready_made.parts import Point

ONE_TO_TEN: tuple[Point, ...] = tuple({"key": str(number)} for number in range(1, 11))
ZERO_TO_TEN: tuple[Point, ...] = tuple({"key": str(number)} for number in range(11))
CONFIDENCE: tuple[Point, ...] = (
    {"key": "not_at_all", "en": "Not at all", "es": "Nada"},
    {"key": "slightly", "en": "Slightly", "es": "Un poco"},
    {"key": "moderately", "en": "Moderately", "es": "Moderadamente"},
    {"key": "very", "en": "Very", "es": "Mucho"},
    {"key": "extremely", "en": "Extremely", "es": "Muchísimo"},
)
WELL: tuple[Point, ...] = (
    {"key": "not_at_all", "en": "Not at all well", "es": "Nada bien"},
    {"key": "slightly", "en": "Slightly well", "es": "Un poco bien"},
    {"key": "moderately", "en": "Moderately well", "es": "Moderadamente bien"},
    {"key": "very", "en": "Very well", "es": "Muy bien"},
    {"key": "extremely", "en": "Extremely well", "es": "Extremadamente bien"},
)
SATISFACTION: tuple[Point, ...] = (
    {"key": "very_dissatisfied", "en": "Very dissatisfied", "es": "Mucha insatisfacción"},
    {"key": "dissatisfied", "en": "Dissatisfied", "es": "Insatisfacción"},
    {"key": "neither", "en": "Neither", "es": "Ni lo uno ni lo otro"},
    {"key": "satisfied", "en": "Satisfied", "es": "Satisfacción"},
    {"key": "very_satisfied", "en": "Very satisfied", "es": "Mucha satisfacción"},
)
AGREEMENT: tuple[Point, ...] = (
    {"key": "strongly_disagree", "en": "Strongly disagree", "es": "Muy en desacuerdo"},
    {"key": "disagree", "en": "Disagree", "es": "En desacuerdo"},
    {"key": "neither", "en": "Neither", "es": "Ni lo uno ni lo otro"},
    {"key": "agree", "en": "Agree", "es": "De acuerdo"},
    {"key": "strongly_agree", "en": "Strongly agree", "es": "Muy de acuerdo"},
)
FREQUENCY: tuple[Point, ...] = (
    {"key": "never", "en": "Never", "es": "Nunca"},
    {"key": "rarely", "en": "Rarely", "es": "Rara vez"},
    {"key": "sometimes", "en": "Sometimes", "es": "A veces"},
    {"key": "often", "en": "Often", "es": "A menudo"},
    {"key": "always", "en": "Always", "es": "Siempre"},
)
HELPFUL: tuple[Point, ...] = (
    {"key": "not_at_all", "en": "Not at all helpful", "es": "Nada útil"},
    {"key": "slightly", "en": "Slightly helpful", "es": "Un poco útil"},
    {"key": "moderately", "en": "Moderately helpful", "es": "Moderadamente útil"},
    {"key": "very", "en": "Very helpful", "es": "Muy útil"},
    {"key": "extremely", "en": "Extremely helpful", "es": "Extremadamente útil"},
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale to choose from. ``name`` is a lazily translated text; ``usual_box`` is what mostly counts together."""

    key: str
    name: Any
    points: tuple[Point, ...]
    usual_box: tuple[str, ...]


SCALES = {
    one.key: one
    for one in (
        Scale("confidence_5", _("Confidence: not at all to extremely"), CONFIDENCE, ("very", "extremely")),
        Scale(
            "satisfaction_5",
            _("Satisfaction: very dissatisfied to very satisfied"),
            SATISFACTION,
            ("satisfied", "very_satisfied"),
        ),
        Scale(
            "agreement_5",
            _("Agreement: strongly disagree to strongly agree"),
            AGREEMENT,
            ("agree", "strongly_agree"),
        ),
        Scale("frequency_5", _("How often: never to always"), FREQUENCY, ("often", "always")),
        Scale("well_5", _("How well: not at all to extremely well"), WELL, ("very", "extremely")),
        Scale("helpful_5", _("How helpful: not at all to extremely helpful"), HELPFUL, ("very", "extremely")),
    )
}
