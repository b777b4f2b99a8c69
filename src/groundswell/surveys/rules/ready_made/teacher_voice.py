"""How it is to work at a school, asked of those who teach there. No question judges a person."""

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made.parts import Page, Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.scales import FREQUENCY, SATISFACTION, ZERO_TO_TEN

SUPPORT: tuple[Point, ...] = (
    {"key": "time", "en": "I have time to plan with colleagues", "es": "Tengo tiempo de planear con colegas"},
    {"key": "materials", "en": "I have the materials I need", "es": "Tengo los materiales que necesito"},
    {"key": "feedback", "en": "I get feedback that I can use", "es": "Recibo comentarios que puedo usar"},
    {
        "key": "say",
        "en": "I have a say in decisions about my work",
        "es": "Mi opinión cuenta en lo que atañe a mi trabajo",
    },
    {
        "key": "safe",
        "en": "I can try something new and fail",
        "es": "Puedo probar algo nuevo aunque no salga bien",
    },
)
ASPECTS: tuple[Point, ...] = (
    {"key": "learning", "en": "What I am offered to learn", "es": "Lo que se me ofrece para aprender"},
    {"key": "colleagues", "en": "How colleagues work together", "es": "El trabajo en equipo"},
    {"key": "leadership", "en": "How the school is led", "es": "La dirección de la escuela"},
    {"key": "workload", "en": "How much there is to do", "es": "La cantidad de trabajo"},
)

TEACHER_VOICE = Questionnaire(
    key="teacher_voice",
    title={"en": "Teaching at this school", "es": "Enseñar en esta escuela"},
    introduction={
        "en": "About three minutes. Think of this school year so far.",
        "es": "Unos tres minutos. Piense en lo que va de este año escolar.",
    },
    pages=(
        Page({"en": "Your work", "es": "Su trabajo"}),
        Page({"en": "Looking ahead", "es": "Hacia adelante"}),
    ),
    questions=(
        Question(
            key="voice_support",
            kind=ItemKind.MATRIX,
            wording={
                "en": "How often is each of these so for you?",
                "es": "¿Con qué frecuencia es así para usted?",
            },
            scale="frequency_5",
            points=FREQUENCY,
            rows=SUPPORT,
            box=("often", "always"),
            box_name={
                "en": "saying that it is so often or always",
                "es": "dicen que es así a menudo o siempre",
            },
            page=1,
        ),
        Question(
            key="voice_satisfied",
            kind=ItemKind.MATRIX,
            wording={
                "en": "How satisfied are you with each of these?",
                "es": "¿Cuánta satisfacción le da cada uno de estos aspectos?",
            },
            scale="satisfaction_5",
            points=SATISFACTION,
            rows=ASPECTS,
            box=("satisfied", "very_satisfied"),
            box_name={
                "en": "satisfied or very satisfied with it",
                "es": "con satisfacción o mucha satisfacción",
            },
            page=1,
        ),
        Question(
            key="voice_nps",
            kind=ItemKind.NPS_0_10,
            wording={
                "en": "How likely are you to recommend this school as a place to work?",
                "es": "¿Qué tan probable es que recomiende esta escuela como lugar de trabajo?",
            },
            hint={
                "en": "0 is not at all likely, 10 is extremely likely.",
                "es": "0 es nada probable, 10 es sumamente probable.",
            },
            scale="zero_to_ten",
            points=ZERO_TO_TEN,
            page=2,
        ),
        Question(
            key="voice_keep",
            kind=ItemKind.TEXT,
            wording={"en": "What should stay as it is?", "es": "¿Qué debería seguir como está?"},
            hint={
                "en": "Please name no student and no colleague.",
                "es": "Por favor, no nombre a ningún estudiante ni colega.",
            },
            page=2,
        ),
        Question(
            key="voice_change",
            kind=ItemKind.TEXT,
            wording={
                "en": "What one thing should change first?",
                "es": "¿Qué es lo primero que debería cambiar?",
            },
            hint={
                "en": "Please name no student and no colleague.",
                "es": "Por favor, no nombre a ningún estudiante ni colega.",
            },
            page=2,
        ),
    ),
)
