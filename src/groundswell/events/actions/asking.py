"""After an event who was there is asked, by the district's rules: at once how it went, six weeks later what was used.

Who wrote a plan is asked about it in its own words. They go to its writer alone: into their mail (hidden from whoever
looks after mail) and onto the page behind its link; of an anonymous wave onto the page alone. With the answer neither a
plan nor its words are stored; results are counts over many, as ever.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import chain, count
from typing import Any

from groundswell.events.actions import asking_rules
from groundswell.events.actions.seats import locked
from groundswell.events.models import AskedSection, FollowUpRule, Section
from groundswell.events.queries import asking
from groundswell.events.rules import words
from groundswell.kernel import clock, journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.models import Person
from groundswell.surveys.actions import waves
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import SurveyWave

LONGEST = 400  # characters of a plan in a mail


def due(tenant: Tenant) -> int:
    """How many sections' people have still to be asked. Called inside the district's scope."""
    return sum(rows.count() for _rule, rows in asking.due(tenant))


def ask_all(tenant: Tenant, limit: int = 20) -> int:
    """Background work: ask the people of each section that is due. Returns how many sections, once for each rule."""
    with reading(tenant):
        waiting = [
            (rule, section)
            for rule, rows in asking.due(tenant)
            for section in rows.select_related("event")[:limit]
        ]
    by = Actor.system(tenant)
    return sum(ask(by=by, section=section, rule=rule) is not None for rule, section in waiting[:limit])


@verb
def ask(*, by: Actor, section: Section, rule: FollowUpRule) -> AskedSection | None:
    """Ask the people of one section by one rule. None before attendance is taken, where the rule is off by now, and
    where the event is left out of it.

    Asked again, it asks only who was noted since, while the wave is open. Sections of one event that are asked on the
    same day share a wave, so that more is shown of small ones; all that are asked at once do while it is open.
    """
    held = locked(section)
    rule = asking_rules.stored(by=by, rule=rule)
    if held.attendance_taken_at is None or not asking.still_holds(rule, held):
        return None
    people = asking.people_asked(rule, held)
    made = AskedSection.objects.select_related("wave").filter(section=held, rule=rule).first()
    is_new = made is None
    made = made or AskedSection(tenant=by.tenant)
    made.section, made.rule = held, rule
    if is_new or (people and made.wave is None):
        # Which sections a wave is about must be known before its mails are written.
        made.wave = _wave_for(by, made) if people else None
        made.save()
    if made.wave is not None:
        _open(by, made, made.wave.subject_key, people)
    if is_new:
        data = {"rule": rule.pk, "wave": made.wave_id, "people": len(people)}
        journal.record("events.section.asked", by=by, subject=held, data=data)
    return made


@verb
def ask_late(*, by: Actor, section: Section) -> None:
    """Somebody was noted as there after the list was done: they are asked what the others of the section were."""
    for one in asking.asked_by(section):
        ask(by=by, section=section, rule=one.rule)


def own_words(wave: SurveyWave, person_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What a mail says to each writer of plans, and to nobody else."""
    said: dict[int, list[str]] = defaultdict(list)
    for plan in asking.plans_in_wave(wave, person_ids):
        said[plan.person_id].append(plan.what if len(plan.what) <= LONGEST else f"{plan.what[:LONGEST]}…")
    return {person_id: {"own_plans": plans} for person_id, plans in said.items()}


def _wave_for(by: Actor, made: AskedSection) -> SurveyWave:
    """The wave, with nobody in it where it is new. One that is over by now is followed by another."""
    rule, section, zone = made.rule, made.section, by.tenant.time_zone
    day = asking.day_of(rule, section, zone)
    key = f"{rule.name}:{section.event_id}" + ("" if rule.is_at_once else f":{day.isoformat()}")
    later = f"{key}:{clock.today(zone).isoformat()}"
    keys = chain([key, later], (f"{later}:{number}" for number in count(2)))
    return next(wave for one in keys if (wave := _open(by, made, one, [], day)).is_open)


def _open(
    by: Actor, made: AskedSection, key: str, people: Collection[Person], day: date | None = None
) -> SurveyWave:
    section, rule, zone = made.section, made.rule, by.tenant.time_zone
    return waves.open_for(
        by=by,
        instrument_key=rule.instrument_key,
        subject_key=key,
        title=section.event.title,
        context_label=words.day(clock.local(section.begins_at, zone)),
        people=people,
        anchor=day or clock.today(zone),
        closes_after_days=rule.open_days,
        promise=Promise(rule.promise),
    )
