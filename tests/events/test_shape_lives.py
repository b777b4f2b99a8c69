"""What people wished for follows a joining, goes back with a split, and is forgotten with the person."""

import pytest

from groundswell.events.actions import agenda, events, interest, joining, requests
from groundswell.events.models import AgendaSegment, Interest, LearningRequest
from groundswell.events.rules.agenda import Part
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.actions import erasure, merging
from groundswell.roster.choices.lives import ErasureGround
from tests.cast import hire


@pytest.fixture
def twice(cast):
    hire(cast, "kim", "Kim", "Abe")
    hire(cast, "kimberly", "Kimberly", "Abe", place="birch")
    return cast.people["kim"], cast.people["kimberly"]


@pytest.fixture
def wishes(cast, twice, workshop):
    """Both are interested in one event, the second record alone in another; it asked for something and leads a part."""
    ola = cast.actor("ola")
    both, one = (
        events.announce(by=ola, event=events.draft_event(by=ola, title=title)) for title in ("Both", "One")
    )
    for name, event in (("kim", both), ("kimberly", both), ("kimberly", one)):
        interest.express(by=cast.actor(name), event=event, person=cast.people[name])
    requests.raise_need(by=cast.actor("kimberly"), what="Canvas with Kimberly Abe")
    agenda.set_agenda(by=ola, event=one, parts=[Part("Hers", 30, made_by=twice[1], led_by=twice[1])])


@verb
def follow(*, by: Actor, merge, how) -> None:
    how(by=by, merge=merge)


def whose(cast) -> tuple:
    with reading(cast.tenant):
        live = Interest.objects.filter(ended_at__isnull=True).order_by("event__title")
        part = AgendaSegment.objects.get()
        return (
            list(live.values_list("event__title", "person_id")),
            LearningRequest.objects.get().person_id,
            (part.made_by_id, part.led_by_id),
        )


def test_wishes_follow_a_joining_and_go_back(cast, twice, wishes):
    keep, other = (person.pk for person in twice)
    merge = merging.merge_persons(by=cast.actor("ida"), keep=twice[0], other=twice[1])
    follow(by=cast.system, merge=merge, how=joining.join)
    assert whose(cast) == ([("Both", keep), ("One", keep)], keep, (keep, keep))
    merging.split(by=cast.actor("ida"), merge=merge)
    follow(by=cast.system, merge=merge, how=joining.split)
    assert whose(cast) == ([("Both", keep), ("One", other)], other, (other, other))


def test_an_erased_person_wants_nothing_any_more_and_leaves_no_words(cast, twice, wishes, tmp_path, settings):
    settings.GROUNDSWELL_HOME = tmp_path
    erasure.erase_person(by=cast.actor("ida"), person=twice[1], ground=ErasureGround.REQUEST)
    with reading(cast.tenant):
        assert Interest.objects.filter(person=twice[1], ended_at__isnull=True).count() == 0
        asked = LearningRequest.objects.get()
        assert (asked.what, asked.why, asked.person_id) == ("…", "", twice[1].pk)
