"""What people said after events is a list of the Proof room: of the school year that runs, and of each year before."""

from datetime import timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.tenancy import writing
from groundswell.roster.models import SchoolYear

HERE, SURVEYS = "/d/riverbend/proof/events/", "/d/riverbend/proof/surveys/"
A_YEAR = timedelta(days=365)
CURRENT = f'<a href="{HERE}" aria-current="page">After events</a>'


@pytest.fixture
def years(cast):
    """Last year, this one and the one that is planned."""
    today = clock.today(cast.tenant.time_zone)
    with writing(cast.tenant):
        SchoolYear.objects.all().delete()
        for name, shift in (("Last", -A_YEAR), ("This", 0 * A_YEAR), ("Next", A_YEAR)):
            begins = today - timedelta(days=100) + shift
            SchoolYear.objects.create(
                tenant=cast.tenant, title=f"{name} year", ends_in=(begins + A_YEAR).year,
                begins_on=begins, ends_on=begins + timedelta(days=364),
            )  # fmt: skip
    return today


def test_the_tab_leads_to_the_year_that_runs(years, browse):
    sam = browse("sam")
    assert f'<a href="{HERE}">After events</a>' in sam.get(SURVEYS).text
    page = sam.get(HERE)
    assert page.context["year"].title == "This year" and CURRENT in page.text
    assert [one.title for one in page.context["years"]] == ["Next year", "This year", "Last year"]


def test_every_year_stands_under_the_tab(years, browse):
    sam = browse("sam")
    before = sam.get(HERE).context["years"][-1]
    page = sam.get(f"{HERE}{before.ends_in}/")
    assert page.context["year"] == before and CURRENT in page.text
    assert sam.get(f"{HERE}1900/").status_code == 404


def test_a_district_without_school_years_sees_every_event(cast, browse):
    with writing(cast.tenant):
        SchoolYear.objects.all().delete()
    page = browse("sam").get(HERE)
    assert page.status_code == 200 and page.context["year"] is None and CURRENT in page.text


@pytest.mark.parametrize(("name", "status"), [("ana", 403), ("noor", 404)])
def test_who_reads_no_results_has_neither_tab_nor_page(browse, name, status):
    assert browse(name).get(HERE).status_code == status
    if name == "ana":
        assert HERE not in browse("ana").get("/d/riverbend/claims/").text
