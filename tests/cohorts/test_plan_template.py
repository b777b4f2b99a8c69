"""What every school's plan holds: the office says it on a page, and only then a school can begin."""

import pytest

from groundswell.cohorts.actions import calls, cohorts
from groundswell.cohorts.models import CohortMember, PlanField, SchoolActionPlan
from groundswell.cohorts.queries.plans import template_of
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading


@pytest.fixture
def member(cast, initiative):
    """Alder in the first cohort."""
    ola = cast.actor("ola")
    wave = calls.plan_wave(by=ola, initiative=initiative, number=1, year=2027, planned=2)
    today = clock.today(cast.tenant.time_zone)
    cohorts.found(by=ola, wave=wave, name="First", begins_on=today, schools=[cast.places["alder"]])
    with reading(cast.tenant):
        return CohortMember.objects.get(school=cast.places["alder"])


@pytest.fixture
def address(initiative, member):
    return f"/d/riverbend/cohorts/template/{initiative.pk}/"


def rows_of(*rows: tuple[str, str, str], total: int = 0) -> dict[str, str]:
    """What a browser sends for these rows of title, kind and prompt."""
    said = {"fields-TOTAL_FORMS": str(total or len(rows)), "fields-INITIAL_FORMS": "0"}
    for at, (title, kind, prompt) in enumerate(rows):
        said |= {f"fields-{at}-title": title, f"fields-{at}-kind": kind, f"fields-{at}-prompt": prompt}
        said[f"fields-{at}-required"] = "on"
    return said


def as_shown(page) -> dict[str, str]:
    """The form of the page as a browser sends it back untouched."""
    formset = page.context["rows"]
    said = {"fields-TOTAL_FORMS": str(formset.total_form_count())}
    said["fields-INITIAL_FORMS"] = str(formset.initial_form_count())
    for row in formset:
        for bound in row:
            value = bound.value()
            if value not in (None, False, ""):
                said[bound.html_name] = "on" if value is True else str(value)
    return said


def held(cast, initiative) -> list[tuple[str, str]]:
    with reading(cast.tenant):
        return [(one.title, one.kind) for one in template_of(initiative)]


def test_a_school_begins_once_the_office_has_kept_the_suggestion(browse, cast, initiative, member, address):
    school, begin = (
        f"/d/riverbend/cohorts/schools/{member.pk}/",
        f"/d/riverbend/cohorts/schools/{member.pk}/plan/",
    )
    before = browse("bao").get(school).content.decode()
    assert "has not said yet" in before and address not in before and begin not in before
    browse("bao").post(begin)
    with reading(cast.tenant):
        assert not SchoolActionPlan.objects.exists()
    office = browse("ola")
    assert address in office.get(school).content.decode()
    page = office.get(address)
    assert "A suggestion, not kept yet" in page.content.decode()
    assert held(cast, initiative) == [], "looking at it keeps nothing"
    assert office.post(address, as_shown(page)).status_code == 302
    assert held(cast, initiative) == [
        ("What our students will notice", "text"),
        ("Goals and steps", "goals"),
        ("What could get in the way", "risks"),
        ("How our adults will learn", "text"),
    ]
    assert "A suggestion, not kept yet" not in office.get(address).content.decode()
    assert begin in browse("bao").get(school).content.decode()
    browse("bao").post(begin)
    with reading(cast.tenant):
        assert SchoolActionPlan.objects.get().member_id == member.pk


def test_empty_rows_are_left_out_and_a_field_that_stays_is_the_same(browse, cast, initiative, address):
    ola = browse("ola")
    ola.post(address, rows_of(("Goals", "goals", ""), ("", "text", ""), ("Words", "text", "Say it <b>.")))
    with reading(cast.tenant):
        first = PlanField.objects.get(title="Words")
    ola.post(
        address, rows_of(("Words", "text", "Say it."), ("", "risks", "left out"), ("Goals", "goals", ""))
    )
    with reading(cast.tenant):
        assert PlanField.objects.get(title="Words").pk == first.pk
    assert held(cast, initiative) == [("Words", "text"), ("Goals", "goals")]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (rows_of(("", "text", "")), "have at least one"),
        (rows_of(("Same", "text", ""), ("Same ", "goals", "")), "a title of its own"),
        (rows_of(("Odd", "photo", "")), "photo"),
        (rows_of(("x" * 161, "text", "")), "160"),
        (rows_of(*[(f"Field {n}", "text", "") for n in range(13)]), "12"),
        ({}, "ManagementForm"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(browse, cast, initiative, address, said, why):
    answer = browse("ola").post(address, said or {"fields-0-title": "Lone"})
    assert (answer.status_code, held(cast, initiative)) == (422, [])
    assert why in answer.content.decode()


def test_three_more_rows_until_there_are_twelve(browse, address):
    ola = browse("ola")
    shown = {said: ola.get(address + said).content.decode().count("<fieldset") for said in
             ("", "?spare=6", "?spare=99", "?spare=-1", "?spare=²")}  # fmt: skip
    assert shown == {"": 7, "?spare=6": 10, "?spare=99": 12, "?spare=-1": 7, "?spare=²": 7}
    assert 'href="?spare=6"' in ola.get(address).content.decode()
    assert 'href="?spare=' not in ola.get(address + "?spare=9").content.decode()


def test_only_who_manages_calls_says_it(browse, initiative, address):
    for who in ("bao", "ana"):
        assert browse(who).get(address).status_code == 403, who
        assert browse(who).post(address, rows_of(("Mine", "text", ""))).status_code == 403, who
        assert address not in browse(who).get(f"/d/riverbend/cohorts/curve/{initiative.pk}/").content.decode()
        assert address not in browse(who).get("/d/riverbend/cohorts/").content.decode()
    assert browse("noor").get(address).status_code == 404
    assert address in browse("ola").get(f"/d/riverbend/cohorts/curve/{initiative.pk}/").content.decode()
    assert address in browse("ola").get("/d/riverbend/cohorts/").content.decode()
