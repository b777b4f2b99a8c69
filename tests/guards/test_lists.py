"""A list costs the same whatever it holds: as many statements for one row as for many, and few."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groundswell.events.actions import (
    events,
    planning,
    policy,
    programmes,
    registration,
    requests,
    surge,
)
from groundswell.events.models import SeatKeep, Section, SubstituteCap
from groundswell.impact.actions import claims, definitions, outside
from groundswell.impact.models import Claim
from groundswell.impact.queries import evidence
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import mail
from groundswell.planning.actions import goals
from groundswell.planning.models import PlanGoal
from groundswell.roster.actions import calendar, merging, organisations, people, succession
from groundswell.roster.choices import EnrolmentRole, ImportState, PositionRole
from groundswell.roster.models import Enrolment, Organisation, Person, RosterImport, SchoolClass, Tombstone
from groundswell.surveys.actions import instruments, responses, waves
from groundswell.surveys.models import Invitation
from tests.guards import call_lists
from tests.support.counts import count as few_or_all
from tests.support.house import addresses
from tests.support.statements import statements

SIZES, MANY = (1, 3), few_or_all(8, 60)
FEW = 20
MOST = 15
FRAME = 5  # session, user, district, person, positions: every page of a district


def schools(cast, count):
    for at in range(count):
        organisations.add_school(by=cast.system, name=f"School {at}", parent=cast.places["north"])


def staff(cast, count, place="alder"):
    made = []
    for at in range(count):
        person = people.add_person(
            by=cast.system,
            given_name=f"P{at}",
            family_name="Many",
            email=f"p{at}.{clock.now().timestamp()}@x.example",
        )
        people.give_position(
            by=cast.system, person=person, organisation=cast.places[place], role=PositionRole.TEACHER
        )
        made.append(person)
    return made


def classes(cast, count):
    for at in range(count):
        with writing(cast.tenant):
            taught = SchoolClass.objects.create(
                tenant=cast.tenant, title=f"Class {at}", school=cast.places["alder"]
            )
            for person, role in (
                (cast.people["ana"], EnrolmentRole.TEACHER),
                (_student(cast), EnrolmentRole.STUDENT),
            ):
                Enrolment.objects.create(tenant=cast.tenant, school_class=taught, person=person, role=role)


def _student(cast):
    return Person.objects.create(tenant=cast.tenant, given_name="Kim", family_name="Many", is_student=True)


def _workshop(cast, seats=500, begins_in=timedelta(days=5)):
    begins_at = clock.now() + begins_in
    section = events.draft(
        by=cast.system, title="Many", begins_at=begins_at, ends_at=begins_at + timedelta(hours=1), seats=seats,
        facilitators=[cast.people["dev"]],
    )  # fmt: skip
    return events.publish(by=cast.system, section=section)


def workshops(cast, count):
    with reading(cast.tenant):
        before = Section.objects.count()
    for at in range(before, before + count):  # one after the other: nobody has two seats at one time
        section = _workshop(cast, begins_in=timedelta(days=5, hours=at))
        if at < FEW or at % FEW == 0:  # a seat in each of a thousand has nobody
            registration.register(by=cast.system, section=section, person=cast.people["ola"])


def attendees(cast, count):
    section = cast.section
    for person in staff(cast, count):
        registration.register(by=cast.system, section=section, person=person)


def waiting(cast, count):
    """A line, kept seats and people on call."""
    section, until = cast.section, clock.now() + timedelta(days=2)
    if section.cap > 1:
        cast.section = section = policy.set_policy(by=cast.system, section=section, cap=1)
        attendees(cast, 1)  # has the only seat, so that everybody else waits
    attendees(cast, count)
    for person in staff(cast, count):
        surge.put_on_call(by=cast.system, event=section.event, person=person)
    with writing(cast.tenant):
        for at in range(count):
            SeatKeep.objects.create(
                tenant=cast.tenant, section=section, name=f"Keep {at}", seats=1, until=until
            )


def some_programmes(cast, count):
    for at in range(count):
        programmes.draft(by=cast.system, title=f"Programme {at}", why="Many.")


def limits(cast, count):
    begins_on, place = clock.today(cast.tenant.time_zone), cast.places["alder"]
    rows = [
        SubstituteCap(tenant=cast.tenant, school=place, substitutes=at, begins_on=begins_on)
        for at in range(count)
    ]
    with writing(cast.tenant):
        SubstituteCap.objects.bulk_create(rows)


def date_plans(cast, count):
    for at in range(count):
        planning.ask(by=cast.actor("ola"), title=f"Plan {at}", programme=None, asked={"events": []})


def needs(cast, count):
    for at in range(count):
        requests.raise_need(by=cast.actor("ana"), what=f"Need {at}")


def mails(cast, count):
    for at in range(count):
        mail.send(
            by=cast.system, to=cast.people["ana"], kind="events.booked", key=f"{at}.{clock.now()}", context={}
        )


def asked(cast, count):
    for at in range(count):
        wave = waves.open_for(
            by=cast.system, instrument_key="post_event", subject_key=f"{at}.{clock.now()}", title="Many",
            context_label="", people=[cast.people["ola"]], anchor=clock.today("UTC"),
        )  # fmt: skip
        assert wave.pk


def questionnaires(cast, count):
    for _ in range(count):
        instruments.draft(by=cast.system, title={"en": "Many"}, introduction={})


def answers(cast, count):
    wave = cast.wave
    waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="lists", title="Many", context_label="",
        people=staff(cast, count), anchor=clock.today("UTC"),
    )  # fmt: skip
    with reading(cast.tenant):
        open_ones = list(Invitation.objects.filter(wave=wave, done_at=None).select_related("wave", "person"))
    for one in open_ones:
        by = Actor(tenant=cast.tenant, name="", person_id=one.person_id, origin="link")
        responses.submit(by=by, invitation=one, answers={"confident": "very", "takeaway": "Much."})


def imports(cast, count):
    with writing(cast.tenant):
        before = RosterImport.objects.count()
        for at in range(count):
            RosterImport.objects.create(
                tenant=cast.tenant, number=before + at + 1, file_name="many.zip", state=ImportState.REFUSED,
                brought_by=cast.user("ida"),
            )  # fmt: skip


def calendar_files(cast, count):
    for at in range(count):
        content = f"date,kind,title\n2026-03-{at % 28 + 1:02},holiday,Day {at}\n".encode()
        calendar.bring_file(by=cast.system, name="days.csv", content=content)


def erased(cast, count):
    with writing(cast.tenant):
        for _ in range(count):
            Tombstone.objects.create(tenant=cast.tenant, ground="request", by_person=cast.people["ida"].pk)


def twins(cast, count):
    for _ in range(count):
        other = people.add_person(by=cast.system, given_name="Ana", family_name="Ruiz")
        merging.merge_persons(by=cast.actor("ida"), keep=cast.people["ana"], other=other)
        people.add_person(by=cast.system, given_name="Ana", family_name="Ruiz")


def ended_schools(cast, count):
    for _ in range(count):
        old, new = (
            organisations.add_school(by=cast.system, name=name, parent=cast.places["north"])
            for name in ("Many that end", "Many that go on")
        )
        succession.succeed(by=cast.system, schools=[old], successors=[new])


def some_claims(cast, count):
    """Drafts, as many public ones, and as many of others."""
    asked(cast, 1)
    ola, today = cast.actor("ola"), clock.today(cast.tenant.time_zone)
    with reading(cast.tenant):
        question = {name: evidence.questions()[0][name] for name in ("instrument", "fingerprint")}
    definition = definitions.define(by=ola, **question, population="Many", from_on=today, to_on=today)
    with reading(cast.tenant):
        free = 1 + PlanGoal.objects.count()
    for at in range(2 * count):
        goal = goals.add(by=ola, number=free + at, title={"en": "Many"}, from_year=2026, to_year=2030)
        made = claims.draft(by=ola, sentence={"en": "Many {share}"}, definitions=[definition], goal=goal.pk)
        if at % 2:
            with writing(cast.tenant):
                Claim.objects.filter(pk=made.pk).update(state="published", published_at=clock.now())
            outside.enter(by=ola, partner="Many", sentence=f"{made.pk}", topic="many", told=[])


# Address of a list -> who reads it, its arguments, what fills it.
LISTS = {
    "portal:today": ("ola", {}, workshops),
    "portal:schools": ("sam", {}, schools),
    "portal:school_list": ("sam", {}, schools),
    "portal:successions": ("ida", {}, ended_schools),
    "portal:community": ("sam", {"pk": "north"}, schools),
    "portal:school": ("sam", {"pk": "alder"}, staff),
    "portal:school_classes": ("sam", {"pk": "alder"}, classes),
    "portal:people": ("sam", {}, staff),
    "portal:person": ("ana", {"pk": "ana"}, classes),
    "portal:search": ("sam", {}, staff),
    "events:list": ("ola", {}, workshops),
    "events:event": ("ola", {"pk": "section"}, attendees),
    "events:people": ("dev", {"pk": "section"}, attendees),
    "events:section_people": ("dev", {"section_pk": "one section"}, attendees),
    "events:meeting_sign_in": ("dev", {"meeting_pk": "one date"}, attendees),
    "events:meeting_paper": ("dev", {"meeting_pk": "one date"}, attendees),
    "events:section_seats": ("ola", {"section_pk": "one section"}, waiting),
    "events:section_dates": ("ola", {"section_pk": "one section"}, attendees),
    "events:board": ("ola", {}, workshops),
    "events:leading": ("dev", {}, workshops),
    "events:surge": ("ola", {"pk": "section"}, waiting),
    "events:programme_list": ("ola", {}, some_programmes),
    "events:request_list": ("ola", {}, needs),
    "events:substitute_caps": ("ola", {}, limits),
    "events:date_plans": ("ola", {}, date_plans),
    "notices:mails": ("ola", {}, mails),
    "surveys:waves": ("ola", {}, asked),
    "surveys:instruments": ("ola", {}, questionnaires),
    "surveys:wave": ("ola", {"pk": "wave"}, answers),
    "surveys:paper": ("ola", {"pk": "wave"}, answers),
    "impact:ledger": ("ola", {}, some_claims),
    "impact:outside": ("ola", {}, some_claims),
    "impact:by_goal": ("sam", {}, some_claims),
    "planning:goals": ("sam", {}, some_claims),
    "impact:public": ("ana", {}, some_claims),
    "roster:imports": ("ida", {}, imports),
    "portal:calendar_files": ("ola", {}, calendar_files),
    "roster:erasures": ("ida", {}, erased),
    "portal:person_record": ("ida", {"pk": "ana"}, twins),
    "portal:person_same": ("ida", {"pk": "ana"}, twins),
} | call_lists.LISTS
# The rows are written once for all the lists that they fill.
FILLED_TOGETHER = [
    pytest.param([name for name, one in LISTS.items() if one[2] is fill], id=fill.__name__)
    for fill in dict.fromkeys(one[2] for one in LISTS.values())
]
# Search looks further only while it has found too little: more rows make it cheaper, never dearer.
LOOKS_FURTHER = {"portal:search"}
ASKED_FOR = {"portal:search": "?q=Many"}
# An address whose name says that it is no list of rows, although it ends like one.
NO_LIST = {
    "events:outside_list": "counted in tests/events/test_outside.py, with several that wait",
    "events:programme_credit": "one rule in its versions", "events:badge_keys": "a handful of keys in many years",
    "events:asking": "counted in tests/events/test_asking_rules.py, with events that are due",
    "surveys:wave_groups": "counted in tests/surveys/test_results_groups.py, of a wave that is over",
    "surveys:wave_words": "counted in tests/surveys/test_results_words.py, where enough were written",
    "surveys:wave_themes": "counted in tests/surveys/test_themes.py, where texts are coded",
    "surveys:wave_themes_suggested": "at most twelve groups of eight texts",
    "surveys:named": "counted in tests/surveys/test_named.py, once it is open", "surveys:named_open": "one press",
    "events:substitutes": "counted in tests/events/test_school_day_pages.py, in a month that has some",
    "portal:settings": "a form", "badges:status": "one file, signed",
    "events:register": "one press", "roster:import_changes": "a file, streamed", "roster:import_problems": "a file",
} | call_lists.NO_LIST  # fmt: skip


@pytest.fixture
def stage(cast):
    """The one workshop and the one wave whose lists grow; what a filling adds stands in ``named``."""
    cast.section, cast.named = _workshop(cast), {}
    cast.wave = waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="lists", title="Many", context_label="",
        people=[], anchor=clock.today("UTC"),
    )  # fmt: skip
    return cast


def _path(cast, name, arguments) -> str:
    ids = {"north": "places", "alder": "places", "ana": "people"}
    values = {}
    for key, what in arguments.items():
        if what in ids:
            values[key] = getattr(cast, ids[what])[what].pk
        elif what in cast.named:
            values[key] = cast.named[what]
        elif what == "one section":
            values[key] = cast.section.pk
        elif what == "one date":
            with reading(cast.tenant):
                values[key] = cast.section.meetings.get().pk
        else:
            values[key] = cast.section.event_id if what == "section" else cast.wave.pk
    return reverse(name, kwargs={"district": "riverbend", **values}) + ASKED_FOR.get(name, "")


def cost_of(stage, names, grow=(*SIZES, MANY)) -> dict[str, list[int]]:
    """The statements of these lists, which the same rows fill, with 1, 3 and many more of them."""
    costs: dict[str, list[int]] = {name: [] for name in names}
    for size in grow:
        LISTS[names[0]][2](stage, size)
        for name in names:
            reader, arguments, _ = LISTS[name]
            browser = Client()
            browser.force_login(
                stage.user(reader), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            costs[name].append(statements(browser, _path(stage, name, arguments)))
    return costs


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("names", FILLED_TOGETHER)
def test_a_list_costs_the_same_with_one_row_three_and_many(names, stage):
    for name, costs in cost_of(stage, names).items():
        as_it_grows = sorted(costs, reverse=True)
        assert len(set(costs)) == 1 or (name in LOOKS_FURTHER and costs == as_it_grows), (name, costs)
        assert max(costs) - FRAME <= MOST, (name, costs)


@pytest.mark.proof
@pytest.mark.parametrize("names", FILLED_TOGETHER)
def test_a_list_costs_the_same_with_a_thousand_rows(names, stage):
    for name, (few, many) in cost_of(stage, names, (1, 1000)).items():
        assert few == many or (name in LOOKS_FURTHER and few > many), (name, few, many)


@pytest.mark.slow
def test_a_list_that_asks_for_each_row_is_found(stage, monkeypatch):
    """Negative control: the list of people, each row asking for its positions by itself."""
    from groundswell.portal.views import people as views

    def asks_again(person):
        return ", ".join(
            str(one.organisation.name)
            for one in person.positions.select_related("organisation").all().filter()
        )

    as_it_is = views._row
    monkeypatch.setattr(views, "_row", lambda one: as_it_is(one) | {"roles": [asks_again(one)]})
    costs = cost_of(stage, ["portal:people"])["portal:people"]
    assert costs[0] < costs[1] < costs[2]


def test_every_list_is_in_the_table():
    """A view whose name ends in ``list`` or in a plural is a list. A page that is added tomorrow is asked tomorrow."""
    plural = [
        address.name
        for address in addresses()
        if address.in_a_district
        and (
            address.name.endswith("list")
            or address.name.endswith("s")
            or address.view.__name__.endswith(("_list", "s", "people", "history"))
        )
        and not address.view.__name__.endswith("ss")
    ]
    assert set(plural) - set(LISTS) - set(NO_LIST) == set()


def test_the_table_of_lists_is_not_stale():
    assert set(LISTS) | set(NO_LIST) <= {address.name for address in addresses()}


def test_there_is_one_district_at_the_top(inside):
    """The counts above compare pages of one district; a second top would make them another page."""
    assert Organisation.objects.filter(parent=None).count() == 1
