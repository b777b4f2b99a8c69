"""What choosing and carrying schools leaves behind, with the word of its kind in everything that somebody wrote.

The call is opened by its verb, so that every school is asked as schools are; what a school, its readers and the office
did since is written as rows.
"""

from datetime import timedelta
from decimal import Decimal

from groundswell.cohorts import models as rows
from groundswell.cohorts.actions import calls
from groundswell.cohorts.rules.phases import PartSpec, shipped
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import initiatives
from groundswell.planning.choices import InquiryKind, TextKind
from groundswell.planning.models import InitiativeMember, PlanGoal

PK_NAMES = {
    "RubricVersion": ("rubric", "rubric_edit", "rubric_send", "rubric_sign", "rubric_revise"),
    "Reader": ("reader", "reader_drop"),
    "Reading": ("reading", "reading_keep", "reading_conflict", "reading_reopen", "reading_file"),
    "Cohort": ("cohort", "cohort_join"),
    "Member": ("member", "member_move", "member_seat", "member_check", "plan_begin"),
    "ActionPlan": ("plan", "plan_change", "plan_word"),
    "Initiative": (
        "curve",
        "curve_publish",
        "rollout",
        "plan_template",
        "definition",
        "definition_propose",
        "definition_adopt",
    ),
    "Proposal": ("definition_decline",),
}
# (app or address, argument) -> which rows it names.
OF_CALLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("cohorts", "call_pk"): ("Call",),
    ("cohorts", "phase_pk"): ("Phase",),
    ("cohorts", "candidacy_pk"): ("Candidacy",),
    ("cohorts", "criterion_pk"): ("Criterion",),
    ("cohorts", "correction_pk"): ("Correction",),
    ("cohorts", "finding_pk"): ("Finding",),
    ("cohorts", "part_pk"): ("Part",),
    ("cohorts", "attachment_pk"): ("Attachment",),
    ("cohorts", "file_pk"): ("Attachment",),
    ("cohorts", "writer_pk"): ("Writer",),
    ("cohorts", "person_pk"): ("Colleague",),
    ("cohorts", "visit_pk"): ("Visit",),
    ("cohorts", "step_pk"): ("Step",),
    ("cohorts", "field_pk"): ("Field",),
    ("planning", "initiative_pk"): ("Initiative",),
    ("planning", "member_pk"): ("InitiativeMember",),
    ("impact", "record"): ("Record",),
} | {(f"cohorts:{name}", "pk"): (kind,) for kind, names in PK_NAMES.items() for name in names}


def selection(cast, office, colleague, school, said: dict[str, str]) -> dict[str, int]:
    """``said`` has the marked text by kind. Answers what names each row in an address."""
    initiative = _initiative(cast, office, said["Initiative"])
    call = _call(cast, office, initiative, said["Call"])
    with writing(cast.tenant):
        made = _asked(cast, call, colleague, school, said) | _carried(cast, call, colleague, school, said)
        member = InitiativeMember.objects.create(
            tenant=cast.tenant,
            initiative=initiative,
            person=colleague,
            begun_on=clock.today(cast.tenant.time_zone),
        )
    made |= {"Initiative": initiative, "InitiativeMember": member, "Call": call}
    return {kind: row.pk for kind, row in made.items()}


def _initiative(cast, office, said: str):
    words = {"en": said}
    with reading(cast.tenant):
        goal = PlanGoal.objects.filter(is_current=True).first()
    made = initiatives.add(by=office, name=words, goal=goal, from_year=2027)
    for kind in TextKind:
        initiatives.write(by=office, initiative=made, kind=kind, text=words)
    initiatives.note_inquiry(
        by=office,
        initiative=made,
        kind=InquiryKind.READING,
        held_on=clock.today(cast.tenant.time_zone),
        with_whom=said,
        learnt=said,
    )
    initiatives.set_parts(by=office, initiative=made, parts=[(said, said, "fixed")])
    return made


def _call(cast, office, initiative, said: str):
    words, zone = {"en": said}, cast.tenant.time_zone
    wave = calls.plan_wave(by=office, initiative=initiative, number=1, year=2027, planned=5)
    made = calls.prepare(by=office, wave=wave, title=words, text=words, commitments=[words], places=1)
    calls.set_phases(by=office, call=made, phases=shipped(clock.today(zone), zone))
    calls.set_parts(by=office, call=made, parts=[PartSpec(title=said, prompt=said, words=100)])
    return calls.open_call(by=office, call=made)


