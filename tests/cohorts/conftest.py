"""An initiative with its why and its plans, a call for its first wave, and as many schools as a story needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from groundswell.cohorts.actions import calls, candidacies, phases
from groundswell.cohorts.choices import Outcome
from groundswell.cohorts.models import Call, Candidacy, PhaseOutcome, SelectionPhase
from groundswell.cohorts.queries.calls import phase_of, standing
from groundswell.cohorts.rules.phases import SAYS_NOTHING, PartSpec, shipped
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.planning.actions import goals, initiatives
from groundswell.planning.choices import InquiryKind, TextKind
from groundswell.planning.models import Initiative
from groundswell.planning.queries.goals import every_wording
from groundswell.roster.actions import organisations
from groundswell.roster.choices import PositionRole, SchoolLevel
from tests.cast import Cast, hire

NAME = {"en": "Learning of one’s own", "es": "Un aprendizaje propio"}
PROMISES = [{"en": "Ten educators learn together for a year."}, {"en": "The principal takes part."}]
PARTS = [
    PartSpec(title="Why your school", prompt="What would change for whom?", words=300),
    PartSpec(title="What is there already", words=200, required=False),
]


def write_initiative(cast: Cast, *, written: bool = True, by: str = "ola", **values) -> Initiative:
    """An initiative; with its why, three plans and one focus group unless ``written`` is false."""
    actor = cast.actor(by)
    goal = goals.add(
        by=actor, number=_free_number(cast), title={"en": "Every school"}, from_year=2027, to_year=2030
    )
    values = {"name": NAME, "goal": goal, "from_year": 2027} | values
    initiative = initiatives.add(by=actor, **values)
    if written:
        for kind in TextKind:
            initiatives.write(
                by=actor, initiative=initiative, kind=kind, text={"en": f"{kind.label}, in words."}
            )
        initiatives.note_inquiry(
            by=actor, initiative=initiative, kind=InquiryKind.FOCUS_GROUP, held_on=date(2026, 1, 20),
            with_whom="Twelve teachers of three schools", learnt="They want time, not another programme.",
        )  # fmt: skip
    return initiative


def found_school(cast: Cast, key: str, *, community: str = "north", principal: bool = True) -> None:
    """One more school, ``cast.places[key]``, led by ``cast.people[f"head_{key}"]``."""
    cast.places[key] = organisations.add_school(
        by=cast.system, name=f"{key.title()} School", parent=cast.places[community],
        level=SchoolLevel.ELEMENTARY, longitude=-80.8, latitude=35.2,
    )  # fmt: skip
    if principal:
        hire(cast, f"head_{key}", key.title(), "Head", PositionRole.PRINCIPAL, key)


def draft_call(cast: Cast, initiative: Initiative, *, number: int = 1, places: int = 2, **values) -> Call:
    """A call of wave ``number`` with the five phases from today on (or ``first_day``), a form of two parts."""
    ola, zone = cast.actor("ola"), cast.tenant.time_zone
    first_day = values.pop("first_day", None) or clock.today(zone)
    specs = values.pop("phases", None) or shipped(first_day, zone)
    wave = calls.plan_wave(
        by=ola, initiative=initiative, number=number, year=2026 + number, planned=10 * number
    )
    values = {"title": {"en": "The first schools"}, "text": {"en": "Come."}, "commitments": PROMISES} | values
    call = calls.prepare(by=ola, wave=wave, places=places, **values)
    calls.set_phases(by=ola, call=call, phases=specs)
    calls.set_parts(by=ola, call=call, parts=PARTS)
    with reading(cast.tenant):
        return Call.objects.select_related("wave__initiative").get(pk=call.pk)


def candidacy_of(cast: Cast, call: Call, school: str) -> Candidacy:
    """Where a school of the cast stands in a call, as it is now."""
    with reading(cast.tenant):
        return Candidacy.objects.select_related("school").get(call=call, school=cast.places[school])


def phase(cast: Cast, call: Call, kind: str) -> SelectionPhase:
    """The phase of this kind, as it is now."""
    with reading(cast.tenant):
        found = phase_of(call, kind)
    assert found is not None
    return found


@contextmanager
def during(one: SelectionPhase, *, hours: float = 1) -> Iterator[None]:
    """The clock stands in this phase, ``hours`` after its beginning."""
    with clock.standing_at(one.opens_at + timedelta(hours=hours)):
        yield


@contextmanager
def after(one: SelectionPhase) -> Iterator[None]:
    """The clock stands just after the end of this phase and its grace."""
    with clock.standing_at(one.closes_at + timedelta(minutes=one.grace_minutes, seconds=1)):
        yield


def take_part(cast: Cast, call: Call, *schools: str) -> list[Candidacy]:
    """These schools take part; said by whoever leads them in the cast, in the first phase."""
    with during(phase(cast, call, "interest")):
        for school in schools:
            candidacies.take_part(
                by=cast.actor(head_of(school)), candidacy=candidacy_of(cast, call, school), why="We want to."
            )
    return [candidacy_of(cast, call, school) for school in schools]


def head_of(school: str) -> str:
    """Who of the cast leads a school."""
    return "bao" if school == "alder" else f"head_{school}"


def settle(cast: Cast, call: Call, *kinds: str) -> None:
    """These phases are over and settled, in this order; whoever has no outcome yet goes on. Approvals are Leo's."""
    for kind in kinds:
        one = phase(cast, call, kind)
        if kind not in SAYS_NOTHING and one.gates:
            with during(one):
                with reading(cast.tenant):
                    said = set(PhaseOutcome.objects.filter(phase=one).values_list("candidacy_id", flat=True))
                    rows = list(standing(one).exclude(pk__in=said))
                by = cast.actor("leo" if kind == "approval" else "ola")
                phases.give_outcomes(by=by, phase=one, candidacies=rows, outcome=Outcome.PASSED)
        with after(one):
            phases.settle(by=cast.actor("ola"), phase=one)


@pytest.fixture
def initiative(cast):
    """An initiative with why, plans and a needs assessment."""
    return write_initiative(cast)


@pytest.fixture
def schools(cast):
    """Four more schools of the north, each with a principal: cedar, dogwood, elm, fir. Birch has none."""
    for key in ("cedar", "dogwood", "elm", "fir"):
        found_school(cast, key)
    return cast


@pytest.fixture
def draft(cast, initiative):
    """A call that can be opened."""
    return draft_call(cast, initiative)


@pytest.fixture
def call(cast, schools, draft):
    """An open call for two places with five phases; Alder, Birch and the four schools are invited."""
    return calls.open_call(by=cast.actor("ola"), call=draft)


@pytest.fixture
def story(cast, call):
    """``story.candidacy("alder")``, ``story.phase("reading")``, ``story.take_part("alder", "elm")``,
    ``story.settle("interest", "screening")``: the functions of this file for the open call."""
    return SimpleNamespace(
        call=call,
        candidacy=lambda school: candidacy_of(cast, call, school),
        phase=lambda kind: phase(cast, call, kind),
        take_part=lambda *names: take_part(cast, call, *names),
        settle=lambda *kinds: settle(cast, call, *kinds),
    )


def _free_number(cast: Cast) -> int:
    with reading(cast.tenant):
        return 1 + max(every_wording().values_list("number", flat=True), default=0)
