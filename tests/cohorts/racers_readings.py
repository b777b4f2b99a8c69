"""What the child processes of the race around one reading do. Runs outside pytest, with real commits."""

from datetime import timedelta
from typing import Any

from django.db import connection

from groundswell.cohorts.actions import calls, candidacies, readers, readings, rubrics
from groundswell.cohorts.models import Application, Call, Candidacy, Reading, RubricCriterion, Score
from groundswell.cohorts.rules.readings import Newer
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import initiatives
from groundswell.planning.choices import Function
from groundswell.roster.actions import people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries.grants import actor_of_person
from tests.cohorts import racers_calls
from tests.cohorts.reading_story import CRITERIA


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A district in which one reader has one application to read."""
    made = racers_calls.set_up({"schools": 1})
    tenant = Tenant.objects.get(slug=made["district"])
    by = Actor.system(tenant)
    with reading(tenant):
        call = Call.objects.select_related("wave__initiative").get(pk=made["call"])
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    calls.open_call(by=by, call=call)
    person = people.add_person(by=by, given_name="Rae", family_name="R", email=f"rae@{tenant.slug}.example")
    people.give_position(by=by, person=person, organisation=top, role=PositionRole.DISTRICT_SPECIALIST)
    with writing(tenant):
        candidacy = Candidacy.objects.get(call=call)
        candidacies.take_part(by=by, candidacy=candidacy)
        Application.objects.create(tenant=tenant, candidacy=candidacy, submitted_at=clock.now())
        phase = call.phases.get(kind="reading")
        rubrics.use(by=by, phase=phase, version=_signed(by, call.wave.initiative, person))
        reader = readers.add_reader(by=by, phase=phase, person=person)
        one = Reading.objects.create(tenant=tenant, phase=phase, reader=reader, candidacy=candidacy)
    return made | {"person": person.pk, "reading": one.pk}


def _signed(by: Actor, initiative: Any, person: Person) -> Any:
    """One person holds every function here."""
    version = rubrics.begin(by=by, initiative=initiative, title="Race")
    rubrics.edit(by=by, version=version, criteria=CRITERIA)
    rubrics.send_for_signing(by=by, version=version)
    for function in Function.values:
        initiatives.appoint(by=by, initiative=initiative, person=person, function=function)
        signer = actor_of_person(person, by.tenant)
        rubrics.sign(by=signer, version=version, function=function)
    return version


def write(plan: dict[str, Any]) -> dict[str, Any]:
    """From several threads: the reader saves or finishes (``plan["verb"]``) on revision 0, each with another level; no
    two of all processes with the same, for the same once more is no second writing."""
    told: dict[str, Any] = {"kept": 0, "newer": 0, "errors": []}
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        by = actor_of_person(Person.objects.get(pk=plan["person"]), tenant)
        one = Reading.objects.select_related("phase", "reader").get(pk=plan["reading"])
        criteria = list(RubricCriterion.objects.filter(version=one.phase.rubric_id))

    def run(level: int) -> None:
        try:
            with clock.standing_at(one.phase.opens_at + timedelta(hours=1)):
                levels = {criterion.pk: level for criterion in criteria}
                getattr(readings, plan["verb"])(by=by, reading=one, levels=levels, revision=0)
            told["kept"] += 1
        except Newer:
            told["newer"] += 1
        except Exception as problem:
            told["errors"].append(f"{type(problem).__name__}: {problem}"[:300])
        connection.close()

    racers_calls._together(
        [lambda level=level: run(plan["above"] + level) for level in range(1, plan["threads"] + 1)]
    )
    return told


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """What is stored now."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        one = Reading.objects.get(pk=plan["reading"])
        return {
            "revision": one.revision,
            "state": one.state,
            "levels": len(set(Score.objects.filter(reading=one).values_list("level", flat=True))),
            "finished": JournalEntry.objects.filter(kind="cohorts.reading.finished").count(),
        }
