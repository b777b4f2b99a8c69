"""What Riverbend aims at: the five goals of its strategic plan, one of which is worded anew in the fall."""

from datetime import timedelta
from functools import partial

from groundswell.kernel.tenancy import reading
from groundswell.planning.actions import goals
from groundswell.planning.models import PlanGoal
from groundswell.universe.story.days import INVITATION, QUARTER, moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import World

FIRST, LAST = 2025, 2030
PRACTICE, WORTH = 2, 3

# Number, the goal in a line, what it means; each in English and Spanish.
GOALS: tuple[tuple[int, tuple[str, str], tuple[str, str]], ...] = (
    (
        1,
        ("Every student grows every year", "Cada estudiante progresa cada año"),
        (
            "Reading, mathematics and a subject that the student chose, wherever the student starts.",
            "Lectura, matemáticas y una materia que elige cada estudiante, sea cual sea su punto de partida.",
        ),
    ),
    (
        PRACTICE,
        ("What adults learn reaches the classroom", "Lo que aprenden los adultos llega al aula"),
        (
            "Whoever learns something new tries it with students within six weeks, and has somebody to talk to.",
            "Quien aprende algo nuevo lo prueba con estudiantes en seis semanas y tiene con quién hablar de ello.",
        ),
    ),
    (
        WORTH,
        ("Professional learning is worth the time", "El aprendizaje profesional merece el tiempo"),
        (
            "People leave a workshop with something that they can use.",
            "De un taller se sale con algo que se puede usar.",
        ),
    ),
    (
        4,
        ("Families know what their child is learning", "Las familias saben qué aprende su hijo o hija"),
        (
            "In their language, in plain words, before they have to ask.",
            "En su idioma, con palabras sencillas y antes de tener que preguntar.",
        ),
    ),
    (
        5,
        ("People want to stay", "La gente quiere quedarse"),
        (
            "Teachers and principals who are good at their work find reasons to go on with it here.",
            "Docentes y direcciones que hacen bien su trabajo encuentran aquí razones para seguir.",
        ),
    ),
)
ANEW = (
    "People leave a workshop with something that they can use, and would send a colleague.",
    "De un taller se sale con algo que se puede usar y que se recomendaría a colegas.",
)


def plan(world: World, timeline: Timeline) -> None:
    """The superintendent writes the goals down before the invitation, and words one anew after the first quarter."""
    timeline.at(moment(INVITATION - timedelta(days=9), 8), partial(_adopt, world))
    timeline.at(moment(QUARTER + timedelta(days=12), 8), partial(_word_anew, world))


def wording_of(number: int) -> int:
    """The wording of a goal that holds now. Called inside the district."""
    return PlanGoal.objects.get(number=number, is_current=True).pk


def _adopt(world: World) -> None:
    by = world.actor("superintendent")
    for number, title, text in GOALS:
        goals.add(by=by, number=number, title=_words(title), text=_words(text), from_year=FIRST, to_year=LAST)


def _word_anew(world: World) -> None:
    by = world.actor("superintendent")
    with reading(by.tenant):
        goal = PlanGoal.objects.get(number=WORTH, is_current=True)
    goals.reword(
        by=by, goal=goal, number=WORTH, title=goal.title, text=_words(ANEW), from_year=FIRST, to_year=LAST
    )


def _words(said: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("en", "es"), said, strict=True))
