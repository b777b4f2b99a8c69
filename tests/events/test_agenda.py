"""Agendas: what a kind of event must give time for, and what of it came from outside."""

from collections import Counter

import pytest

from groundswell.events.actions import agenda, events
from groundswell.events.choices import SegmentKind
from groundswell.events.queries import agenda as parts_of
from groundswell.events.rules.agenda import Part, internal_share, missing
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import organisations
from groundswell.roster.choices import OrganisationKind


@pytest.fixture
def partner(cast):
    return organisations.add(
        by=cast.system, kind=OrganisationKind.PARTNER, name="Bright Path", parent=cast.places["district"]
    )


def test_a_design_workshop_begins_with_what_it_must_have(cast, workshop):
    event = workshop(kind="design_workshop", published=False).event
    made = agenda.begin_agenda(by=cast.actor("ola"), event=event)
    assert [one.kind for one in made] == ["unpack_standard", "explore_strategies", "write_plan"]
    assert all(one.is_active for one in made)
    assert missing("design_workshop", {"keynote", "write_plan"}) == [
        SegmentKind.UNPACK_STANDARD, SegmentKind.EXPLORE_STRATEGIES,
    ]  # fmt: skip
    assert missing("tour", set()) == []


def test_an_agenda_that_was_begun_is_complete_before_it_is_published(cast, workshop):
    section = workshop(kind="design_workshop", published=False)
    agenda.set_agenda(by=cast.actor("ola"), event=section.event, parts=[Part("Welcome", 10)])
    with pytest.raises(Refused, match="Unpack the standard, Explore strategies, Write a plan"):
        events.publish(by=cast.actor("ola"), section=section)
    agenda.begin_agenda(by=cast.actor("ola"), event=section.event)
    assert events.publish(by=cast.actor("ola"), section=section).state == "published"


def test_only_the_keynote_came_from_outside(cast, workshop, partner):
    """Everyone whose school goes first leads a part, a guest too; one part has a partner."""
    event = workshop(kind="institute", published=False).event
    parts = [
        Part("Opening", 45, SegmentKind.KEYNOTE, provider=partner),
        Part(
            "What the standard asks",
            60,
            SegmentKind.UNPACK_STANDARD,
            made_by=cast.people["dev"],
            is_active=True,
        ),
        Part("Try it", 90, SegmentKind.EXPLORE_STRATEGIES, led_by=cast.people["gus"], is_active=True),
        Part("Write it down", 45, SegmentKind.WRITE_PLAN, led_by=cast.people["ana"], is_active=True),
    ]
    agenda.set_agenda(by=cast.actor("ola"), event=event, parts=parts)
    with reading(cast.tenant):
        assert [one.kind for one in parts_of.from_outside([event])] == ["keynote"]
        minutes = parts_of.minutes_by_provider([event])
    assert minutes == Counter({None: 195, partner.pk: 45})
    assert internal_share(minutes) == pytest.approx(195 / 240)
    assert internal_share(Counter()) is None


def test_what_a_partner_gives_is_from_outside_to_the_last_part(cast, workshop, partner):
    event = workshop(provider=partner, published=False).event
    agenda.set_agenda(by=cast.actor("ola"), event=event, parts=[Part("One", 30), Part("Two", 15)])
    with reading(cast.tenant):
        assert parts_of.minutes_by_provider([event]) == Counter({partner.pk: 45})


def test_a_part_has_a_title_and_time_and_an_older_agenda_overwrites_nothing(cast, workshop):
    event = workshop(published=False).event
    for wrong in (Part("", 10), Part("Nothing", 0)):
        with pytest.raises(Refused, match="title and at least one minute"):
            agenda.set_agenda(by=cast.actor("ola"), event=event, parts=[wrong])
    agenda.set_agenda(by=cast.actor("ola"), event=event, parts=[Part("Mine", 10)], version=1)
    with pytest.raises(Refused, match="Somebody else changed"):
        agenda.set_agenda(by=cast.actor("ola"), event=event, parts=[Part("Theirs", 10)], version=1)


def test_two_browsers_edit_one_event_and_the_second_is_told(cast, workshop, fresh):
    section = workshop()
    version = fresh(section.event).version
    events.change(by=cast.actor("ola"), section=section, version=version, title="Hers")
    with pytest.raises(Refused, match="Somebody else changed “Hers”"):
        events.change(by=cast.actor("ola"), section=section, version=version, title="His", seats_wanted=99)
    assert (fresh(section.event).title, fresh(section).seats) == ("Hers", 20)
    events.change(by=cast.actor("ola"), section=section, version=version + 1, title="His")
