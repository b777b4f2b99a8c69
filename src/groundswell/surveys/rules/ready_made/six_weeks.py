"""Six weeks after an event: what was used, and how well it went for those who used it."""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import WELL

HOW_MUCH: tuple[Point, ...] = (
    {"key": "wont", "state": "not", "en": "Nothing, and I don’t plan to", "es": "Nada, y no pienso hacerlo"},
    {
        "key": "planned",
        "state": "planning",
        "en": "Nothing yet, but I plan to",
        "es": "Nada todavía, pero pienso hacerlo",
    },
    {"key": "some", "state": "implemented", "en": "Some of it", "es": "Una parte"},
    {"key": "most", "state": "implemented", "en": "Most of it", "es": "La mayor parte"},
    {"key": "all", "state": "implemented", "en": "All of it", "es": "Todo"},
)
USED = frozenset({"some", "most", "all"})

SIX_WEEKS = Questionnaire(
    key="six_weeks",
    title={"en": "What people used, six weeks later", "es": "Qué se usó, seis semanas después"},
    questions=(
        Question(
            key="used",
            kind=ItemKind.USE,
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
