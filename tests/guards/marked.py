"""A Riverbend in which everything that must not leak carries a word that is nowhere else.

The matrix of addresses asks for these rows, with real ids. A page that shows one of the words to somebody who is not
allowed to know it is a leak. Made through verbs, except what only roster files can bring.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import product

from groundswell.events.actions import events, outside, policy, programmes, registration, requests
from groundswell.events.rules.proofs import looked_at
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import mail
from groundswell.roster.actions import calendar, organisations, people
from groundswell.roster.choices import DayKind, EnrolmentRole, ImportState, PositionRole
from groundswell.roster.models import Enrolment, Organisation, Person, RosterImport, SchoolClass
from groundswell.roster.queries.grants import actor_of_person
from groundswell.surveys.actions import waves
from groundswell.surveys.models import Invitation
from tests.guards.marked_after import after
from tests.guards.marked_calls import OF_CALLS, selection
from tests.support.house import Address

KINDS = (
    "Place",
    "Colleague",
    "Student",
    "Class",
    "Event",
    "Import",
    "Mail",
    "Wave",
    "Timetable",
    "Credit",
    "Plan",
    "Claim",
    "Goal",
    "Initiative",
    "Call",
    "Candidacy",
    "Rubric",
    "Score",
    "Cohort",
)
MADE_UP = 987_654_321
SEARCH = (
    "uokka"  # part of every marker, and no marker itself: a page that repeats the question gives nothing away
)


def marker(kind: str) -> str:
    """The word that stands in everything of this kind."""
    return f"Quokka{kind}"


@dataclass(frozen=True)
class Marked:
    """What an address needs to name the marked rows, by kind, and the secret of a mailed link."""

    ids: dict[str, int | str]
    token: str = "no-such-token"

    def values_for(self, address: Address) -> list[dict[str, object]]:
        """Every way to fill in the address with rows that are there; of arguments that nobody told us about, none."""
        told = [name for name in address.arguments if name != "district" and self._told(address, name)]
        choices = [self._choices(address, name) for name in told]
        return [dict(zip(told, chosen, strict=True)) for chosen in product(*choices)]

    def knows(self, address: Address) -> bool:
        """Whether we were told what each argument names."""
        return all(name == "district" or self._told(address, name) for name in address.arguments)

    def by_chance(self, address: Address) -> bool:
        """Whether the address names no row of anybody's: a day, a year and the like are everywhere the same."""
        named = {kind for name in address.arguments for kind in self._kinds(address, name)}
        return not named - NO_ROWS

    def _told(self, address: Address, name: str) -> bool:
        app = address.name.partition(":")[0]
        return name in ("token", "secret") or bool({(app, name), (address.name, name)} & set(WHAT_IT_NAMES))

    def _choices(self, address: Address, name: str) -> list[object]:
        if name in ("token", "secret"):
            return [self.token]
        return [self.ids[kind] for kind in self._kinds(address, name)]

    def _kinds(self, address: Address, name: str) -> tuple[str, ...]:
        kinds = WHAT_IT_NAMES.get((address.name.partition(":")[0], name), ())
        return WHAT_IT_NAMES.get((address.name, name), kinds)


