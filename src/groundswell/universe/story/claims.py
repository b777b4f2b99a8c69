"""What is claimed: by a partner in print, and by Riverbend itself, with proof."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

from groundswell.impact.actions import claims, definitions, outside
from groundswell.impact.choices import Relation
from groundswell.impact.models import Claim
from groundswell.impact.queries import evidence
from groundswell.impact.rules.refusals import Refused
from groundswell.impact.rules.statements import Number
from groundswell.kernel.tenancy import reading
from groundswell.universe.story.days import INVITATION, SURGE, moment
from groundswell.universe.story.goals import PRACTICE, WORTH, wording_of
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

PARTNER = "Lanternwork Learning, a partner"
STORY, REPORT = "case study, 2021", "annual report, 2018"
READ_AT = {
    STORY: "https://lanternwork.example/stories/riverbend/",
    REPORT: "https://lanternwork.example/reports/2018/",
}
SURE = ("very", "extremely")
SURER = ("moderately", *SURE)

# Sentence, topic, where it was published, what it does with its numbers, what it tells of them.
OUTSIDE: tuple[tuple[str, str, str, Relation, tuple[Number, ...]], ...] = (
    (
        "More than 90 % of the teachers who responded would recommend coaching to a peer.",
        "coaching", STORY, Relation.STATES,
        (Number("90 %", question="would recommend coaching", base="answered"),),
    ),
    (
        "80 % are moderately to extremely confident that they can put it into practice.",
        "confidence", STORY, Relation.STATES,
        (Number("80 %", question="confidence", box=SURER),),
    ),
    (
        "In fall 2021, 75 % were very or extremely confident.",
        "confidence", STORY, Relation.STATES,
        (Number("75 %", question="confidence", box=SURE, years_said=(2021,), years_measured=(2020,)),),
    ),
    (
        "Workshops were rated 9 of 10 in the spring and 9.3 of 10 in the fall.",
        "rating", STORY, Relation.COMPARES,
        (Number("9", kind="mean", question="recommend, 1 to 10", series=(9.0, 9.3)),),
    ),
    (
        "Six weeks later, 95 % had implemented a strategy or were planning to.",
        "use", STORY, Relation.STATES,
        (Number("95 %", question="use", states=("implemented", "planning")),),
    ),
    (
        "90 % said that it went moderately to extremely well.",
        "how-well", STORY, Relation.STATES,
        (Number("90 %", question="how well it went", box=SURER, of_some=True),),
    ),
    (
        "In 5 of the 6 workshops more than 80 % were very or extremely satisfied.",
        "satisfaction", STORY, Relation.STATES,
        (Number("5 of 6", question="satisfaction", box=SURE, part=5, whole=6, exist=7),),
    ),
    (
        "Students of coached teachers grew by a double-digit number of points.",
        "growth", STORY, Relation.GROWTH,
        (Number("double-digit", kind="growth", question="growth of students"),),
    ),
    (
        "Graduation is strong: 89.6 % one year and 89.4 % the next.",
        "graduation", REPORT, Relation.STATES,
        (Number("89.4 %", question="graduation", series=(89.6, 89.4)),),
    ),
    (
        "All schools will teach in a personalized way by 2018.",
        "adoption", REPORT, Relation.STATES,
        (Number("all", kind="count", part=63, whole=168, wholes=(168, 170, 176)),),
    ),
    (
        "The district did it with no consultants.",
        "consultants", REPORT, Relation.STATES,
        (Number("no", kind="total", contradicted_by="A coaching partner has worked in its schools since 2016."),),
    ),
)  # fmt: skip

CONFIDENT = {
    "en": "{share} of those who answered after our workshops are very or extremely confident to put it into practice.",
    "es": "El {share} de quienes respondieron después de nuestros talleres tiene mucha o muchísima confianza para "
    "ponerlo en práctica.",
}
USED = {
    "en": "Six weeks later, {share} of those who answered had used some of it with students or colleagues: {count} of "
    "{answered}.",
    "es": "Seis semanas después, el {share} de quienes respondieron ya lo había usado con estudiantes o colegas: "
    "{count} de {answered}.",
}
RECOMMEND = {
    "en": "On a scale from 1 to 10, our workshops are recommended with {mean} on average ({answered} answers).",
    "es": "En una escala de 1 a 10, nuestros talleres se recomiendan con {mean} en promedio ({answered} respuestas).",
}
WELL = {
    "en": "{share} of those who had used it say that it went moderately to extremely well.",
    "es": "El {share} de quienes lo habían usado dice que le fue de moderada a extremadamente bien.",
}
YEAR = "everyone who was at a workshop or meeting between April 2025 and March 2026"
LATER = "everyone who was asked six weeks after a workshop, between April 2025 and March 2026"


FROM: date = INVITATION - timedelta(days=30)
UNTIL: date = SURGE - timedelta(days=30)


def plan(world: World, timeline: Timeline) -> None:
    """The partner's sentences in the winter; our own the week before the surge, checked by a second person, and
    computed again by the worker a few days later."""
    timeline.at(moment(SURGE - timedelta(days=40), 14), partial(_enter, world))
    week = SURGE - timedelta(days=7)
    area = world.actor("area_superintendent")
    good: list[Claim] = []
    unclear: list[Claim] = []
    told = (
        (good, "post_event", "confident", YEAR, CONFIDENT, PRACTICE),
        (good, "six_weeks", "used", LATER, USED, PRACTICE),
        (good, "post_event", "recommend", YEAR, RECOMMEND, WORTH),
        (unclear, "six_weeks", "well", LATER, WELL, PRACTICE),
    )
    for hour, one in enumerate(told, start=8):
        timeline.at(moment(week, hour), partial(_draft, world, *one))
    check = partial(claims.check, by=world.actor("superintendent"))
    timeline.at(moment(week + timedelta(days=1), 10), lambda: _each(good, check))
    publish = partial(claims.publish, by=world.actor("learning_office"))
    timeline.at(moment(week + timedelta(days=1), 15), lambda: _each(good, publish))
    back = partial(claims.send_back, by=area, reason="Say in the sentence how many had used it.")
    timeline.at(moment(week + timedelta(days=2), 9), lambda: _each(unclear, back))
    again = moment(SURGE - timedelta(days=1), 5)
    timeline.at(again, partial(claims.look_due, world.tenants[RIVERBEND]))


def _each(handed_in: list[Claim], verb: Callable[..., Claim]) -> None:
    for one in handed_in:
        verb(claim=one)


def _enter(world: World) -> None:
    by = world.actor("learning_office")
    for sentence, topic, published, relation, told in OUTSIDE:
        entered = outside.enter(
            by=by,
            partner=PARTNER,
            sentence=sentence.replace(" %", "\u202f%"),
            topic=topic,
            told=told,
            published=published,
            link=READ_AT[published],
            relation=relation,
        )
        outside.show(by=by, claim=entered)


def _draft(
    world: World,
    handed_in: list[Claim],
    questionnaire: str,
    item: str,
    who: str,
    words: dict[str, str],
    goal: int,
) -> None:
    """The office writes it about the surveys that are over, and hands it in. In a small universe too few may have
    answered: then it stays a draft."""
    by, riverbend = world.actor("learning_office"), world.tenants[RIVERBEND]
    with reading(riverbend):
        serves = wording_of(goal)
        known = [
            one for one in evidence.questions() if (one["instrument"], one["item"]) == (questionnaire, item)
        ]
    if not known:
        return
    definition = definitions.define(
        by=by,
        instrument=questionnaire,
        fingerprint=known[-1]["fingerprint"],
        population=who,
        from_on=FROM,
        to_on=UNTIL,
    )
    made = claims.draft(by=by, sentence=words, definitions=[definition], goal=serves)
    with suppress(Refused):
        handed_in.append(claims.hand_in(by=by, claim=made))
