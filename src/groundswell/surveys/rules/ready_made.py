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
    """What an ``Item`` is made from; see there for the fields.

    ``only_if`` is asked only of who chose one of these points of that question.
    """

    key: str
    kind: ItemKind
    wording: Words
    hint: Words = field(default_factory=dict)
    scale: str = ""
    points: tuple[Point, ...] = ()
    box: tuple[str, ...] = ()
    box_name: Words = field(default_factory=dict)
    only_if: tuple[str, frozenset[str]] | None = None


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

HOW_MUCH: tuple[Point, ...] = (
    {"key": "wont", "en": "Nothing, and I don’t plan to", "es": "Nada, y no pienso hacerlo"},
    {"key": "planned", "en": "Nothing yet, but I plan to", "es": "Nada todavía, pero pienso hacerlo"},
    {"key": "some", "en": "Some of it", "es": "Una parte"},
    {"key": "most", "en": "Most of it", "es": "La mayor parte"},
    {"key": "all", "en": "All of it", "es": "Todo"},
)
USED = frozenset({"some", "most", "all"})
WELL: tuple[Point, ...] = (
    {"key": "not_at_all", "en": "Not at all well", "es": "Nada bien"},
    {"key": "slightly", "en": "Slightly well", "es": "Un poco bien"},
    {"key": "moderately", "en": "Moderately well", "es": "Moderadamente bien"},
    {"key": "very", "en": "Very well", "es": "Muy bien"},
    {"key": "extremely", "en": "Extremely well", "es": "Extremadamente bien"},
)

SIX_WEEKS = Questionnaire(
    key="six_weeks",
    title={"en": "What people used, six weeks later", "es": "Qué se usó, seis semanas después"},
    questions=(
        Question(
            key="used",
            kind=ItemKind.SCALE_5,
            wording={
                "en": "How much of it have you used with your students or colleagues?",
                "es": "¿Cuánto ha usado con sus estudiantes o colegas?",
            },
            scale="how_much_5",
            points=HOW_MUCH,
            box=("some", "most", "all"),
            box_name={"en": "using some of it or more", "es": "usan una parte o más"},
        ),
        Question(
            key="well",
            kind=ItemKind.SCALE_5,
            wording={"en": "How well did it go?", "es": "¿Qué tan bien le fue?"},
            hint={"en": "Only if you have used some of it.", "es": "Solo si ha usado una parte."},
            scale="well_5",
            points=WELL,
            box=("moderately", "very", "extremely"),
            box_name={
                "en": "saying that it went moderately to extremely well",
                "es": "dicen que les fue de moderada a extremadamente bien",
            },
            only_if=("used", USED),
        ),
        Question(
            key="what",
            kind=ItemKind.TEXT,
            wording={
                "en": "What did you use, and what came of it?",
                "es": "¿Qué usó, y qué resultó de ello?",
            },
            hint={
                "en": "A sentence is plenty. Please name no student and no colleague.",
                "es": "Basta una frase. Por favor, no nombre a ningún estudiante ni colega.",
            },
        ),
    ),
)

READY_MADE = {POST_EVENT.key: POST_EVENT, SIX_WEEKS.key: SIX_WEEKS}


def condition_of(instrument_key: str, item_key: str) -> tuple[str, frozenset[str]] | None:
    """Of whom a question is asked: (another question, its points that lead here). None: of everybody."""
    questions = READY_MADE[instrument_key].questions if instrument_key in READY_MADE else ()
    return next((one.only_if for one in questions if one.key == item_key), None)


def said_in(words: Words, language: str) -> str:
    """The words in ``language``, in English where that is missing, and then in whatever there is."""
    return words.get(language.split("-")[0]) or words.get("en") or next(iter(words.values()), "")


def label_of(point: Point, language: str) -> str:
    """What a point of a scale is called; a number is its own name."""
    return said_in({name: text for name, text in point.items() if name != "key"}, language) or point["key"]