NO_ROWS = {"Day", "Year", "List", "What", "Number", "FollowUp"}
# (app or address, argument) -> which rows it names. A test names the argument that is missing here.
WHAT_IT_NAMES = {
    ("events", "pk"): ("Event",),
    ("events", "section_pk"): ("Section",),
    ("events", "keep_pk"): ("Keep",),
    ("events", "programme_pk"): ("Programme",),
    ("events", "request_pk"): ("Request",),
    ("events", "registration_pk"): ("Registration",),
    ("events", "person_pk"): ("Colleague", "Student"),
    ("events", "credit_pk"): ("Credit",),
    ("events", "meeting_pk"): ("Meeting",),
    ("events", "proof_pk"): ("Proof",),
    ("events:used_mine", "pk"): ("Invitation",),
    ("events", "cap_pk"): ("Cap",),
    ("events", "school_pk"): ("Place",),
    ("events", "place_pk"): ("Place",),
    ("events", "day"): ("Day",),
    ("events", "plan_pk"): ("Plan",),
    ("events", "share_pk"): ("Share",),
    ("events:date_plan", "plan_pk"): ("DatePlan",),
    ("events:date_plan_use", "plan_pk"): ("DatePlan",),
    ("events", "ends_in"): ("Year",),
    ("said", "ends_in"): ("Year",),
    ("events", "name"): ("FollowUp",),
    ("events", "certificate_pk"): ("Certificate",),
    ("events", "key_pk"): ("Key",),
    ("badges", "number"): ("Number",),
    ("badges:status", "number"): ("List",),
    ("notices", "what"): ("What",),
    ("portal", "merge_pk"): ("Merge",),
    ("notices", "pk"): ("Mail",),
    ("roster", "number"): ("Import",),
    ("portal:calendar_file", "pk"): ("CalendarFile",),
    ("portal:calendar_apply", "pk"): ("CalendarFile",),
    ("portal:calendar_discard", "pk"): ("CalendarFile",),
    ("portal:calendar_take_back", "pk"): ("CalendarFile",),
    ("portal:calendar_zone", "pk"): ("Place",),
    ("portal:succession_undo", "pk"): ("Place",),
    ("surveys", "place_pk"): ("Place",),
    ("surveys", "pk"): ("Wave",),
    ("surveys", "instrument_pk"): ("Instrument",),
    ("surveys", "item_pk"): ("Item",),
    ("surveys", "page_pk"): ("QuestionPage",),
    ("surveys", "theme_pk"): ("Theme",),
    ("impact", "pk"): ("Claim",),
    ("impact", "outside_pk"): ("Outside",),
    ("planning", "goal_pk"): ("Goal",),
    ("surveys", "invitation_pk"): ("Invitation",),
    ("surveys:answer_mine", "pk"): ("Invitation",),
    ("portal:community", "pk"): ("Community",),
    ("portal:school", "pk"): ("Place",),
    ("portal:school_calendar", "pk"): ("Place",),
    ("portal:school_class", "pk"): ("Class",),
    ("portal:school_classes", "pk"): ("Place",),
    ("portal:person", "pk"): ("Colleague", "Student"),
    ("portal:person_language", "pk"): ("Colleague",),
    ("portal:person_invite", "pk"): ("Colleague",),
    ("portal:person_rename", "pk"): ("Colleague", "Student"),
    ("portal:person_record", "pk"): ("Colleague", "Student"),
    ("portal:person_same", "pk"): ("Colleague", "Student"),
    ("portal:person_join", "pk"): ("Colleague", "Student"),
    ("portal:person_join", "other_pk"): ("Colleague", "Student"),
    ("portal:person_copy", "pk"): ("Colleague", "Student"),
    ("portal:person_erase", "pk"): ("Colleague", "Student"),
    **OF_CALLS,
}


def mark(cast, tag: str = "") -> Marked:
    """Build the marked rows. ``tag`` goes before each marked text, for the export of formulas."""
    by, office = cast.system, cast.actor("ola")
    with reading(cast.tenant):
        top = Organisation.objects.get(parent=None)
    community = cast.places["north"]
    school = organisations.add_school(by=by, name=f"{tag}{marker('Place')}", parent=community)
    colleague = people.add_person(
        by=by,
        given_name=f"{tag}{marker('Colleague')}",
        family_name=f"{tag}Day",
        email="colleague@riverbend.example",
    )
    people.give_position(by=by, person=colleague, organisation=school, role=PositionRole.SUPERINTENDENT)
    student, taught = _student_in_a_class(cast, school, tag)
    section = _event(cast, office, tag)
    place = registration.register(by=office, section=section, person=colleague)
    note = mail.send_to_address(
        by=by, to_address="visitor@else.example", to_name=f"{tag}{marker('Mail')}", kind="events.booked",
        key="marked", context={},
    )  # fmt: skip
    wave = waves.open_for(
        by=by, instrument_key="post_event", subject_key="marked", title=f"{tag}{marker('Wave')}",
        context_label=f"{tag}{marker('Wave')}", people=[colleague], anchor=clock.today(cast.tenant.time_zone),
    )  # fmt: skip
    credit, proof = _credit(cast, colleague, tag)
    with reading(cast.tenant):
        invitation, meeting = Invitation.objects.get(wave=wave), section.meetings.get()
    rows = {
        "Place": school, "Colleague": colleague, "Student": student, "Class": taught, "Event": section.event,
        "Section": section, "Keep": _keep(office, section), "Programme": _programme(office, tag),
        "Request": requests.raise_need(by=office, what=f"{tag}{marker('Event')}"),
        "Registration": place, "Mail": note, "Wave": wave, "Invitation": invitation, "Community": community,
        "Credit": credit, "Proof": proof, "Meeting": meeting,
        "District": top, "CalendarFile": _calendar_file(by, school, tag),
    }  # fmt: skip
    said = {kind: f"{tag}{marker(kind)}" for kind in KINDS}
    ids = {kind: row.pk for kind, row in rows.items()} | {"Import": _import(cast, tag)}
    ids |= after(cast, office, colleague, school, said)
    return Marked(ids | selection(cast, office, colleague, school, said))


