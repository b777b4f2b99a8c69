"""Who an event is for: one decision, asked of tokens and of the database alike."""

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.events.models import LearningEvent, Section
from groundswell.events.models.audience import is_for, normal, values_of
from groundswell.events.queries import audience
from groundswell.events.queries.events import get_section_for, joinable, sections_for
from groundswell.events.rules.audience import in_words
from groundswell.kernel import clock
from groundswell.kernel.permissions import Permission
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import people
from groundswell.roster.choices import EnrolmentRole, PositionRole
from groundswell.roster.models import Enrolment, SchoolClass
from tests.support.counts import count

TOKENS = st.sampled_from(
    [
        "role:teacher", "role:teacher_leader", "role:principal", "role:guest", "school:1", "school:11", "school:2",
        "community:1", "level:high", "level:middle", "title_one", "subject:math", "subject:mathematics", "grade:8",
        "grade:1", "grade:10", "team:1",
    ]
)  # fmt: skip


def _open_to(cast, who: str) -> list[Section]:
    actor = cast.actor(who)
    return joinable(actor, meant=audience.meant_for(audience.tokens_of_actor(actor)), now=clock.now())


def may_see(cast, who: str, section) -> bool:
    with reading(cast.tenant):
        try:
            get_section_for(cast.actor(who), section.event_id, Permission.EVENT_VIEW)
        except Http404:
            return False
        return True


@given(wanted=st.sets(TOKENS), held=st.sets(TOKENS))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=count(40, 120)
)
def test_the_database_decides_as_the_rule_does(workshop_row, wanted, held):
    """Both are asked about random audiences and random people, on the engine under test."""
    cast, event = workshop_row
    with writing(cast.tenant):
        LearningEvent.objects.filter(pk=event.pk).update(audience=normal(wanted))
    with reading(cast.tenant):
        asked = Section.objects.filter(audience.of_event(audience.meant_for(held)), event=event)
        assert asked.exists() == is_for(wanted, held)


@pytest.fixture
def workshop_row(cast, workshop):
    return cast, workshop().event


def test_within_a_dimension_any_and_across_dimensions_all():
    assert is_for([], [])
    assert is_for(["role:teacher", "role:principal"], ["role:principal"])
    assert not is_for(["role:teacher", "school:1"], ["role:teacher", "school:2"])
    assert is_for(["role:teacher", "school:1", "title_one"], ["title_one", "school:1", "role:teacher"])
    assert is_for(["teacher"], ["role:teacher"]) and is_for(["role:teacher"], {PositionRole.TEACHER})


def test_what_is_no_token_is_refused_and_each_is_kept_once():
    assert normal(["teacher", "role:teacher", "TITLE_ONE", "Grade:8"]) == [
        "grade:8",
        "role:teacher",
        "title_one",
    ]
    for wrong in ("shoe:42", "school:", "title_one:yes", 'school:"1', "school:1%"):
        with pytest.raises(ValueError, match="who an event is for"):
            normal([wrong])
    assert values_of(["grade:8", "role:teacher"], "role") == ["teacher"]


def test_a_workshop_for_teachers_of_alder_is_hidden_from_birch(cast, workshop):
    section = workshop(audience=["teacher", f"school:{cast.places['alder'].pk}"])
    assert may_see(cast, "ana", section)
    assert not may_see(cast, "ben", section)
    assert not may_see(cast, "bao", section), "the principal of Alder is no teacher"
    with reading(cast.tenant):
        assert section in sections_for(cast.actor("ana"))
        assert section in _open_to(cast, "ana")
        assert section not in _open_to(cast, "ben")


def test_places_levels_and_title_one_come_from_where_somebody_works_today(cast, inside):
    ana, ben, leo, sam = (audience.tokens_of_actor(cast.actor(who)) for who in ("ana", "ben", "leo", "sam"))
    alder, north = cast.places["alder"].pk, cast.places["north"].pk
    assert ana == {"role:teacher", f"school:{alder}", f"community:{north}", "level:elementary", "title_one"}
    assert "title_one" not in ben and "level:middle" in ben
    assert leo == {"role:area_superintendent", f"community:{north}"}
    assert sam == {"role:superintendent"}
    assert audience.tokens_of_actor(cast.actor("gus")) == {"role:guest"}


def test_everyone_is_asked_at_once_as_one_by_one(cast, inside, django_assert_num_queries):
    names = ("ana", "ben", "cora", "leo", "gus")
    ids = [cast.people[name].pk for name in names]
    with django_assert_num_queries(3):
        together = audience.tokens_of(ids)
    for name in names:
        assert together[cast.people[name].pk] == audience.tokens_of_actor(cast.actor(name))


def test_subjects_and_grades_come_from_the_classes_that_somebody_teaches(cast, workshop):
    section = workshop(audience=["subject:world-language", "grade:8"])
    assert not may_see(cast, "ana", section)
    with writing(cast.tenant):
        taught = SchoolClass.objects.create(
            tenant=cast.tenant,
            title="French",
            school=cast.places["alder"],
            subjects="World Language, Arts",
            grades="08",
        )
        Enrolment.objects.create(
            tenant=cast.tenant, school_class=taught, person=cast.people["ana"], role=EnrolmentRole.TEACHER
        )
    assert may_see(cast, "ana", section)
    with reading(cast.tenant):
        assert {"subject:world-language", "subject:arts", "grade:8"} <= audience.tokens_of_actor(
            cast.actor("ana")
        )


def test_roles_alone_and_everyone_cost_no_statement(cast, workshop, django_assert_num_queries):
    actor = cast.actor("ana")
    for_all, for_teachers = workshop().event, workshop(audience=["teacher"]).event
    with reading(cast.tenant):
        with django_assert_num_queries(0):
            assert audience.is_for_actor(for_all, actor) and audience.is_for_actor(for_teachers, actor)
        with django_assert_num_queries(1):
            get_section_for(actor, for_teachers.pk, Permission.EVENT_VIEW)


def test_a_person_is_asked_for_by_the_office_as_by_themselves(cast, workshop):
    event = workshop(audience=["title_one"]).event
    with reading(cast.tenant):
        assert audience.is_for_person(event, cast.people["ana"])
        assert not audience.is_for_person(event, cast.people["ben"])


def test_an_audience_in_words(cast, inside):
    tokens = [
        "role:teacher",
        f"school:{cast.places['alder'].pk}",
        "level:high",
        "title_one",
        "grade:8",
        "subject:world-language",
    ]
    assert in_words(tokens) == "Teacher; Alder Elementary; High; Title I schools; World language; grade 8"
    assert in_words([]) == "Everyone in the district"


def test_who_changes_school_is_asked_anew(cast, workshop):
    section = workshop(audience=[f"school:{cast.places['birch'].pk}"])
    assert not may_see(cast, "ana", section)
    people.give_position(
        by=cast.system,
        person=cast.people["ana"],
        organisation=cast.places["birch"],
        role=PositionRole.TEACHER,
    )
    assert may_see(cast, "ana", section)
