"""Pages of the school day: substitutes by month, limits of schools, and dates that the planner proposes."""

import csv
import io
import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.events.actions import events, meetings, planning, programmes, registration, school_day
from groundswell.events.choices import DatePlanState
from groundswell.events.models import DatePlan, Section, SubstituteCap
from groundswell.events.rules import planning_solver as solver
from groundswell.events.rules import substitutes
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, work
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from tests.support.statements import MOST, statements

pytestmark = pytest.mark.django_db
PAGE = "/d/riverbend/events/substitutes/"
DATES = "/d/riverbend/events/dates/"


@pytest.fixture
def tuesday(cast):
    """The second Tuesday of the month after next: every day of that month is to come."""
    first = clock.today(cast.tenant.time_zone).replace(day=1)
    for _ in range(2):
        first = (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=7 + (1 - first.weekday()) % 7)


@pytest.fixture
def away(cast, workshop, crowd, tuesday):
    """Three teachers of Alder go on that Tuesday morning, one of Birch for the whole day."""
    at = datetime.combine(tuesday, time(9), ZoneInfo(cast.tenant.time_zone))
    morning = workshop(begins_at=at, ends_at=at + timedelta(hours=2))
    whole = workshop(begins_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=6), title="All day")
    for section, people in ((morning, crowd(3)), (whole, crowd(1, "B", "birch"))):
        for person, by in people:
            registration.register(by=by, section=section, person=person)
    return morning


def opened(client, cast, name, url):
    client.force_login(cast.user(name))
    return client.get(url)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_office_sees_each_school_s_days_and_which_are_above_the_limit(client, cast, away, tuesday):
    school_day.set_cap(by=cast.actor("ola"), number=2, begins_on=tuesday)
    answer = opened(client, cast, "ola", f"{PAGE}?month={tuesday:%Y-%m}")
    said = text_of(answer)
    assert "2.5 substitute days in" in said
    assert "3 needed, 2 there: 1 above the limit" in said
    assert "1 needed, 2 there" in said
    assert "1 school above" in said
    assert "Small groups that work (3)" in said


def test_a_principal_sees_the_own_school_and_who_is_away_and_no_other(client, cast, away, tuesday):
    said = text_of(opened(client, cast, "bao", f"{PAGE}?month={tuesday:%Y-%m}"))
    assert "Alder Elementary" in said and "Birch Middle" not in said
    day = f"{cast.places['alder'].pk}/{tuesday.isoformat()}/"
    assert "T0 Crowd" in text_of(client.get(PAGE + day))
    assert client.get(f"{PAGE}{cast.places['birch'].pk}/{tuesday.isoformat()}/").status_code == 404
    assert client.get(f"{PAGE}{cast.places['alder'].pk}/never/").status_code == 404
    assert client.get(f"{PAGE}limits/").status_code == 403
    assert opened(client, cast, "ana", PAGE).status_code == 403
    assert "Alder Elementary" in text_of(opened(client, cast, "leo", f"{PAGE}?month={tuesday:%Y-%m}"))


def test_the_list_is_narrowed_in_the_address_and_leaves_as_a_file(client, cast, away, tuesday):
    month, birch = f"{tuesday:%Y-%m}", cast.places["birch"].pk
    said = text_of(opened(client, cast, "ola", f"{PAGE}?month={month}&school={birch}"))
    assert "1 substitute day in" in said and "Small groups that work" not in said
    file = client.get(f"{PAGE}?month={month}&community={cast.places['north'].pk}&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert [(row["School"], row["Event"], row["Teachers"], row["Days"]) for row in rows] == [
        ("Alder Elementary", "Small groups that work", "3", "1.5")
    ]
    assert "No substitute is needed" in text_of(client.get(f"{PAGE}?month=nonsense&school=x"))


def test_the_page_asks_as_much_for_one_seat_as_for_many(client, cast, workshop, crowd, tuesday):
    at = datetime.combine(tuesday, time(9), ZoneInfo(cast.tenant.time_zone))
    client.force_login(cast.user("ola"))

    page = f"{PAGE}?month={tuesday:%Y-%m}"
    statements(client, page)
    counts = []
    for number in (1, 3, 12):
        section = workshop(begins_at=at, ends_at=at + timedelta(hours=2), title=f"Of {number}")
        for person, by in crowd(number, f"N{number}x", "birch" if number == 3 else "alder"):
            registration.register(by=by, section=section, person=person)
        counts.append(statements(client, page))
        at += timedelta(days=1)
    assert len(set(counts)) == 1 and counts[0] <= MOST, counts


