"""Six weeks after an event: who was there is asked what they used. Who wrote a plan is asked about it in its own words.

The words of a plan go to its writer alone: into their mail (hidden from whoever looks after mail) and onto the page
behind its link. With the answer neither a plan nor its words are stored; results are counts over many, as ever.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from groundswell.events.actions.seats import locked
from groundswell.events.models import Section, UseQuestion
from groundswell.events.queries import attendance, followup
from groundswell.events.rules import words
from groundswell.kernel import clock, journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.actions import waves
from groundswell.surveys.models import SurveyWave

INSTRUMENT = "six_weeks"
LONGEST = 400  # characters of a plan in a mail


def due(tenant: Tenant) -> int:
    """How many sections' people have still to be asked. Called inside the district's scope."""
    return followup.to_ask_again(tenant).count()


def ask_all(tenant: Tenant, limit: int = 20) -> int:
    """Background work: ask the people of each section that is due. Returns how many sections."""
    with reading(tenant):
        sections = list(followup.to_ask_again(tenant).select_related("event")[:limit])
    by = Actor.system(tenant)
    for section in sections:
        ask(by=by, section=section)
    return len(sections)


@verb
def ask(*, by: Actor, section: Section) -> UseQuestion:
    """Ask who was at a section, and who wrote a plan there, what they used. Asked again it changes nothing.

    Sections of one event that are due in the same week share a wave, so that more is shown of small ones.
    """
    held = locked(section)
    there = UseQuestion.objects.filter(section=held).first()
    if there is not None:
        return there
    people = {one.pk: one for one in [*attendance.people_there(held), *followup.writers_in(held)]}
    # Which sections a wave is about must be known before its mails are written.
    made = UseQuestion.objects.create(
        tenant=by.tenant, section=held, wave=_wave_of(by, held) if people else None
    )
    if made.wave is not None:
        _open(by, held, list(people.values()))
    data = {"section": held.pk, "wave": made.wave_id, "people": len(people)}
    journal.record(
        "events.section.asked_again", by=by, subject=held, subject_kind="events.section", data=data
    )
    return made


def own_words(wave: SurveyWave, person_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What a mail says to each writer of plans, and to nobody else."""
    said: dict[int, list[str]] = defaultdict(list)
    for plan in followup.plans_in_wave(wave, person_ids):
        said[plan.person_id].append(plan.what if len(plan.what) <= LONGEST else f"{plan.what[:LONGEST]}…")
    return {person_id: {"own_plans": plans} for person_id, plans in said.items()}


def _wave_of(by: Actor, section: Section) -> SurveyWave:
    """The wave, opened with nobody in it where it is new."""
    return _open(by, section, [])


def _open(by: Actor, section: Section, people: list) -> SurveyWave:
    last_day = clock.local(section.ends_at, by.tenant.time_zone).date()
    monday = _monday_after(last_day + followup.SIX_WEEKS)
    return waves.open_for(
        by=by,
        instrument_key=INSTRUMENT,
        subject_key=f"used:{section.event_id}:{monday.isoformat()}",
        title=section.event.title,
        context_label=words.day(clock.local(section.begins_at, by.tenant.time_zone)),
        people=people,
        anchor=monday,
    )


def _monday_after(day: date) -> date:
    """The day itself where it is a Monday."""
    return day + timedelta(days=-day.weekday() % 7)
