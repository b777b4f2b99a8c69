"""Programmes: one why, several events, what each role is to take, and the same again next year."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from groundswell.events.actions import agenda, attendance, copying, events, prerequisites, programmes
from groundswell.events.actions.registration import register
from groundswell.events.models import LearningEvent, Registration, Section
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.queries.programmes import get_programme_for
from groundswell.events.rules import prerequisites as asked
from groundswell.events.rules.agenda import Part
from groundswell.events.rules.progress import my_progress, progress
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import organisations
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import SchoolYear


@pytest.fixture
def summer(cast, workshop):
    """Principals, summer 2020: one required session and two of seven electives."""
    ola = cast.actor("ola")
    programme = programmes.draft(
        by=ola, title="Leading from a distance", why="Schools open anew.", audience=["principal"]
    )
    titles = ["Teaching and learning flexibly", *(f"Elective {number}" for number in range(1, 8))]
    sections = [
        workshop(title=title, programme=programme, audience=["principal"], begins_in=timedelta(days=day))
        for day, title in enumerate(titles, start=7)
    ]
    made = [section.event for section in sections]
    programmes.set_rule(by=ola, programme=programme, role="principal", required=made[:1], electives=2)
    return programmes.publish(by=ola, programme=programme), sections


def how_far(cast, programme, who="bao"):
    with reading(cast.tenant):
        [one] = my_progress(cast.actor(who), programme)
    return one


def attend(cast, section, who):
    """Take a seat, and be there."""
    seat = register(by=cast.actor("ola"), section=section, person=cast.people[who])
    with clock.standing_at(section.ends_at + timedelta(minutes=5)):
        attendance.note(by=cast.actor("dev"), section=section, registration=seat, state="attended")


def test_one_required_and_two_of_seven(cast, summer):
    programme, sections = summer
    start = how_far(cast, programme)
    assert (start.required.needed, start.electives.needed, start.to_do) == (1, 2, 3)
    assert start.in_words() == (
        "Required: 0 of 1 attended, 1 still to do. "
        "Of your choice: 0 of 2 attended, from 7 on offer, 2 still to do."
    )
    attend(cast, sections[0], "bao")
    attend(cast, sections[3], "bao")
    register(by=cast.actor("bao"), section=sections[5], person=cast.people["bao"])
    now = how_far(cast, programme)
    assert (now.required.attended, now.electives.attended, now.electives.seats, now.to_do) == (1, 1, 1, 0)
    assert not now.is_done
    assert now.in_words() == (
        "Required: 1 of 1 attended. Of your choice: 1 of 2 attended, from 7 on offer, a seat at 1 more."
    )
    attend(cast, sections[5], "bao")
    assert how_far(cast, programme).is_done


def test_progress_costs_the_same_for_one_event_and_for_eight(cast, summer, django_assert_max_num_queries):
    programme, _sections = summer
    actor = cast.actor("bao")
    with reading(cast.tenant), django_assert_max_num_queries(7):
        my_progress(actor, programme)


def test_more_electives_than_asked_for_do_not_replace_a_required_one():
    done = progress(role="", required={1}, electives=2, events=[1, 2, 3, 4], attended={2, 3, 4}, seats=set())
    assert (done.required.to_do, done.electives.to_do, done.is_done) == (1, 0, False)


def test_what_was_cancelled_is_asked_of_nobody():
    one = progress(role="", required={1, 9}, electives=3, events=[1, 2], attended={1, 2}, seats=set())
    assert one.is_done and one.electives.needed == 1


def test_a_programme_says_why_before_it_is_shown_and_only_to_whom_it_is_for(cast):
    ola = cast.actor("ola")
    programme = programmes.draft(by=ola, title="No reason", audience=["principal"])
    with pytest.raises(Refused, match="why"):
        programmes.publish(by=ola, programme=programme)
    programmes.change(by=ola, programme=programme, why="Because.", goal="Every school.")
    with reading(cast.tenant), pytest.raises(Http404):
        get_programme_for(cast.actor("bao"), programme.pk)
    programmes.publish(by=ola, programme=programme)
    with reading(cast.tenant):
        assert get_programme_for(cast.actor("bao"), programme.pk).goal == "Every school."
        with pytest.raises(Http404):
            get_programme_for(cast.actor("ana"), programme.pk)
    with reading(cast.other), pytest.raises(Http404):
        get_programme_for(cast.actor("nils"), programme.pk)
    programmes.end(by=ola, programme=programme)
    with pytest.raises(Refused, match="Ended"):
        programmes.publish(by=ola, programme=programme)


def test_two_browsers_change_one_programme_and_the_second_is_told(cast):
    ola = cast.actor("ola")
    programme = programmes.draft(by=ola, title="Coaching")
    programmes.change(by=ola, programme=programme, version=1, title="Foundations of coaching")
    with pytest.raises(Refused, match="Somebody else changed “Foundations of coaching”"):
        programmes.change(by=ola, programme=programme, version=1, title="Other")


def test_only_events_of_the_programme_can_be_required_and_only_partners_provide(cast, workshop):
    ola = cast.actor("ola")
    programme = programmes.draft(by=ola, title="Coaching")
    with pytest.raises(Refused, match="isn't part of this programme"):
        programmes.set_rule(by=ola, programme=programme, required=[workshop().event])
    with pytest.raises(Refused, match="isn't a partner"):
        programmes.change(by=ola, programme=programme, provider=cast.places["alder"])


@pytest.fixture
def years(cast):
    with writing(cast.tenant):
        return [
            SchoolYear.objects.create(
                tenant=cast.tenant, ends_in=year, title=str(year), begins_on=date(year - 1, 8, day),
                ends_on=date(year, 6, 10),
            )
            for year, day in ((2026, 25), (2027, 24))
        ]  # fmt: skip


def test_a_programme_goes_to_next_year_with_its_weekdays_and_without_its_people(cast, summer, years):
    programme, sections = summer
    ola = cast.actor("ola")
    this, following = years
    programme = programmes.change(by=ola, programme=programme, school_year=this)
    register(by=cast.actor("bao"), section=sections[0], person=cast.people["bao"])
    events.cancel(by=ola, section=sections[7])
    copy = copying.copy_programme(by=ola, programme=programme, school_year=following)
    with reading(cast.tenant):
        made = list(LearningEvent.objects.filter(programme=copy).order_by("pk"))
        assert (copy.state, copy.copied_from_id, copy.school_year_id) == ("draft", programme.pk, following.pk)
        assert len(made) == 7 and {one.state for one in made} == {"draft"}
        [rule] = copy.rules.all()
        assert [one.event_id for one in rule.required.all()] == [made[0].pk] and rule.electives == 2
        assert Registration.objects.filter(section__event__in=made).count() == 0
        section = Section.objects.get(event=made[0])
        assert section.facilitators.count() == 0 and section.seats == sections[0].seats
        was, now = (clock.local(one.begins_at, cast.tenant.time_zone) for one in (sections[0], section))
        assert (now.date() - was.date()).days == 52 * 7
        assert now.time() == was.time()
        assert [one.begins_at for one in meetings_of(section)] == [section.begins_at]


def test_an_event_is_copied_with_its_agenda_and_counts_as_the_same_next_year(cast, workshop):
    ola = cast.actor("ola")
    first, second = workshop(title="Foundations"), workshop(title="Advanced")
    agenda.set_agenda(by=ola, event=first.event, parts=[Part("Together", 60, made_by=cast.people["dev"])])
    prerequisites.set_prerequisites(by=ola, event=second.event, asked=[(first.event, "school_coach")])
    attend(cast, first, "ana")
    copy = copying.copy_event(by=ola, event=second.event)
    again = copying.copy_event(by=ola, event=first.event)
    third = copying.copy_event(by=ola, event=again)
    with reading(cast.tenant):
        [part] = again.segments.all()
        assert (part.title, part.made_by_id) == ("Together", None)
        assert third.copied_from_id == again.copied_from_id == first.event_id
        asked.check(copy, cast.people["ana"])
        asked.check(copy, cast.people["cora"])
        with pytest.raises(Refused, match="builds on “Foundations”"):
            asked.check(copy, cast.people["ben"])
    with pytest.raises(Refused, match="at least one week"):
        copying.copy_event(by=ola, event=copy, weeks=0)


def test_this_years_copy_satisfies_what_last_years_event_is_asked_for(cast, workshop):
    ola = cast.actor("ola")
    first, second = workshop(title="Foundations"), workshop(title="Advanced")
    prerequisites.set_prerequisites(by=ola, event=second.event, asked=[(first.event, "")])
    again = copying.copy_event(by=ola, event=first.event, weeks=1)
    with reading(cast.tenant):
        section = Section.objects.select_related("event").get(event=again)
    events.set_facilitators(by=ola, section=section, people=[cast.people["dev"]])
    section = events.publish(by=ola, section=section)
    with clock.standing_at(section.registration_opens_at + timedelta(hours=1)):
        attend(cast, section, "ben")
    with reading(cast.tenant):
        asked.check(LearningEvent.objects.get(pk=second.event_id), cast.people["ben"])
    with pytest.raises(Refused, match="Choose another event"):
        prerequisites.set_prerequisites(by=ola, event=first.event, asked=[(section.event, "")])


def test_a_partner_gives_what_the_district_does_not(cast, workshop):
    partner = organisations.add(
        by=cast.system, kind=OrganisationKind.PARTNER, name="Bright Path", parent=cast.places["district"]
    )
    assert workshop(provider=partner).event.provider_id == partner.pk
    with pytest.raises(Refused, match="isn't a partner"):
        workshop(provider=cast.places["north"])
