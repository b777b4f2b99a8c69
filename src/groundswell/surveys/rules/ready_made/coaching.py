"""What coaching is like for those who are coached. No question judges a person."""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import CONFIDENCE, HELPFUL, ONE_TO_TEN

MEETINGS: tuple[Point, ...] = (
    {"key": "none", "en": "We have not met", "es": "No nos hemos reunido"},
    {"key": "one_two", "en": "Once or twice", "es": "Una o dos veces"},
    {"key": "three_five", "en": "3 to 5 times", "es": "De 3 a 5 veces"},
    {"key": "six_more", "en": "6 times or more", "es": "6 veces o más"},
)
MET = frozenset({"one_two", "three_five", "six_more"})
PARTS: tuple[Point, ...] = (
    {"key": "goal", "en": "Choosing a goal", "es": "Elegir una meta"},
    {"key": "planning", "en": "Planning lessons together", "es": "Planear clases juntos"},
    {
        "key": "classroom",
        "en": "Trying something in my classroom",
        "es": "Probar algo en mi salón de clases",
    },
    {"key": "evidence", "en": "Looking at students’ work", "es": "Revisar el trabajo de los estudiantes"},
)

COACHING = Questionnaire(
    key="coaching_experience",
    title={"en": "What coaching is like for you", "es": "Cómo es para usted la asesoría"},
    introduction={
        "en": "It asks about the coaching, not about your teaching and not about your coach.",
        "es": "Pregunta por la asesoría, no por su enseñanza ni por quien le asesora.",
    },
    questions=(
        Question(
            key="coaching_met",
            kind=ItemKind.ONE,
            wording={
                "en": "How often have you met with your coach this semester?",
                "es": "¿Cuántas veces se ha reunido este semestre con quien le asesora?",
            },
            points=MEETINGS,
        ),
        Question(
            key="coaching_recommend",
            kind=ItemKind.RATING_1_10,
            wording={
                "en": "How likely are you to recommend coaching to a colleague?",
                "es": "¿Qué tan probable es que recomiende la asesoría a un colega?",
            },
            hint={"en": "1 is not at all likely, 10 is certain.", "es": "1 es nada probable, 10 es seguro."},
            scale="one_to_ten",
            points=ONE_TO_TEN,
            only_if=("coaching_met", MET),
        ),
        Question(
            key="coaching_parts",
            kind=ItemKind.MATRIX,
            wording={
                "en": "How helpful is each part of it for you?",
                "es": "¿Qué tan útil es para usted cada parte?",
            },
            hint={
                "en": "Leave out what you have not done.",
                "es": "Deje sin responder lo que no ha hecho.",
            },
            scale="helpful_5",
            points=HELPFUL,
            rows=PARTS,
            box=("very", "extremely"),
            box_name={
                "en": "finding it very or extremely helpful",
                "es": "lo consideran muy o extremadamente útil",
            },
            only_if=("coaching_met", MET),
        ),
        Question(
            key="coaching_confident",
            kind=ItemKind.SCALE_5,
            wording={
                "en": "How confident are you that you will reach the goal you chose?",
                "es": "¿Cuánta confianza tiene en alcanzar la meta que eligió?",
            },
            scale="confidence_5",
            points=CONFIDENCE,
            box=("very", "extremely"),
            box_name={
                "en": "very or extremely confident to reach their goal",
                "es": "con mucha o muchísima confianza en alcanzar su meta",
            },
            only_if=("coaching_met", MET),
        ),
        Question(
            key="coaching_change",
            kind=ItemKind.TEXT,
            wording={
                "en": "What should be different about the coaching?",
                "es": "¿Qué debería ser diferente en la asesoría?",
            },
            hint={
                "en": "Please name no student and no colleague.",
                "es": "Por favor, no nombre a ningún estudiante ni colega.",
            },
        ),
    ),
)
