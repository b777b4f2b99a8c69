"""What the child processes do that score, approve, decide and tell at once, or lose power in the middle. Runs outside
pytest, with real commits. Arguments and results are JSON.
"""

import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from groundswell.cohorts import models as rows
from groundswell.cohorts.actions import applications, deciding, phases, readers, readings
from groundswell.cohorts.rules import gates
from groundswell.cohorts.rules.applications import receipt_now
from groundswell.cohorts.rules.readings import Newer
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.planning.actions import goals, initiatives
from groundswell.roster.actions import districts, organisations, people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Person
from groundswell.roster.queries.grants import actor_of_person

PEOPLE = {
    "first": PositionRole.AREA_SUPERINTENDENT, "second": PositionRole.AREA_SUPERINTENDENT,
    "reader": PositionRole.DISTRICT_SPECIALIST, "head": PositionRole.PRINCIPAL,
}  # fmt: skip
# Which of the phases are settled, by the story.
SETTLED = {"writing": 0, "reading": 1, "approval": 2, "decide": 3}


def set_up(story: str) -> dict[str, Any]:
    """A district with one school that applied: its application is in ``writing`` or in ``reading``, waits for its
    ``approval``, or everything is over and somebody may ``decide``."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race"))
    top = organisations.add(by=by, kind=OrganisationKind.LEARNING_COMMUNITY, name="North", parent=None)
    school = organisations.add_school(by=by, name="Race School", parent=top)
    made = {}
    for name, role in PEOPLE.items():
        person = people.add_person(by=by, given_name=name, family_name="Race", email=f"{name}@{slug}.example")
        people.give_position(by=by, person=person, organisation=school if name == "head" else top, role=role)
        made[name] = person.pk
    goal = goals.add(by=by, number=1, title={"en": "Race"}, from_year=2027, to_year=2030)
    initiative = initiatives.add(by=by, name={"en": "Race"}, goal=goal, from_year=2027)
    with writing(by.tenant):
        return {"district": slug} | made | _call(by.tenant, initiative, school, made["reader"], story)


def _call(tenant: Tenant, initiative: Any, school: Any, reader: int, story: str) -> dict[str, Any]:
    of, now = {"tenant": tenant}, clock.now()
    wave = rows.AdoptionWave.objects.create(**of, initiative=initiative, number=1, year=2027, planned=1)
    call = rows.Call.objects.create(**of, wave=wave, title={"en": "Race"}, places=1, state="open")
    version = rows.RubricVersion.objects.create(
        **of, rubric=rows.Rubric.objects.create(**of, initiative=initiative, title="Race")
    )
    criteria = [
        rows.RubricCriterion.objects.create(**of, version=version, position=at, title=f"C{at}")
        for at in (1, 2)
    ]
    rows.RubricVersion.objects.filter(pk=version.pk).update(state="vetted")
    for at, kind in enumerate(("interest", "reading", "approval"), start=1):
        settled = at <= SETTLED[story]
        one = rows.SelectionPhase.objects.create(
            **of, call=call, position=at, kind=kind, opens_at=now - timedelta(days=9),
            closes_at=now + timedelta(days=-1 if settled else 9), settled_at=now if settled else None,
            rubric=version if kind == "reading" else None, readings=1,
        )  # fmt: skip
        if kind == "reading":
            phase = one
    part = rows.ApplicationPart.objects.create(**of, call=call, position=1, title="Part", required=False)
    candidacy = rows.Candidacy.objects.create(**of, call=call, school=school, state="interested")
    form = rows.Application.objects.create(**of, candidacy=candidacy)
    rows.PartWording.objects.create(**of, application=form, part=part, number=1, text="We do.")
    who = rows.Reader.objects.create(**of, phase=phase, person_id=reader)
    done = {} if SETTLED[story] < 2 else {"state": "done", "total": Decimal(3), "done_at": now}
    one = rows.Reading.objects.create(**of, phase=phase, reader=who, candidacy=candidacy, **done)
    return {
        "call": call.pk, "candidacy": candidacy.pk, "application": form.pk, "reading": one.pk,
        "criteria": [row.pk for row in criteria],
    }  # fmt: skip


def act(story: dict[str, Any]) -> str:
    """Do ``story["does"]``; what the caller is told. With ``flag`` it stands still inside the transaction, after the
    last thing that it writes, to be killed there; ``unguarded`` switches the defences off."""
    if story.get("unguarded"):
        readings._check_open = phases._not_over_another = lambda *_anything: None
    if story.get("flag"):
        _stand_still_after(story["stands_at"], story["flag"])
    try:
        globals()[f"_{story['does']}"](story)
    except Newer:
        return "newer"
    except Refused as refusal:
        return f"refused: {refusal}"
    return "done"


def _stand_still_after(kind: str, flag: str) -> None:
    ours = journal.record

    def stands_still(what: str, **more: Any) -> Any:
        entry = ours(what, **more)
        if what == kind:
            Path(flag).touch()
            time.sleep(120)
        return entry

    journal.record = stands_still


def _tenant(story: dict[str, Any]) -> Tenant:
    return Tenant.objects.get(slug=story["district"])


def _actor(story: dict[str, Any], name: str) -> Actor:
    tenant = _tenant(story)
    with reading(tenant):
        return actor_of_person(Person.objects.get(pk=story[name]), tenant)


def _one(story: dict[str, Any], model: Any, name: str, *more: str) -> Any:
    with reading(_tenant(story)):
        return model.objects.select_related(*more).get(pk=story[name])


def _finish(story: dict[str, Any]) -> None:
    one = _one(story, rows.Reading, "reading", "phase", "reader")
    levels = dict.fromkeys(story["criteria"], story["level"])
    readings.finish(
        by=_actor(story, "reader"), reading=one, levels=levels, revision=0, comment=f"{story['level']}"
    )


def _keep(story: dict[str, Any]) -> None:
    one = _one(story, rows.Reading, "reading", "phase", "reader")
    levels = dict.fromkeys(story["criteria"], story["level"])
    readings.save(
        by=_actor(story, "reader"), reading=one, levels=levels, revision=0, comment=f"{story['level']}"
    )


def _drop(story: dict[str, Any]) -> None:
    one = _one(story, rows.Reading, "reading", "reader__phase")
    readers.drop(by=Actor.system(_tenant(story)), reader=one.reader, reason="Ill")


def _submit(story: dict[str, Any]) -> None:
    form = _one(story, rows.Application, "application", "candidacy")
    applications.submit(by=Actor.system(_tenant(story)), application=form)


def _approve(story: dict[str, Any]) -> None:
    candidacy = _one(story, rows.Candidacy, "candidacy", "call")
    with reading(_tenant(story)):
        phase = rows.SelectionPhase.objects.select_related("call").get(call=story["call"], kind="approval")
    said = {"outcome": story["outcome"], "reason": f"{story['who']} says so"}
    phases.give_outcome(by=_actor(story, story["who"]), phase=phase, candidacy=candidacy, **said)


def _decide(story: dict[str, Any]) -> None:
    by, call = Actor.system(_tenant(story)), _one(story, rows.Call, "call", "wave__initiative")
    decision = deciding.draft(by=by, call=call)
    deciding.decide(by=by, decision=decision, reason="The readings")


def _publish(story: dict[str, Any]) -> None:
    gates.connect([])
    with reading(_tenant(story)):
        decision = rows.SelectionDecision.objects.select_related("call__wave__initiative").get(
            call=story["call"]
        )
    deciding.publish(by=Actor.system(_tenant(story)), decision=decision)


def look(story: dict[str, Any]) -> dict[str, Any]:
    """What is there now, and how often each thing was written down."""
    with reading(_tenant(story)):
        one = rows.Reading.objects.get(pk=story["reading"])
        form = rows.Application.objects.select_related("candidacy").get(pk=story["application"])
        kinds = list(JournalEntry.objects.filter(kind__startswith="cohorts.").values_list("kind", flat=True))
        return {
            "reading": [one.state, one.revision, str(one.total), one.comment],
            "levels": sorted(one.scores.values_list("level", flat=True)),
            "handed_in": form.submitted_at is not None,
            "receipt_is_true": not form.receipt or form.receipt == receipt_now(form),
            "outcomes": list(rows.PhaseOutcome.objects.values_list("outcome", "reason")),
            "call": rows.Call.objects.get().state,
            "candidacy": rows.Candidacy.objects.get().state,
            "records": rows.SelectionRecord.objects.count(),
            "entries": list(rows.DecisionEntry.objects.values_list("place", flat=True)),
            "cohorts": [rows.Cohort.objects.count(), rows.CohortMember.objects.count()],
            "mails": OutgoingMail.objects.filter(kind__startswith="cohorts.").count(),
            "kinds": sorted(kinds),
        }