def test_the_office_sets_a_limit_and_takes_it_back(client, cast, tuesday):
    client.force_login(cast.user("ola"))
    values = {"school": cast.places["alder"].pk, "number": 2, "begins_on": tuesday.isoformat(), "ends_on": ""}
    assert client.post(f"{PAGE}limits/", values).status_code == 302
    assert "2 substitutes a day" in text_of(client.get(f"{PAGE}limits/"))
    with reading(cast.tenant):
        cap = SubstituteCap.objects.get()
    assert client.post(f"{PAGE}limits/{cap.pk}/take-back/").status_code == 302
    assert "No limit is set" in text_of(client.get(f"{PAGE}limits/"))
    wrong = client.post(f"{PAGE}limits/", values | {"ends_on": (tuesday - timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422 and "before the first" in wrong.content.decode()


def test_what_facts_publish_adds_up_by_school_month_and_programme(cast, away, tuesday):
    with reading(cast.tenant):
        rows = substitutes.demand(tuesday, tuesday, cast.tenant.time_zone)
        about = substitutes.read.about({pk for row in rows for pk in row.sections})
        found = substitutes.by_month(rows, about)
    month = tuesday.replace(day=1)
    assert found == {(cast.places["alder"].pk, month, None): 3, (cast.places["birch"].pk, month, None): 2}


# Dates that the planner proposes


@pytest.fixture
def track(cast):
    """A programme of two events without dates, and a room."""
    ola = cast.actor("ola")
    programme = programmes.draft(by=ola, title="Design year")
    for title in ("First day", "Second day"):
        events.draft_event(by=ola, title=title, programme=programme)
    room = meetings.add_room(by=ola, organisation=cast.places["alder"], name="Library", capacity=20)
    return programme, room


def wanted(cast, track, tuesday, **changes):
    programme, room = track
    monday = tuesday - timedelta(days=1)
    return {
        "what": f"programme:{programme.pk}", "schools": "Alder Elementary 3\nbirch middle: 2", "each": "",
        "first": monday.isoformat(), "last": (monday + timedelta(days=11)).isoformat(), "begins": "08:00",
        "ends": "15:00", "weekdays": [0, 1, 2, 3, 4], "rooms": [room.pk], "online": 0,
        "leads": "dev@riverbend.example", "most": 10, "ratio": 20, "shortest_gap": 2, "longest_gap": "",
        "comfortable": 0,
    } | changes  # fmt: skip


def test_the_office_asks_for_dates_gets_them_with_proof_and_drafts_the_sections(client, cast, track, tuesday):
    school_day.set_cap(by=cast.actor("ola"), number=2, begins_on=tuesday - timedelta(days=9))
    client.force_login(cast.user("ola"))
    asked = client.post(f"{DATES}new/", wanted(cast, track, tuesday))
    assert asked.status_code == 302, text_of(asked)
    assert "You can leave this page" in text_of(client.get(asked.url))
    assert work.do_all() > 0
    said = text_of(client.get(asked.url))
    assert "No school needs more than 1 substitute on a day." in said
    assert said.count("Proven: no plan needs less.") == 3
    assert "Alder Elementary" in said and "Dev Patel" in said
    used = client.post(f"{asked.url}use/", follow=True)
    assert "sections are drafted" in text_of(used)
    with reading(cast.tenant):
        sections = list(Section.objects.select_related("event").order_by("begins_at"))
        assert {one.event.title for one in sections} == {"First day", "Second day"}
        assert {one.state for one in sections} == {"draft"}
        kept = sum(keep.seats for one in sections for keep in one.keeps.all())
        assert kept == 10, "five teachers, two sessions: each seat is kept for its school"
    again = client.post(f"{asked.url}use/", follow=True)
    assert "drafted" in text_of(again) and len(sections) == _sections(cast)


def test_a_plan_without_proof_says_so_with_what_it_may_lack(client, cast, track, tuesday, monkeypatch):
    """The half minute is over at once. Fewer facilitator days would do, if more of Alder could go at a time."""
    monkeypatch.setattr(planning, "SECONDS", 0)
    client.force_login(cast.user("ola"))
    asked = client.post(f"{DATES}new/", wanted(cast, track, tuesday, schools="Alder Elementary 14", ratio=8))
    work.do_all()
    said = text_of(client.get(asked.url))
    assert "a plan that we could not prove to be the best one" in said
    assert "Not proven to be the least: another plan could save" in said
    assert "sections are drafted" in text_of(client.post(f"{asked.url}use/", follow=True))


def test_where_time_is_over_before_any_plan_the_page_says_what_to_change(
    client, cast, track, tuesday, monkeypatch
):
    monkeypatch.setattr(planning, "SECONDS", 0)
    monkeypatch.setattr(solver, "first_plan", lambda problem: None)
    client.force_login(cast.user("ola"))
    asked = client.post(f"{DATES}new/", wanted(cast, track, tuesday))
    work.do_all()
    said = text_of(client.get(asked.url))
    assert "No answer in time" in said
    assert "more dates, more rooms and facilitators, or more time between two sessions" in said
    assert "Change and ask again" in said


def test_dates_that_were_found_for_somebody_who_left_since_are_not_drafted(client, cast, track, tuesday):
    client.force_login(cast.user("ola"))
    client.post(f"{DATES}new/", wanted(cast, track, tuesday))
    dev = cast.people["dev"].pk
    section = {"session": 1, "day": tuesday.isoformat(), "room": "online 1", "leads": [dev], "by_school": {}}
    with reading(cast.tenant):
        plan = DatePlan.objects.get()
        Person.objects.filter(pk=dev).update(ended_on=tuesday)
    planning._finish(by=cast.system, plan=plan, state=DatePlanState.FOUND, answer={"sections": [section]})
    with pytest.raises(Refused, match="not there any more: Dev Patel"):
        planning.use(by=cast.actor("ola"), plan=plan)
    assert _sections(cast) == 0


def _sections(cast) -> int:
    with reading(cast.tenant):
        return Section.objects.count()


def test_where_no_plan_fits_the_page_says_why(client, cast, track, tuesday):
    school_day.set_cap(
        by=cast.actor("ola"), number=0, begins_on=tuesday - timedelta(days=9), school=cast.places["birch"]
    )
    client.force_login(cast.user("ola"))
    asked = client.post(f"{DATES}new/", wanted(cast, track, tuesday))
    work.do_all()
    said = text_of(client.get(asked.url))
    assert "No plan fits" in said
    assert "Birch Middle can let nobody go on any of these dates." in said
    assert "0 substitutes a day at most" in said
    assert client.post(f"{asked.url}use/").status_code == 302
    assert _sections(cast) == 0
    like = client.get(f"{DATES}new/?like={asked.url.rstrip('/').rpartition('/')[2]}").content.decode()
    assert "Alder Elementary 3" in like and "dev@riverbend.example" in like


def test_without_the_solver_the_page_says_what_to_install(client, cast, track, tuesday, monkeypatch):
    client.force_login(cast.user("ola"))
    asked = client.post(f"{DATES}new/", wanted(cast, track, tuesday))
    import sys

    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    monkeypatch.setitem(sys.modules, "ortools", None)
    work.do_all()
    assert "pip install &#x27;groundswell[planning]&#x27;" in client.get(asked.url).content.decode().replace(
        "'groundswell[planning]'", "&#x27;groundswell[planning]&#x27;"
    )


def test_a_request_that_can_t_be_meant_is_answered_at_its_field(client, cast, track, tuesday):
    client.force_login(cast.user("ola"))
    for changes, said in (
        ({"schools": "Alder Elementary 3\nNowhere 2"}, "Line 2"),
        ({"schools": ""}, "Say how many teachers"),
        ({"last": (tuesday - timedelta(days=9)).isoformat()}, "before the first"),
        ({"first": "2001-01-01"}, "still to come"),
        ({"ends": "07:00"}, "must come after"),
        ({"longest_gap": 1}, "less than the shortest"),
        ({"rooms": []}, "Choose a room"),
        ({"leads": "nobody@riverbend.example"}, "Nobody in this district"),
    ):
        answer = client.post(f"{DATES}new/", wanted(cast, track, tuesday, **changes))
        assert answer.status_code == 422, changes
        assert said in text_of(answer), changes
    with reading(cast.tenant):
        assert not DatePlan.objects.exists()


def test_a_worker_that_was_killed_leaves_its_request_to_the_next(cast, track, client, tuesday):
    client.force_login(cast.user("ola"))
    client.post(f"{DATES}new/", wanted(cast, track, tuesday))
    with reading(cast.tenant):
        plan = DatePlan.objects.get()
    planning._begin(by=cast.system, plan=plan)
    assert planning.work_off(cast.tenant) == 0, "somebody is at it"
    with clock.shifted(timedelta(minutes=4)):
        assert planning.work_off(cast.tenant) == 1
    with reading(cast.tenant):
        assert DatePlan.objects.get().state == "found"
