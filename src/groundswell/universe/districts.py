"""The three districts: the public record as it is, Riverbend and its neighbour as invented."""

from datetime import date
from pathlib import Path

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import districts, figures, organisations, people, public_record
from groundswell.roster.actions.roster_files import bring_in
from groundswell.roster.choices import (
    DistrictKind,
    GuestKind,
    ImportState,
    OrganisationKind,
    PositionRole,
)
from groundswell.roster.models import Organisation, Person
from groundswell.universe import public_record as record_files
from groundswell.universe import rosters
from groundswell.universe.personas import BY_KEY, PERSONAS
from groundswell.universe.riverbend import county, school_calendar, shape
from groundswell.universe.story import days
from groundswell.universe.world import HARBOR, RECORD, RIVERBEND, World

RECORD_CODE = "600LEA"
INVENTED = "Invented for this demonstration; no real district is described."
COACH_UNTIL = date(2026, 6, 30)


def found_record(world: World) -> None:
    """Charlotte-Mecklenburg: what was published about its schools, and nobody in it."""
    world.tenants[RECORD] = districts.found(
        slug=RECORD, name="Charlotte-Mecklenburg Schools", kind=DistrictKind.PUBLIC_RECORD, origin="universe"
    )
    folder = Path(record_files.__file__).parent
    public_record.load(by=world.system(RECORD), folder=folder, district_code=RECORD_CODE)


def found_riverbend(world: World) -> None:
    """Riverbend County Schools with its people, its partner, a guest, its calendar and its figures."""
    size = world.size
    world.tenants[RIVERBEND] = districts.found(
        slug=RIVERBEND,
        name="Riverbend County Schools",
        kind=DistrictKind.FICTIONAL,
        threshold=5,
        outline=county.OUTLINE,
        origin="universe",
    )
    placed = bring_people_in(world, RIVERBEND, days.SCHOOL_YEARS[-size.school_years])
    _describe(world, RIVERBEND, placed)
    _partner_and_guest(world)
    _publish_figures(world, placed)
    school_calendar.set_up(world, placed)
    _find_personas(world, RIVERBEND)
    assert size.schools == len(placed)


def found_harbor_point(world: World) -> None:
    """The small district next door, which must never be seen from Riverbend, nor see it."""
    world.tenants[HARBOR] = districts.found(
        slug=HARBOR,
        name="Harbor Point Schools",
        kind=DistrictKind.FICTIONAL,
        outline=county.HARBOR_OUTLINE,
        origin="universe",
    )
    placed = bring_people_in(world, HARBOR, days.SCHOOL_YEARS[-1])
    _describe(world, HARBOR, placed)
    _harbor_office(world)
    _find_personas(world, HARBOR)


def bring_people_in(world: World, slug: str, school_year: int) -> list[rosters.Placed]:
    """Write the district's roster files of a school year and bring them in. RuntimeError when they are refused."""
    folder = world.folder / f"{slug}-{school_year}"
    placed = rosters.write(_plan(world, slug), folder, school_year=school_year)
    brought = bring_in(by=world.system(slug), path=folder, accept_guard=True)
    if brought.state != ImportState.APPLIED:
        raise RuntimeError(f"The roster files of {slug} ended as {brought.state}: {brought.problems[:3]}")
    return placed


def _plan(world: World, slug: str) -> rosters.Plan:
    size = world.size
    personas = tuple(persona for persona in PERSONAS if persona.district == slug)
    if slug == RIVERBEND:
        return rosters.Plan(
            name="Riverbend County Schools",
            domain="riverbend.example",
            twins=tuple(shape.riverbend_schools(size.schools, world.seed)),
            communities=tuple(county.COMMUNITIES),
            students=size.students,
            staff=size.staff,
            seed=world.seed,
            personas=personas,
        )
    return rosters.Plan(
        name="Harbor Point Schools",
        domain="harbor-point.example",
        twins=tuple(shape.harbor_point_schools(size.harbor_schools, world.seed)),
        communities=tuple(county.HARBOR_COMMUNITIES),
        students=size.harbor_students,
        staff=size.harbor_staff,
        seed=world.seed,
        personas=personas,
    )


def _describe(world: World, slug: str, placed: list[rosters.Placed]) -> None:
    organisations.describe_schools(
        by=world.system(slug),
        rows=[
            organisations.SchoolDescription(
                source_id=one.source_id,
                level=one.level,
                state_code=one.twin.code,
                federal_code=one.twin.federal_code,
                title_one=one.twin.title_one,
                longitude=one.twin.lon,
                latitude=one.twin.lat,
                opened_on=date(one.twin.opened, 8, 20),
            )
            for one in placed
        ],
    )


def _partner_and_guest(world: World) -> None:
    by = world.system()
    coach, guest = BY_KEY["external_coach"], BY_KEY["guest"]
    with reading(by.tenant):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    partner = organisations.add(
        by=by, kind=OrganisationKind.PARTNER, name="Tidewater Learning Partners", parent=top
    )
    person = people.add_person(
        by=by, given_name=coach.given_name, family_name=coach.family_name, email=coach.email
    )
    people.give_position(
        by=by,
        person=person,
        organisation=partner,
        role=PositionRole.EXTERNAL_COACH,
        begins_on=date(2024, 9, 1),
        ends_on=COACH_UNTIL,
    )
    people.add_person(
        by=by,
        given_name=guest.given_name,
        family_name=guest.family_name,
        email=guest.email,
        guest_kind=GuestKind.GUARDIAN,
    )


def _harbor_office(world: World) -> None:
    by = world.system(HARBOR)
    with reading(by.tenant):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    nils = people.add_person(
        by=by, given_name="Nils", family_name="Berg", email="nils.berg@harbor-point.example"
    )
    people.give_position(by=by, person=nils, organisation=top, role=PositionRole.LEARNING_OFFICE)
    world.people["harbor_office"] = nils


def _publish_figures(world: World, placed: list[rosters.Placed]) -> None:
    students = sum(one.twin.students for one in placed)
    stated = [
        figures.StatedFigure("enrolment", "2025", students, unit="students"),
        figures.StatedFigure("schools", "2025", len(placed), unit="schools"),
        figures.StatedFigure("teachers", "2025", round(students / 15.4), unit="teachers"),
        figures.StatedFigure("languages", "2025", 197, unit="languages"),
    ]
    measures = [
        figures.SchoolMeasure(one.source_id, "students", 2025, count, group)
        for one in placed
        for group, count in (("all", one.twin.students), *one.twin.groups.items())
    ]
    figures.publish(
        by=world.system(),
        key="invented",
        title=INVENTED,
        publisher="Riverbend County Schools",
        published="2025",
        note="Only the distribution of sizes and mixes is like a real district's.",
        figures=stated,
        measures=measures,
    )


def _find_personas(world: World, slug: str) -> None:
    with reading(world.tenants[slug]):
        for persona in PERSONAS:
            if persona.district == slug:
                world.people[persona.key] = Person.objects.get(email=persona.email)
