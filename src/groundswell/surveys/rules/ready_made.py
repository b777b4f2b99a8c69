"""Questionnaires that come with the house, in each language that it speaks. Content, not code: edit freely.

Another wording makes another version (``actions.instruments.install``). Scale: five points with a name each, from
none to most (a unipolar scale); recommending is asked from 1 to 10, which is not a Net Promoter Score (0 to 10).
"""

from dataclasses import dataclass, field

from groundswell.surveys.choices import ItemKind

Words = dict[str, str]
Point = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What an ``Item`` is made from; see there for the fields."""

    key: str
    kind: ItemKind
    wording: Words
    hint: Words = field(default_factory=dict)
    scale: str = ""
    points: tuple[Point, ...] = ()
    box: tuple[str, ...] = ()
    box_name: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What an ``Instrument`` is made from."""

    key: str
    title: Words
    questions: tuple[Question, ...]


ONE_TO_TEN: tuple[Point, ...] = tuple({"key": str(number)} for number in range(1, 11))
CONFIDENCE: tuple[Point, ...] = (
    {"key": "not_at_all", "en": "Not at all", "es": "Nada"},
    {"key": "slightly", "en": "Slightly", "es": "Un poco"},
    {"key": "moderately", "en": "Moderately", "es": "Moderadamente"},
    {"key": "very", "en": "Very", "es": "Mucho"},
    {"key": "extremely", "en": "Extremely", "es": "Muchísimo"},
)

POST_EVENT = Questionnaire(
    key="post_event",
    title={"en": "How it went", "es": "Cómo le fue"},
    questions=(
        Question(
            key="recommend",
            kind=ItemKind.RATING_1_10,
            wording={
                "en": "How likely are you to recommend this to a colleague?",
                "es": "¿Qué tan probable es que lo recomiende a un colega?",
            },
            hint={"en": "1 is not at all likely, 10 is certain.", "es": "1 es nada probable, 10 es seguro."},
            scale="one_to_ten",
            points=ONE_TO_TEN,
        ),
        Question(
            key="confident",
            kind=ItemKind.SCALE_5,
            wording={
                "en": "How confident are you that you can put it into practice?",
                "es": "¿Cuánta confianza tiene en poder ponerlo en práctica?",
            },
            scale="confidence_5",
            points=CONFIDENCE,
            box=("very", "extremely"),
            box_name={
                "en": "very or extremely confident to put it into practice",
                "es": "con mucha o muchísima confianza para ponerlo en práctica",
            },
        ),
        Question(
            key="takeaway",
            kind=ItemKind.TEXT,
            wording={"en": "What is one thing that you take away?", "es": "¿Qué idea se lleva?"},
            hint={
                "en": "A sentence is plenty. Please name no student and no colleague.",
                "es": "Basta una frase. Por favor, no nombre a ningún estudiante ni colega.",
            },
        ),
    ),
)

READY_MADE = {POST_EVENT.key: POST_EVENT}


def said_in(words: Words, language: str) -> str:
    """The words in ``language``, in English where that is missing, and then in whatever there is."""
    return words.get(language.split("-")[0]) or words.get("en") or next(iter(words.values()), "")


def label_of(point: Point, language: str) -> str:
    """What a point of a scale is called; a number is its own name."""
    return said_in({name: text for name, text in point.items() if name != "key"}, language) or point["key"]
