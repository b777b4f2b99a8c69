"""The lists of choosing and carrying schools, and what fills them: rows below the verbs, because a thousand of them."""

from datetime import timedelta
from decimal import Decimal

from groundswell.cohorts import models as rows
from groundswell.kernel import clock
from groundswell.kernel.tenancy import writing
from groundswell.planning.actions import goals
from groundswell.planning.models import Initiative, InitiativeMember, InitiativePart, NeedsInquiry, PlanGoal
from groundswell.roster.models import Organisation, Person, School

DAYS = {
    "interest": (-30, -20),
    "screening": (-20, -10),
    "reading": (-10, 10),
    "approval": (-10, 20),
    "visit": (20, 30),
}


def asked_schools(cast, count):
    """Schools in one call: screened, handed in, read twice, one reading begun; approved, visited, placed."""
    with writing(cast.tenant):
        if "call" not in cast.named:
            _first_call(cast)
        of, now, phases = {"tenant": cast.tenant}, clock.now(), cast.phases
        taking = rows.Candidacy.objects.bulk_create(
            rows.Candidacy(**of, call=cast.call, school=one, state="interested", answered_at=now)
            for one in _schools(cast, count)
        )
        people = Person.objects.bulk_create(
            Person(**of, given_name="R", family_name="Reads") for _ in range(count)
        )
        rows.Reader.objects.bulk_create(
            rows.Reader(**of, phase=phases["reading"], person=one) for one in people
        )
        forms = rows.Application.objects.bulk_create(
            rows.Application(**of, candidacy=one, submitted_at=now, receipt="0" * 64) for one in taking
        )
        rows.PartWording.objects.bulk_create(
            rows.PartWording(**of, application=one, part=cast.part, number=1, text="Many") for one in forms
        )
        rows.ScreeningFinding.objects.bulk_create(
            rows.ScreeningFinding(**of, candidacy=one, criterion=cast.criterion, state="known", met=True)
            for one in taking
        )
        for kind in ("screening", "approval"):
            rows.PhaseOutcome.objects.bulk_create(
                rows.PhaseOutcome(
                    **of, phase=phases[kind], candidacy=one, outcome="passed", made_by=cast.people["leo"]
                )
                for one in taking
            )
        visits = rows.SchoolVisit.objects.bulk_create(
            rows.SchoolVisit(
                **of, phase=phases["visit"], candidacy=one, begins_at=now, ends_at=now + timedelta(hours=1)
            )
            for one in taking
        )
        _read(cast, taking, visits)
        rows.DecisionEntry.objects.bulk_create(
            rows.DecisionEntry(**of, decision=cast.decision, candidacy=one, place="chosen") for one in taking
        )


def many_initiatives(cast, count):
    """Initiatives, each with a wave, a call, a cohort, a rubric and a decision that stands."""
    for _ in range(count):
        with writing(cast.tenant):
            _initiative_with_a_call(cast, "decided")


def many_members(cast, count):
    """One initiative on which people work, with what was heard; its cohort with schools that have teams and plans;
    one school with check-ins."""
    with writing(cast.tenant):
        if "cohort" not in cast.named:
            _first_cohort(cast)
        today, of = clock.today(cast.tenant.time_zone), {"tenant": cast.tenant}
        initiative, start = cast.initiative, InitiativePart.objects.filter(initiative=cast.initiative).count()
        people = Person.objects.bulk_create(
            Person(**of, given_name="T", family_name="Seat") for _ in range(count)
        )
        InitiativeMember.objects.bulk_create(
            InitiativeMember(**of, initiative=initiative, person=one, begun_on=today) for one in people
        )
        for at in range(count):
            NeedsInquiry.objects.create(
                **of, initiative=initiative, kind="reading", held_on=today, with_whom="Many", learnt="Much"
            )
            InitiativePart.objects.create(
                **of,
                initiative=initiative,
                position=1 + start + at,
                name=f"Part {start + at}",
                autonomy="fixed",
            )
        _grown(cast, _schools(cast, count), people, today)


