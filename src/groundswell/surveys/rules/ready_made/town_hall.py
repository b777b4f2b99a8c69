"""After a town hall: who came, what matters to them, whether they were heard."""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import SATISFACTION, WELL

WHO: tuple[Point, ...] = (
    {"key": "family", "en": "Family of a student", "es": "Familia de un estudiante"},
    {"key": "student", "en": "Student", "es": "Estudiante"},
    {"key": "staff", "en": "I work for the district", "es": "Trabajo en el distrito"},
    {"key": "community", "en": "Neighbor or community partner", "es": "Vecino o colaborador de la comunidad"},
)
PRIORITIES: tuple[Point, ...] = (
    {"key": "reading", "en": "Reading and writing", "es": "Lectura y escritura"},
    {"key": "math_science", "en": "Math and science", "es": "Matemáticas y ciencias"},
    {"key": "safety", "en": "Safe schools", "es": "Escuelas seguras"},
    {"key": "staffing", "en": "Teachers in every classroom", "es": "Docentes en todas las aulas"},
    {"key": "wellbeing", "en": "Students’ well-being", "es": "El bienestar de los estudiantes"},
    {
        "key": "work",
        "en": "Getting ready for work or college",
        "es": "Preparación para el trabajo o la universidad",
    },
    {"key": "other", "en": "Something else", "es": "Otra cosa"},
)

TOWN_HALL = Questionnaire(
    key="town_hall",
    title={"en": "What matters to you", "es": "Lo que le importa"},
    introduction={
        "en": "Thank you for coming. What people say here goes to the board with the record of the evening.",
        "es": "Gracias por venir. Lo que se dice aquí llega a la junta con el acta de la reunión.",
    },
    questions=(
        Question(
            key="hall_who",
            kind=ItemKind.ONE,
            wording={"en": "What brings you here?", "es": "¿En calidad de qué viene?"},
            hint={"en": "Choose what fits best.", "es": "Elija lo que mejor le describa."},
            points=WHO,
        ),
        Question(
            key="hall_priorities",
            kind=ItemKind.SEVERAL,
            wording={
                "en": "What should the district work on first?",
                "es": "¿En qué debería trabajar primero el distrito?",
            },
            hint={"en": "Choose up to three.", "es": "Elija hasta tres."},
            points=PRIORITIES,
        ),
        Question(
            key="hall_priority_other",
            kind=ItemKind.LINE,
            wording={"en": "What else should it work on?", "es": "¿En qué otra cosa debería trabajar?"},
            only_if=("hall_priorities", frozenset({"other"})),
        ),
        Question(
            key="hall_understood",
            kind=ItemKind.SCALE_5,
            wording={
                "en": "How well did you understand the plans that were shown?",
                "es": "¿Qué tan bien entendió los planes que se presentaron?",
            },
            scale="well_5",
            points=WELL,
            box=("very", "extremely"),
            box_name={
                "en": "saying that they understood the plans very or extremely well",
                "es": "dicen que entendieron los planes muy o extremadamente bien",
            },
        ),
        Question(
            key="hall_heard",
            kind=ItemKind.SCALE_5,
            wording={
                "en": "How satisfied are you with your chance to be heard?",
                "es": "¿Cuánta satisfacción le da la oportunidad que tuvo de expresarse?",
            },
            scale="satisfaction_5",
            points=SATISFACTION,
            box=("satisfied", "very_satisfied"),
            box_name={
                "en": "satisfied or very satisfied with their chance to be heard",
                "es": "con satisfacción o mucha satisfacción por la oportunidad de expresarse",
            },
        ),
        Question(
            key="hall_tell",
            kind=ItemKind.TEXT,
            wording={
                "en": "What should the district know that was not said tonight?",
                "es": "¿Qué debería saber el distrito que hoy no se dijo?",
            },
            hint={
                "en": "Please name no student.",
                "es": "Por favor, no nombre a ningún estudiante.",
            },
        ),
    ),
)