def _asked(cast, call, colleague, school, said: dict[str, str]) -> dict:
    """The marked school wrote, was screened, read, visited and placed."""
    tenant, now, word = cast.tenant, clock.now(), said["Candidacy"]
    phases = {one.kind: one for one in rows.SelectionPhase.objects.filter(call=call)}
    rows.Candidacy.objects.filter(call=call, school=school).update(
        state="interested", why=word, answered_at=now
    )
    candidacy = rows.Candidacy.objects.get(call=call, school=school)
    application = rows.Application.objects.create(
        tenant=tenant, candidacy=candidacy, submitted_at=now, receipt="0" * 64
    )
    part, of = rows.ApplicationPart.objects.get(call=call), {"tenant": tenant, "application": application}
    rows.PartWording.objects.create(**of, part=part, number=1, text=word)
    writer = rows.ApplicationWriter.objects.create(**of, person=colleague)
    file = rows.Attachment.objects.create(
        **of, part=part, name=f"{word}.pdf", kind="pdf", size=9, digest="0" * 64, content=word.encode()
    )
    criterion = rows.ScreeningCriterion.objects.create(
        tenant=tenant, phase=phases["screening"], position=1, name=said["Call"], side="able", basis="judged"
    )
    finding = rows.ScreeningFinding.objects.create(
        tenant=tenant, candidacy=candidacy, criterion=criterion, state="known", met=True, source=word
    )
    correction = rows.FindingCorrection.objects.create(
        tenant=tenant, finding=finding, said=word, made_by=colleague
    )
    visit = rows.SchoolVisit.objects.create(
        tenant=tenant, phase=phases["visit"], candidacy=candidacy, begins_at=now + timedelta(days=60),
        ends_at=now + timedelta(days=60, hours=2),
    )  # fmt: skip
    step = rows.ReadinessStep.objects.create(tenant=tenant, candidacy=candidacy, what=word)
    rows.PhaseOutcome.objects.create(
        tenant=tenant, phase=phases["screening"], candidacy=candidacy, outcome="passed", reason=word
    )
    made = {
        "Phase": phases["reading"], "Candidacy": candidacy, "Part": part, "Writer": writer, "Attachment": file,
        "Criterion": criterion, "Finding": finding, "Correction": correction, "Visit": visit, "Step": step,
    }  # fmt: skip
    return made | _read(cast, call, phases["reading"], candidacy, colleague, said)


def _read(cast, call, phase, candidacy, colleague, said: dict[str, str]) -> dict:
    tenant, now = cast.tenant, clock.now()
    rubric = rows.Rubric.objects.create(tenant=tenant, initiative=call.wave.initiative, title=said["Rubric"])
    version = rows.RubricVersion.objects.create(tenant=tenant, rubric=rubric)
    criterion = rows.RubricCriterion.objects.create(
        tenant=tenant, version=version, position=1, title=said["Rubric"]
    )
    rows.RubricVersion.objects.filter(pk=version.pk).update(state="vetted")
    rows.SelectionPhase.objects.filter(pk=phase.pk).update(rubric=version)
    reader = rows.Reader.objects.create(tenant=tenant, phase=phase, person=colleague)
    one = rows.Reading.objects.create(
        tenant=tenant, phase=phase, reader=reader, candidacy=candidacy, state="done", total=Decimal(3), revision=1,
        comment=said["Score"], for_school=said["Score"], done_at=now,
    )  # fmt: skip
    rows.Score.objects.create(tenant=tenant, reading=one, criterion=criterion, level=3, note=said["Score"])
    rows.AnchorApplication.objects.create(
        tenant=tenant, phase=phase, position=1, title=said["Score"], levels={str(criterion.pk): 3},
        parts=[{"title": said["Score"], "text": said["Score"]}], why=said["Score"],
    )  # fmt: skip
    decision = rows.SelectionDecision.objects.create(
        tenant=tenant, call=call, cut=Decimal(2), reason=said["Candidacy"]
    )
    rows.DecisionEntry.objects.create(
        tenant=tenant, decision=decision, candidacy=candidacy, place="chosen", reason=said["Candidacy"]
    )
    data = {
        "call": call.pk, "initiative": call.wave.initiative.key, "wave": 1, "year": 2027, "places": 1, "cut": "2.000",
        "chosen": [candidacy.pk], "pool": [], "lots": None,
    }  # fmt: skip
    record = rows.SelectionRecord.objects.create(tenant=tenant, decision=decision, data=data, digest="0" * 64)
    return {"RubricVersion": version, "Reader": reader, "Reading": one, "Record": record}


def _carried(cast, call, colleague, school, said: dict[str, str]) -> dict:
    """The cohort of the wave with the marked school: its plan, its check-in; and what somebody proposed."""
    tenant, today, word, initiative = (
        cast.tenant,
        clock.today(cast.tenant.time_zone),
        said["Cohort"],
        call.wave.initiative,
    )
    cohort = rows.Cohort.objects.create(tenant=tenant, wave=call.wave, name=word, begins_on=today)
    member = rows.CohortMember.objects.create(
        tenant=tenant, cohort=cohort, initiative=initiative, school=school, joined_on=today
    )
    rows.DesignTeam.objects.create(tenant=tenant, member=member)
    field = rows.PlanField.objects.create(tenant=tenant, initiative=initiative, position=1, title=word)
    plan = rows.SchoolActionPlan.objects.create(tenant=tenant, member=member, year=2027)
    rows.PlanWording.objects.create(tenant=tenant, plan=plan, field=field, number=1, text=word)
    rows.ProgressCheck.objects.create(tenant=tenant, member=member, held_on=today, stands=word)
    proposal = rows.DefinitionProposal.objects.create(
        tenant=tenant, initiative=initiative, words=word, person=colleague
    )
    return {"Cohort": cohort, "Member": member, "Field": field, "ActionPlan": plan, "Proposal": proposal}