def _grown(cast, schools, people, today):
    of, start = {"tenant": cast.tenant}, rows.DefinitionVersion.objects.count()
    members = rows.CohortMember.objects.bulk_create(
        rows.CohortMember(**of, cohort=cast.cohort, initiative=cast.initiative, school=one, joined_on=today)
        for one in schools
    )
    teams = rows.DesignTeam.objects.bulk_create(rows.DesignTeam(**of, member=one) for one in members)
    rows.DesignTeamSeat.objects.bulk_create(
        rows.DesignTeamSeat(**of, team=team, person=person, begun_on=today)
        for team, person in zip(teams, people, strict=True)
    )
    rows.SchoolActionPlan.objects.bulk_create(
        rows.SchoolActionPlan(**of, member=one, year=2027) for one in members
    )
    rows.ProgressCheck.objects.bulk_create(
        rows.ProgressCheck(**of, member=cast.member, held_on=today, stands="Many") for _ in members
    )
    versions = rows.DefinitionVersion.objects.bulk_create(
        rows.DefinitionVersion(**of, initiative=cast.initiative, number=1 + start + at, text="Many")
        for at in range(len(members))
    )
    rows.DefinitionProposal.objects.bulk_create(
        rows.DefinitionProposal(
            **of, initiative=cast.initiative, words="Many", person=person, school=one.school, state=state,
            version=version if state == "adopted" else None,
        )
        for person, one, version in zip(people, members, versions, strict=True)
        for state in ("open", "adopted")
    )  # fmt: skip
    goals_ = rows.ActionGoal.objects.bulk_create(
        rows.ActionGoal(**of, plan=cast.plan, position=100 + start + at, title="Many")
        for at in range(len(members))
    )
    rows.PlanStep.objects.bulk_create(
        rows.PlanStep(**of, goal=one, what="Many", by_when=today, person=person)
        for one, person in zip(goals_, people, strict=True)
    )
    rows.PlanRisk.objects.bulk_create(
        rows.PlanRisk(**of, plan=cast.plan, what="Many", likelihood=1, impact=1, response="None")
        for _ in members
    )


def _read(cast, taking, visits):
    of, now, phases = {"tenant": cast.tenant}, clock.now(), cast.phases
    one, other, visitor = cast.readers
    made = [
        rows.Reading(**of, phase=phases["reading"], reader=other, candidacy=school, state="draft")
        for school in taking
    ]
    made += [
        rows.Reading(
            **of,
            phase=phases["reading"],
            reader=one,
            candidacy=school,
            state="done",
            total=Decimal(3),
            done_at=now,
        )
        for school in taking
    ]
    made += [
        rows.Reading(
            **of,
            phase=phases["visit"],
            reader=visitor,
            candidacy=visit.candidacy,
            visit=visit,
            purpose="visit",
        )
        for visit in visits
    ]
    rows.Reading.objects.bulk_create(made)


def _first_call(cast):
    initiative = _initiative_with_a_call(cast, "open")
    of, words = {"tenant": cast.tenant}, "Many"
    cast.call = rows.Call.objects.get(wave__initiative=initiative)
    cast.phases = {one.kind: one for one in rows.SelectionPhase.objects.filter(call=cast.call)}
    cast.part = rows.ApplicationPart.objects.create(**of, call=cast.call, position=1, title=words)
    cast.criterion = rows.ScreeningCriterion.objects.create(
        **of, phase=cast.phases["screening"], position=1, name=words, side="able", basis="judged"
    )
    cast.readers = [
        rows.Reader.objects.create(**of, phase=cast.phases[kind], person=cast.people[name])
        for kind, name in (("reading", "cora"), ("reading", "dev"), ("visit", "dev"))
    ]
    cast.decision = rows.SelectionDecision.objects.get(call=cast.call)
    pks = {"call": cast.call, "screening": cast.phases["screening"], "norming": cast.phases["reading"]}
    cast.named |= {name: row.pk for name, row in (pks | {"reader": cast.readers[1]}).items()}


def _first_cohort(cast):
    cast.initiative = _initiative_with_a_call(cast, "decided")
    cast.cohort = rows.Cohort.objects.get(wave__initiative=cast.initiative)
    cast.member = rows.CohortMember.objects.create(
        tenant=cast.tenant, cohort=cast.cohort, initiative=cast.initiative, school=cast.places["alder"],
        joined_on=clock.today(cast.tenant.time_zone),
    )  # fmt: skip
    rows.DesignTeam.objects.create(tenant=cast.tenant, member=cast.member)
    cast.plan = rows.SchoolActionPlan.objects.create(tenant=cast.tenant, member=cast.member, year=2027)
    pks = {"initiative": cast.initiative, "cohort": cast.cohort, "member": cast.member, "plan": cast.plan}
    cast.named |= {name: row.pk for name, row in pks.items()}


