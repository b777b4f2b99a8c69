"""What a story about reading needs: a committee, a rubric that it signed, applications handed in, readers."""

from decimal import Decimal

from groundswell.cohorts.actions import readers as reader_verbs
from groundswell.cohorts.actions import readings, rubrics
from groundswell.cohorts.models import (
    Application,
    PartWording,
    Reader,
    Reading,
    RubricCriterion,
    RubricVersion,
)
from groundswell.cohorts.rules.rubrics import CriterionText
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import initiatives
from groundswell.planning.choices import Function
from groundswell.roster.choices import PositionRole
from tests.cast import hire

LEVELS = {1: "Not yet.", 2: "Begun.", 3: "Under way.", 4: "Everywhere."}
CRITERIA = [
    CriterionText("Vision", "What would change for whom", Decimal(1), LEVELS),
    CriterionText("Team", "Who carries it", Decimal(3), LEVELS),
]


def seat_committee(cast, initiative) -> None:
    """Five people, one for each function; the person of a function is named after it."""
    for function in Function.values:
        hire(cast, function, function.title(), "Seat", PositionRole.DEPARTMENT_STAFF, "district")
        initiatives.appoint(
            by=cast.actor("ola"), initiative=initiative, person=cast.people[function], function=function
        )


def write_rubric(cast, initiative, criteria=CRITERIA) -> RubricVersion:
    """A draft with two criteria, the second of three times the weight."""
    ola = cast.actor("ola")
    version = rubrics.begin(by=ola, initiative=initiative, title="Reading rubric")
    return rubrics.edit(by=ola, version=version, criteria=criteria)


def sign_all(cast, version) -> RubricVersion:
    """Out for signing, and signed by the five."""
    rubrics.send_for_signing(by=cast.actor("ola"), version=version)
    for function in Function.values:
        rubrics.sign(by=cast.actor(function), version=version, function=function)
    return fresh(cast, version)


def fresh(cast, row):
    """The row as it stands now."""
    with reading(cast.tenant):
        return type(row)._default_manager.get(pk=row.pk)


def hand_in(cast, candidacy, text="We teach so that everybody owns what they learn.") -> Application:
    """An application with its first part answered, handed in now."""
    with writing(cast.tenant):
        application = Application.objects.create(tenant=cast.tenant, candidacy=candidacy)
        PartWording.objects.create(
            tenant=cast.tenant,
            application=application,
            part=candidacy.call.parts.first(),
            number=1,
            text=text,
        )
        application.submitted_at = clock.now()
        application.save()
    return application


def add_readers(cast, phase, *names, cap=None) -> list[Reader]:
    """Specialists of the district, who are near to no school."""
    made = []
    for name in names:
        if name not in cast.people:
            hire(cast, name, name.title(), "Reads", PositionRole.DISTRICT_SPECIALIST, "district")
        person = cast.people[name]
        made.append(reader_verbs.add_reader(by=cast.actor("ola"), phase=phase, person=person, load_cap=cap))
    return made


def readings_of(cast, name) -> list[Reading]:
    """What this person has to read or has read, in the order in which it came."""
    with reading(cast.tenant):
        rows = Reading.objects.filter(reader__person=cast.people[name]).exclude(state="released")
        return list(rows.select_related("phase", "reader", "candidacy__school").order_by("pk"))


def criteria_of(cast, version) -> list[int]:
    """Ids of the criteria, in their order."""
    with reading(cast.tenant):
        return list(RubricCriterion.objects.filter(version=version).values_list("pk", flat=True))


def score(cast, name, one, *levels, **said) -> Reading:
    """Finish a reading with these levels, in the order of the criteria."""
    one = fresh(cast, one)
    with reading(cast.tenant):
        version = one.phase.rubric_id
    given = dict(zip(criteria_of(cast, version), levels, strict=True))
    return readings.finish(by=cast.actor(name), reading=one, levels=given, revision=one.revision, **said)
