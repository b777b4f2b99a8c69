"""How school is for students, in words for grade 4 and up. It asks about lessons, never about home or health.

Students are asked only after the district has set its rule for their consent (``actions.waves`` leaves them out until
then); the questionnaire is here to be read, discussed and translated before.
"""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import FREQUENCY

LESSONS: tuple[Point, ...] = (
    {"key": "choice", "en": "I can choose how I learn something", "es": "Puedo elegir cómo aprender algo"},
    {"key": "goal", "en": "I know what I am working toward", "es": "Sé qué quiero lograr"},
    {"key": "pace", "en": "I get the time that I need", "es": "Tengo el tiempo que necesito"},
    {"key": "help", "en": "When I am stuck, I get help", "es": "Cuando no puedo avanzar, recibo ayuda"},
    {
        "key": "show",
        "en": "I can show what I know in my own way",
        "es": "Puedo mostrar a mi manera lo que sé",
    },
)
PEOPLE: tuple[Point, ...] = (
    {"key": "adult", "en": "An adult here listens to me", "es": "Un adulto de aquí me escucha"},
    {"key": "opinion", "en": "My opinion counts in class", "es": "Mi opinión cuenta en clase"},
    {"key": "classmates", "en": "Classmates work well with me", "es": "Trabajo bien con mis compañeros"},
)

STUDENT_VOICE = Questionnaire(
    key="student_voice",
    title={"en": "How school is for you", "es": "Cómo es la escuela para ti"},
    introduction={
        "en": "There are no right or wrong answers, and no grades.",
        "es": "No hay respuestas correctas ni incorrectas, y no hay calificaciones.",
    },
    questions=(
        Question(
            key="student_lessons",
            kind=ItemKind.MATRIX,
            wording={
                "en": "How often is it like this in your classes?",
                "es": "¿Con qué frecuencia es así en tus clases?",
            },
            scale="frequency_5",
            points=FREQUENCY,
            rows=LESSONS,
            box=("often", "always"),
            box_name={
                "en": "saying that it is so often or always",
                "es": "dicen que es así a menudo o siempre",
            },
        ),
        Question(
            key="student_people",
            kind=ItemKind.MATRIX,
            wording={
                "en": "How often is it like this at your school?",
                "es": "¿Con qué frecuencia es así en tu escuela?",
            },
            scale="frequency_5",
            points=FREQUENCY,
            rows=PEOPLE,
            box=("often", "always"),
            box_name={
                "en": "saying that it is so often or always",
                "es": "dicen que es así a menudo o siempre",
            },
        ),
        Question(
            key="student_proud",
            kind=ItemKind.LINE,
            wording={
                "en": "What did you learn that you are proud of?",
                "es": "¿Qué aprendiste que te da orgullo?",
            },
        ),
        Question(
            key="student_change",
            kind=ItemKind.TEXT,
            wording={
                "en": "What would you change about your classes?",
                "es": "¿Qué cambiarías de tus clases?",
            },
            hint={"en": "Please write no names.", "es": "Por favor, no escribas nombres."},
        ),
    ),
)
