"""What follows when the list of a section is done: the questions, who answers them, and those of six weeks later."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from groundswell.events.actions import asking, plans
from groundswell.events.choices import HOW_IT_WENT, USED, PlanState
from groundswell.events.models import AskedSection, ImplementationPlan, Section
from groundswell.events.queries.asking import day_of, people_asked, rules
from groundswell.events.queries.attendance import people_there
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from groundswell.surveys.actions import waves
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.universe.story import answers, six_weeks
from groundswell.universe.story.answers import Outlook
from groundswell.universe.story.days import ZONE
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

DAYS_TO_ANSWER = 21


def ask(
    world: World,
    timeline: Timeline,
    key: str,
    section: Section,
    *,
    outlook: Outlook,
    silent: Collection[Person] = (),
    asks_again: bool = False,
) -> None:
    """Everybody who was there is asked now and reminded once, and again in six weeks where ``asks_again``; some answer.

    What all of them think is settled first and kept in ``world.truth``. The ``silent`` say nothing.
    """
    riverbend = world.tenants[RIVERBEND]
    with reading(riverbend):
        rule_for = {rule.instrument_key: rule for rule in rules() if rule.is_about(section.event)}
    asked = asking.ask(by=world.system(), section=section, rule=rule_for[HOW_IT_WENT])
    assert asked is not None, key
    with reading(riverbend):
        again_on = day_of(rule_for[USED], section, ZONE)
        invitations = _invitations(asked.wave, people_there(section))
    rng = world.chance(key, "answers")
    opinions, truth = answers.opinions_of(outlook, [one.person for one in invitations], rng)
    _know(world, asked.wave, truth)
    for invitation, opinion in zip(invitations, opinions, strict=True):
        if opinion.is_told and invitation.person not in silent:
            timeline.at(
                section.ends_at + _delay(rng), partial(answers.tell, world, invitation, opinion.given)
            )
    timeline.at(section.ends_at + timedelta(days=5, hours=1), lambda: waves.remind_due(riverbend))
    timeline.at(section.ends_at + timedelta(days=DAYS_TO_ANSWER + 1), lambda: waves.close_due(riverbend))
    if asks_again:
        at = datetime.combine(again_on, time(8, 5), ZoneInfo(ZONE))
        timeline.at(at, lambda: _ask_again(world, timeline, key, section, silent))


def _ask_again(
    world: World, timeline: Timeline, key: str, section: Section, silent: Collection[Person]
) -> None:
    """What did you use? Most answer within the week, and say where their plan stands."""
    riverbend = world.tenants[RIVERBEND]
    asking.ask_all(riverbend)
    with reading(riverbend):
        rows = AskedSection.objects.select_related("wave", "rule")
        question = rows.filter(section=section, rule__instrument_key=USED).first()
        if question is None or question.wave is None:
            return
        invitations = _invitations(question.wave, people_asked(question.rule, section))
        written: dict[int, list[ImplementationPlan]] = {}
        for one in ImplementationPlan.objects.filter(section=section).select_related("section__event"):
            written.setdefault(one.person_id, []).append(one)
    rng = world.chance(key, "used")
    uses, truth = answers.uses_of([one.person for one in invitations], rng)
    _know(world, question.wave, truth)
    close = clock.now() + timedelta(days=DAYS_TO_ANSWER + 1)
    timeline.at(close, lambda: waves.close_due(riverbend))
    if question.wave.promise == Promise.ANONYMOUS:
        six_weeks.tell(world, timeline, question.wave, invitations, uses)
        return
    for invitation, use in zip(invitations, uses, strict=True):
        if use.is_told and invitation.person not in silent:
            at = clock.now() + timedelta(minutes=30 + rng.expovariate(1 / 2200))
            timeline.at(at, partial(answers.tell, world, invitation, use.given))
            state = PlanState.DONE if use.used in ("most", "all") else PlanState.UNDER_WAY
            for plan in written.get(invitation.person_id, []):
                by = world.acting(invitation.person)
                timeline.at(at, partial(plans.say, by=by, plan=plan, state=state))


def _invitations(wave: SurveyWave | None, people: Iterable[Person]) -> list[Invitation]:
    """Theirs, in the order in which they were made. Called inside the district."""
    rows = Invitation.objects.filter(wave=wave, person__in=list(people))
    return list(rows.select_related("person", "wave__instrument").order_by("pk"))


def _know(world: World, wave: SurveyWave | None, truth: dict) -> None:
    """Several sections may share a wave."""
    assert wave is not None
    there = world.truth.get(wave.subject_key)
    world.truth[wave.subject_key] = answers.added(there, truth) if there else truth


def _delay(rng: Random) -> timedelta:
    """Most answer within a day, some after the reminder, none after the end."""
    if rng.random() < 0.72:
        return timedelta(minutes=20 + rng.expovariate(1 / 420))
    return timedelta(days=5, hours=2) + timedelta(hours=rng.random() * 200)