def _initiative_with_a_call(cast, state: str) -> Initiative:
    of, now, words = {"tenant": cast.tenant}, clock.now(), {"en": "Many"}
    goal = PlanGoal.objects.first() or goals.add(
        by=cast.system, number=1, title=words, from_year=2027, to_year=2030
    )
    at = Initiative.objects.count()
    initiative = Initiative.objects.create(**of, key=f"many-{at}", name=words, goal=goal, from_year=2027)
    wave = rows.AdoptionWave.objects.create(**of, initiative=initiative, number=1, year=2027, planned=9)
    call = rows.Call.objects.create(**of, wave=wave, title=words, places=3, state=state, opened_at=now)
    rubric = rows.Rubric.objects.create(**of, initiative=initiative, title="Many")
    version = rows.RubricVersion.objects.create(**of, rubric=rubric)
    rows.RubricCriterion.objects.create(**of, version=version, position=1, title="Many")
    for position, (kind, (begins, ends)) in enumerate(DAYS.items(), start=1):
        rows.SelectionPhase.objects.create(
            **of, call=call, position=position, kind=kind, opens_at=now + timedelta(days=begins),
            closes_at=now + timedelta(days=ends), rubric=version if kind in ("reading", "visit") else None,
            settled_at=now if ends < 0 else None,
        )  # fmt: skip
    rows.Cohort.objects.create(**of, wave=wave, name="Many", begins_on=clock.today("UTC"))
    decision = rows.SelectionDecision.objects.create(**of, call=call, cut=Decimal(2))
    data = {
        "call": call.pk, "initiative": initiative.key, "wave": 1, "year": 2027, "places": 3, "chosen": [], "pool": [],
        "cut": "2.000", "lots": None,
    }  # fmt: skip
    if state == "decided":
        rows.SelectionRecord.objects.create(**of, decision=decision, data=data, digest=f"{at:064}")
    return initiative


def _schools(cast, count) -> list[Organisation]:
    start = Organisation.objects.count()
    made = Organisation.objects.bulk_create(
        Organisation(
            tenant=cast.tenant, kind="school", name=f"Many {start + at:05}", parent=cast.places["north"]
        )
        for at in range(count)
    )
    School.objects.bulk_create(School(tenant=cast.tenant, organisation=one, level="middle") for one in made)
    return made


CALL = {"call_pk": "call"}
# Address of a list -> who reads it, its arguments, what fills it.
LISTS = {
    "cohorts:call": ("ola", CALL, asked_schools),
    "cohorts:call_schools": ("ola", CALL, asked_schools),
    "cohorts:phase": ("ola", {"phase_pk": "screening"}, asked_schools),
    "cohorts:screening": ("ola", CALL, asked_schools),
    "cohorts:applications": ("ola", CALL, asked_schools),
    "cohorts:readers": ("ola", CALL, asked_schools),
    "cohorts:reader": ("ola", {"pk": "reader"}, asked_schools),
    "cohorts:readings": ("dev", {}, asked_schools),
    "cohorts:norming": ("ola", {"phase_pk": "norming"}, asked_schools),
    "cohorts:approvals": ("leo", CALL, asked_schools),
    "cohorts:visits": ("ola", CALL, asked_schools),
    "cohorts:board": ("ola", CALL, asked_schools),
    "cohorts:decision": ("ola", CALL, asked_schools),
    "cohorts:calls": ("ola", {}, many_initiatives),
    "cohorts:cohorts": ("ana", {}, many_initiatives),
    "cohorts:rubrics": ("ola", {}, many_initiatives),
    "planning:initiatives": ("ana", {}, many_initiatives),
    "impact:designs": ("ola", {}, many_initiatives),
    "cohorts:cohort": ("ana", {"pk": "cohort"}, many_members),
    "cohorts:member": ("ola", {"pk": "member"}, many_members),
    "cohorts:plan": ("ola", {"pk": "plan"}, many_members),
    "cohorts:curve": ("ana", {"pk": "initiative"}, many_members),
    "cohorts:definition": ("ola", {"pk": "initiative"}, many_members),
    "planning:initiative": ("ola", {"initiative_pk": "initiative"}, many_members),
    "planning:initiative_people": ("ola", {"initiative_pk": "initiative"}, many_members),
}
# An address whose name says that it is no list of rows, although it ends like one.
NO_LIST = {
    "cohorts:lots": "one draw", "cohorts:call_terms": "a form", "cohorts:call_phases": "a form of a few phases",
    "cohorts:call_form": "a form of a few parts", "cohorts:phase_outcomes": "one press",
    "cohorts:screening_outcomes": "one press", "cohorts:readiness": "a few steps of one school",
    "planning:initiative_why": "a form", "planning:initiative_implementation": "a form",
    "planning:initiative_change": "a form", "planning:initiative_resources": "a form",
    "planning:initiative_parts": "a form of a few parts", "planning:initiative_needs": "a form",
}  # fmt: skip
