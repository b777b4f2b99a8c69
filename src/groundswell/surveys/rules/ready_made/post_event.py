"""After an event: would one recommend it, how confident is one, what does one take away."""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import CONFIDENCE, ONE_TO_TEN

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