def _event(cast, office, tag: str):
    begins_at = clock.now() + timedelta(days=3)
    section = events.draft(
        by=office, title=f"{tag}{marker('Event')}", why=f"{tag}{marker('Event')}", begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1), seats=5, place=f"{tag}{marker('Event')}",
        audience=[PositionRole.SUPERINTENDENT],
    )  # fmt: skip
    return events.publish(by=office, section=section)


def _keep(office, section):
    return policy.keep_seats(
        by=office, section=section, name=marker("Event"), group=["role:teacher"], number=1,
        until=clock.now() + timedelta(days=1),
    )  # fmt: skip


def _programme(office, tag: str):
    said = f"{tag}{marker('Event')}"
    made = programmes.draft(by=office, title=said, why=said, audience=[PositionRole.SUPERINTENDENT])
    return programmes.publish(by=office, programme=made)


def _credit(cast, colleague, tag: str):
    """Credit from elsewhere that waits: the office and the principals of its owner's places know of it."""
    with reading(cast.tenant):
        by = actor_of_person(colleague, cast.tenant)
    said, day = f"{tag}{marker('Credit')}", clock.today("UTC") - timedelta(days=9)
    made = outside.bring(
        by=by, title=said, provider=said, kind="course", begins_on=day, ends_on=day, hours=Decimal(3),
        proofs=[looked_at(f"{said}.pdf", f"%PDF-1.7 {said} %%EOF".encode())],
    )  # fmt: skip
    made = outside.send(by=by, credit=made)
    with reading(cast.tenant):
        return made, made.proofs.get()


def _student_in_a_class(cast, school, tag: str):
    """Roster files bring students; no verb does."""
    tenant = cast.tenant
    with writing(tenant):
        taught = SchoolClass.objects.create(tenant=tenant, title=f"{tag}{marker('Class')}", school=school)
        student = Person.objects.create(
            tenant=tenant, given_name=f"{tag}{marker('Student')}", family_name=f"{tag}Pupil", is_student=True
        )
        Enrolment.objects.create(
            tenant=tenant, school_class=taught, person=student, role=EnrolmentRole.STUDENT
        )
    return student, taught


def _calendar_file(by, school, tag: str):
    """A file that the school's own people and the office may know of."""
    day = calendar.PlannedDay(clock.today("UTC"), DayKind.TESTING, f"{tag}{marker('Place')}")
    calendar.set_days(by=by, days=[day], school=school)
    content = f"date,kind,title\n2026-03-02,holiday,{tag}{marker('Timetable')}\n".encode()
    return calendar.bring_file(by=by, name=f"{tag}{marker('Timetable')}.csv", content=content, school=school)


def _import(cast, tag: str) -> int:
    problem = {
        "file": f"{tag}users.csv", "line": 2, "field": f"{tag}name", "code": "unreadable", "level": "error",
        "message": f"{tag}{marker('Import')}", "remedy": f"{tag}Write it again.", "value": f"{tag}x",
    }  # fmt: skip
    with writing(cast.tenant):
        made = RosterImport.objects.create(
            tenant=cast.tenant, number=1, file_name=f"{tag}{marker('Import')}.zip", bundle="", change_log="files/none",
            state=ImportState.REFUSED, problems=[problem], problem_count=1,
        )  # fmt: skip
    return made.number
