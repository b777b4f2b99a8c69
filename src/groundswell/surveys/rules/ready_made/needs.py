"""What staff want to learn next, and when and how they could."""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Page, Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import CONFIDENCE

AREAS: tuple[Point, ...] = (
    {"key": "choice", "en": "Giving students choices", "es": "Dar opciones a los estudiantes"},
    {"key": "groups", "en": "Teaching in small groups", "es": "Enseñar en grupos pequeños"},
    {"key": "feedback", "en": "Giving feedback", "es": "Dar comentarios que ayuden"},
    {"key": "data", "en": "Planning from student data", "es": "Planear a partir de los datos"},
    {
        "key": "language",
        "en": "Teaching students who learn English",
        "es": "Enseñar a quienes aprenden inglés",
    },
)
TOPICS: tuple[Point, ...] = (*AREAS, {"key": "other", "en": "Something else", "es": "Otra cosa"})
TIMES: tuple[Point, ...] = (
    {"key": "school_day", "en": "During the school day", "es": "Durante el horario escolar"},
    {"key": "after_school", "en": "After school", "es": "Después de clases"},
    {"key": "workdays", "en": "On teacher workdays", "es": "En los días de trabajo docente"},
    {"key": "summer", "en": "In the summer", "es": "En el verano"},
    {"key": "own_time", "en": "Online, whenever I like", "es": "En línea, cuando yo quiera"},
)

NEEDS = Questionnaire(
    key="needs_assessment",
    title={"en": "What you want to learn next", "es": "Qué quiere aprender ahora"},
    introduction={
        "en": "The professional-learning office plans next semester’s events from the answers.",
        "es": "La oficina de aprendizaje profesional planea los eventos del próximo semestre con las respuestas.",
    },
    pages=(
        Page({"en": "Your work now", "es": "Su trabajo hoy"}),
        Page({"en": "What comes next", "es": "Lo que sigue"}),
    ),
    questions=(
        Question(
            key="needs_confident",
            kind=ItemKind.MATRIX,
            wording={
                "en": "How confident are you in each of these?",
                "es": "¿Cuánta confianza tiene en cada una de estas tareas?",
            },
            scale="confidence_5",
            points=CONFIDENCE,
            rows=AREAS,
            box=("very", "extremely"),
            box_name={"en": "very or extremely confident", "es": "con mucha o muchísima confianza"},
            page=1,
        ),
        Question(
            key="needs_topics",
            kind=ItemKind.SEVERAL,
            wording={"en": "What do you want to work on next?", "es": "¿En qué quiere trabajar ahora?"},
            hint={"en": "Choose up to three.", "es": "Elija hasta tres."},
            points=TOPICS,
            page=2,
        ),
        Question(
            key="needs_other",
            kind=ItemKind.LINE,
            wording={"en": "What else do you want to work on?", "es": "¿En qué otra cosa quiere trabajar?"},
            only_if=("needs_topics", frozenset({"other"})),
            page=2,
        ),
        Question(
            key="needs_times",
            kind=ItemKind.SEVERAL,
            wording={"en": "When could you take part?", "es": "¿Cuándo podría participar?"},
            hint={"en": "Choose all that fit.", "es": "Elija todo lo que le convenga."},
            points=TIMES,
            page=2,
        ),
        Question(
            key="needs_hours",
            kind=ItemKind.NUMBER,
            wording={
                "en": "How many hours a month could you give to it?",
                "es": "¿Cuántas horas al mes podría dedicarle?",
            },
            lowest=0,
            highest=40,
            unit={"en": "hours", "es": "horas"},
            page=2,
        ),
    ),
)
