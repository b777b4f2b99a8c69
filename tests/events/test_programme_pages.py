"""Programmes and needs as people see them: what is asked, how far one is, and what the office writes and answers."""

import pytest

from groundswell.events.actions import programmes
from groundswell.events.actions.registration import register
from groundswell.events.models import LearningEvent, LearningRequest, Programme
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import SchoolYear
from tests.events.test_pages import FORM, LEARN, page, text_of

ALL = LEARN + "programmes/"
ASK = LEARN + "requests/"
SAID = {"title": "Reading for all", "why": "Every student reads.", "goal": "Each school has a reading team."}


@pytest.fixture
def programme(cast, workshop):
    """A published programme with one event, which teachers must take, and one more of their choice."""
    ola = cast.actor("ola")
    made = programmes.draft(by=ola, **SAID)
    first = workshop(title="Reading aloud", programme=made)
    workshop(title="Word walls", programme=made)
    programmes.set_rule(by=ola, programme=made, role="teacher", required=[first.event], electives=1)
    return programmes.publish(by=ola, programme=made), first


def test_ana_reads_what_is_asked_of_her_and_how_far_she_is(browse, programme, cast):
    made, first = programme
    ana = browse("ana")
    assert "Reading for all" in text_of(ana.get(ALL))
    shown = text_of(ana.get(f"{ALL}{made.pk}/"))
    assert "Every student reads." in shown and "Required: 0 of 1 attended, 1 still to do." in shown
    assert "1 more of your choice." in shown and "Copy to another year" not in shown
    register(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    assert "a seat at 1 more" in text_of(ana.get(f"{ALL}{made.pk}/"))


def test_a_draft_is_for_the_office_only(browse, cast):
    made = programmes.draft(by=cast.actor("ola"), **SAID)
    assert browse("ana").get(f"{ALL}{made.pk}/").status_code == 404
    assert "No programme is for you now" in text_of(browse("ana").get(ALL))
    assert browse("noor").get(f"{ALL}{made.pk}/").status_code == 404
    assert browse("ana").get(f"{ALL}new/").status_code == 403


def test_the_office_writes_publishes_changes_and_copies_one(browse, cast):
    with writing(cast.tenant):
        today = clock.today("UTC")
        year = SchoolYear.objects.create(
            tenant=cast.tenant, title="Next year", ends_in=2031, begins_on=today.replace(year=2030, month=8, day=1),
            ends_on=today.replace(year=2031, month=6, day=1),
        )  # fmt: skip
    ola = browse("ola")
    ola.post(f"{ALL}new/", SAID | {"audience": ["teacher"]})
    with reading(cast.tenant):
        made = Programme.objects.get()
    assert made.audience == ["role:teacher"]
    one = f"{ALL}{made.pk}/"
    assert "Not published:" not in text_of(ola.get(one))
    ola.post(f"{one}press/", {"do": "publish"})
    assert ola.post(f"{one}edit/", SAID | {"title": "Reading", "version": made.version}).status_code == 302
    stale = ola.post(f"{one}edit/", SAID | {"version": made.version})
    assert stale.status_code == 422
    assert "Copied as a draft" in text_of(ola.post(f"{one}copy/", {"school_year": year.pk}, follow=True))
    with reading(cast.tenant):
        assert list(Programme.objects.order_by("pk").values_list("title", "state")) == [
            ("Reading", "published"),
            ("Reading", "draft"),
        ]


def test_a_rule_is_set_and_taken_away_and_an_event_joins_on_its_form(browse, programme, workshop, cast):
    made, first = programme
    ola, third = browse("ola"), workshop(title="Math language routines")
    values = FORM | {"programme": made.pk, "title": "Math language routines"}
    assert ola.post(page(third, "edit/"), values).status_code == 302
    with reading(cast.tenant):
        assert LearningEvent.objects.get(pk=third.event_id).programme_id == made.pk
    rule = {"role": "principal", "required": [first.event_id], "electives": "2"}
    assert "2 more of your choice." in text_of(ola.post(f"{ALL}{made.pk}/rule/", rule, follow=True))
    ola.post(f"{ALL}{made.pk}/rule/", {"role": "principal", "electives": "0"})
    with reading(cast.tenant):
        assert [one.role for one in made.rules.all()] == ["teacher"]


def test_a_need_is_raised_and_answered_with_an_event_or_a_reason(browse, workshop, cast):
    section = workshop()
    assert "Nothing has been asked for yet" in text_of(browse("ana").get(ASK))
    assert browse("ana").post(f"{ASK}new/", {"what": " "}).status_code == 422
    for what in ("Fractions", "Robots"):
        browse("ana").post(f"{ASK}new/", {"what": what})
    assert "Fractions" in text_of(browse("ola").get(ASK)) and "Fractions" not in text_of(
        browse("ben").get(ASK)
    )
    with reading(cast.tenant):
        fractions, robots = LearningRequest.objects.order_by("pk")
    both = {"event": section.event_id, "reason": "No."}
    assert browse("ola").post(f"{ASK}{fractions.pk}/answer/", both).status_code == 422
    browse("ola").post(f"{ASK}{fractions.pk}/answer/", {"event": section.event_id})
    browse("ola").post(
        f"{ASK}{robots.pk}/answer/", {"reason": "There is nobody who could lead it this year."}
    )
    shown = text_of(browse("ana").get(ASK))
    assert "Small groups that work" in shown and "nobody who could lead it" in shown
    assert browse("ana").get(f"{ASK}{robots.pk}/answer/").status_code == 403
    assert browse("noor").get(f"{ASK}{robots.pk}/answer/").status_code in (403, 404)
