"""An initiative: why before what, plans that stay as they were, needs that were heard, people who work on it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.planning.actions import goals, initiatives
from groundswell.planning.choices import Autonomy, Function, InquiryKind, TextKind
from groundswell.planning.models import Initiative, InitiativePart, InitiativeText
from groundswell.planning.queries.initiatives import (
    functions_of,
    get_initiative_for,
    initiatives_for,
    members_of,
    missing_in,
    missing_texts,
)
from groundswell.planning.rules.refusals import Refused

HERE = "/d/riverbend/plan/initiatives/"
NAME = {"en": "Learning of one’s own", "es": "Un aprendizaje propio"}


@pytest.fixture
def goal(cast):
    return goals.add(
        by=cast.actor("sam"), number=1, title={"en": "Every school"}, from_year=2026, to_year=2030
    )


@pytest.fixture
def initiative(cast, goal):
    return initiatives.add(by=cast.actor("ola"), name=NAME, goal=goal, from_year=2027)


def inquiry(cast, initiative, **values):
    said = {
        "kind": InquiryKind.FOCUS_GROUP, "held_on": clock.today(cast.tenant.time_zone), "with_whom": "Teachers",
        "learnt": "Time.",
    } | values  # fmt: skip
    return initiatives.note_inquiry(by=cast.actor("ola"), initiative=initiative, **said)


def test_what_is_missing_is_named_until_all_is_written(cast, initiative):
    with reading(cast.tenant):
        assert missing_texts(initiative) == list(TextKind)
        assert missing_in(initiative).needs
    for kind in TextKind:
        initiatives.write(by=cast.actor("ola"), initiative=initiative, kind=kind, text={"en": "Because."})
    inquiry(cast, initiative)
    with reading(cast.tenant):
        assert not missing_in(initiative)


def test_a_text_written_anew_keeps_what_it_was(cast, initiative):
    ola = cast.actor("ola")
    for words in ("First.", "Second.", " Second. "):
        initiatives.write(by=ola, initiative=initiative, kind=TextKind.WHY, text={"en": words, "es": ""})
    with reading(cast.tenant):
        rows = InitiativeText.objects.order_by("version").values_list("version", "text", "is_current")
        assert list(rows) == [(1, {"en": "First."}, False), (2, {"en": "Second."}, True)]
        written = JournalEntry.objects.filter(kind="planning.initiative.written")
        assert written.count() == 2


def test_the_second_of_two_writers_is_told(cast, initiative):
    ola, sam = cast.actor("ola"), cast.actor("sam")
    initiatives.write(by=ola, initiative=initiative, kind="why", text={"en": "Ola’s."}, seen=0)
    with pytest.raises(Refused, match="Somebody else"):
        initiatives.write(by=sam, initiative=initiative, kind="why", text={"en": "Sam’s."}, seen=0)
    initiatives.write(by=sam, initiative=initiative, kind="why", text={"en": "Both."}, seen=1)


def test_the_page_keeps_what_the_second_writer_typed(cast, initiative, browse):
    office, page = browse("ola"), f"{HERE}{initiative.pk}/why/"
    office.post(page, {"text": "The first.", "text_es": "", "seen": "0"})
    answer = office.post(page, {"text": "The second.", "text_es": "", "seen": "0"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "The first." in shown and "The second." in shown
    assert 'name="seen" value="1"' in shown
    assert office.post(page, {"text": "Both.", "text_es": "", "seen": "1"}).status_code == 302


def test_parts_say_what_is_the_same_everywhere_and_what_is_a_schools_own(cast, initiative):
    ola = cast.actor("ola")
    parts = [("Profiles", "One for each student", Autonomy.FIXED), ("Rooms", "", Autonomy.LOCAL)]
    initiatives.set_parts(by=ola, initiative=initiative, parts=parts)
    initiatives.set_parts(by=ola, initiative=initiative, parts=parts[::-1])
    with reading(cast.tenant):
        rows = list(
            InitiativePart.objects.filter(initiative=initiative).values_list("position", "name", "autonomy")
        )
    assert rows == [(1, "Rooms", "local"), (2, "Profiles", "fixed")]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([("", "", "local")], "no name"),
        ([("A", "", "local"), ("a", "", "fixed")], "same name"),
        ([("x" * 121, "", "local")], "too long"),
        ([(str(n), "", "local") for n in range(41)], "at most 40"),
    ],
)
def test_parts_that_can_not_be_are_refused(cast, initiative, parts, words):
    with pytest.raises(Refused, match=words):
        initiatives.set_parts(by=cast.actor("ola"), initiative=initiative, parts=parts)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"with_whom": " "}, "with whom"),
        ({"learnt": ""}, "with whom"),
        ({"learnt": "x" * 2001}, "too long"),
        ({"held_on": None}, "not come yet"),
    ],
)
def test_an_inquiry_was_held_and_taught_something(cast, initiative, said, words):
    if said == {"held_on": None}:
        said = {"held_on": clock.today(cast.tenant.time_zone) + timedelta(days=1)}
    with pytest.raises(Refused, match=words):
        inquiry(cast, initiative, **said)


def test_who_works_on_it_and_for_which_function(cast, initiative):
    ola, dev = cast.actor("ola"), cast.people["dev"]
    first = initiatives.appoint(by=ola, initiative=initiative, person=dev, function=Function.TECHNOLOGY)
    again = initiatives.appoint(by=ola, initiative=initiative, person=dev, function=Function.TECHNOLOGY)
    initiatives.appoint(by=ola, initiative=initiative, person=dev)
    assert again.pk == first.pk
    with reading(cast.tenant):
        assert functions_of(dev.pk, initiative) == {"technology"}
        assert functions_of(cast.people["ana"].pk, initiative) == functions_of(None, initiative) == set()
        assert [one.function for one in members_of(initiative)] == ["", "technology"]
    initiatives.release(by=ola, member=first)
    initiatives.release(by=ola, member=first)
    with reading(cast.tenant):
        assert functions_of(dev.pk, initiative) == set()
        assert [one.function for one in members_of(initiative)] == [""]
    back = initiatives.appoint(by=ola, initiative=initiative, person=dev, function=Function.TECHNOLOGY)
    assert back.pk != first.pk  # the time before stays as it was


def test_who_begins_later_has_no_function_yet(cast, initiative):
    tomorrow = clock.today(cast.tenant.time_zone) + timedelta(days=1)
    dev = cast.people["dev"]
    initiatives.appoint(
        by=cast.actor("ola"), initiative=initiative, person=dev, function="academics", on=tomorrow
    )
    with reading(cast.tenant):
        assert functions_of(dev.pk, initiative) == set()
    with clock.shifted(timedelta(days=1)), reading(cast.tenant):
        assert functions_of(dev.pk, initiative) == {"academics"}


@pytest.mark.parametrize(
    ("values", "words"),
    [({"name": {"es": "Solo"}}, "in English"), ({"name": {"en": "x" * 121}}, "too long")],
)
def test_what_is_no_initiative_is_refused(cast, goal, values, words):
    with pytest.raises(Refused, match=words):
        initiatives.add(by=cast.actor("ola"), **{"name": NAME, "goal": goal, "from_year": 2027} | values)


def test_an_initiative_serves_a_goal_that_holds(cast, goal):
    sam = cast.actor("sam")
    goals.reword(by=sam, goal=goal, number=1, title={"en": "All schools"}, from_year=2026, to_year=2030)
    with pytest.raises(Refused, match="any more"):
        initiatives.add(by=sam, name=NAME, goal=goal, from_year=2027)


def test_two_of_one_name_have_two_keys(cast, goal, initiative):
    other = initiatives.add(by=cast.actor("ola"), name=NAME, goal=goal, from_year=2028)
    assert (initiative.key, other.key) == ("learning-of-ones-own", "learning-of-ones-own-2")


@pytest.mark.parametrize("who", ["ana", "bao", "leo", "dev", "ida"])
def test_who_does_not_keep_the_plan_reads_and_does_not_write(cast, initiative, who, browse):
    by = cast.actor(who)
    for attempt in (
        lambda: initiatives.write(by=by, initiative=initiative, kind="why", text={"en": "No."}),
        lambda: initiatives.set_parts(by=by, initiative=initiative, parts=[]),
        lambda: initiatives.appoint(by=by, initiative=initiative, person=cast.people["dev"]),
        lambda: initiatives.publish_curve(by=by, initiative=initiative, is_public=True),
        lambda: inquiry_by(by, initiative),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    reader = browse(who)
    assert reader.get(f"{HERE}{initiative.pk}/").status_code == 200
    assert b"Write it" not in reader.get(f"{HERE}{initiative.pk}/").content
    assert reader.get(f"{HERE}{initiative.pk}/why/").status_code == 403


def inquiry_by(by, initiative):
    today = clock.today(by.tenant.time_zone)
    initiatives.note_inquiry(
        by=by, initiative=initiative, kind="visit", held_on=today, with_whom="A", learnt="B"
    )


def test_the_district_next_door_and_guests_find_none(cast, initiative):
    for who in ("nils", "gus"):
        actor = cast.actor(who)
        with reading(actor.tenant):
            assert list(initiatives_for(actor)) == []
            with pytest.raises(Http404):
                get_initiative_for(actor, initiative.pk)
    with pytest.raises(Initiative.DoesNotExist):
        initiatives.write(by=cast.actor("nils"), initiative=initiative, kind="why", text={"en": "No."})


def test_the_office_does_it_all_on_its_pages(cast, goal, browse):
    office = browse("ola")
    made = office.post(
        f"{HERE}new/",
        {"name": "A", "name_es": "", "goal": goal.pk, "from_year": "2027", "participation": "invited"},
    )
    with reading(cast.tenant):
        one = Initiative.objects.get()
    page = f"{HERE}{one.pk}/"
    assert made.headers["Location"] == page
    assert "Schools can’t be asked yet" in office.get(page).content.decode()
    for kind in TextKind:
        office.post(f"{page}{kind}/", {"text": f"{kind} said", "text_es": "", "seen": "0"})
    office.post(
        f"{page}needs/",
        {"kind": "visit", "held_on": "2026-01-05", "with_whom": "Two districts", "learnt": "Slowly."},
    )
    office.post(
        f"{page}parts/",
        {
            "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0", "parts-0-name": "Profiles", "parts-0-meaning": "",
            "parts-0-autonomy": "fixed", "parts-1-name": "", "parts-1-meaning": "", "parts-1-autonomy": "local",
        },
    )  # fmt: skip
    office.post(f"{page}people/", {"email": "DEV@riverbend.example", "function": "technology"})
    shown = office.get(page).content.decode()
    assert "Schools can’t be asked yet" not in shown
    for words in ("why said", "Two districts", "Profiles", "Dev Patel"):
        assert words in shown
    wrong = office.post(f"{page}people/", {"email": "nobody@riverbend.example", "function": ""})
    assert wrong.status_code == 422 and b"nobody@riverbend.example" in wrong.content
    with reading(cast.tenant):
        [member] = members_of(one)
    office.post(f"{page}people/{member.pk}/release/")
    assert "Dev Patel works on it no more." in office.get(page).content.decode()
    assert b"Dev Patel" not in office.get(page).content
    assert office.post(f"{page}people/{member.pk + 1000}/release/").status_code == 404


def test_a_required_initiative_says_that_there_is_no_call(cast, goal, browse):
    one = initiatives.add(
        by=cast.actor("ola"), name=NAME, goal=goal, from_year=2027, participation="required"
    )
    assert "It holds for every school" in browse("ana").get(f"{HERE}{one.pk}/").content.decode()
