"""One change to many sections: look at each, press once; each is done whole or not at all."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.events.actions import bulk, events, meetings, policy
from groundswell.events.actions.registration import register
from groundswell.events.queries import bulk as found
from groundswell.events.queries import messages
from groundswell.events.rules import bulk as rules
from groundswell.events.rules.bulk import Change, What
from groundswell.events.rules.bulk_steps import plan
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import outbox
from tests.events.test_pages import LEARN, text_of

BULK = f"{LEARN}board/change/"


@pytest.fixture
def room(cast):
    return meetings.add_room(
        by=cast.actor("ola"), organisation=cast.places["birch"], name="Hall", capacity=15
    )


@pytest.fixture
def asked(cast):
    """``asked(change, sections)``: the steps of the preview, as the page makes them."""

    def look(change, sections):
        ola, zone = cast.actor("ola"), cast.tenant.time_zone
        with reading(cast.tenant):
            rows = found.chosen(ola, [one.pk for one in sections])
            facts = found.facts_of(
                rows,
                [span for one in rows for span in rules.spans(change, one, zone)],
                rooms={pk for one in rows for pk in rules.rooms(change, one)},
                person=change.person.pk if change.person else None,
            )
            return [plan(change, one, facts, zone) for one in rules.in_turn(change, rows)]

    return look


@pytest.fixture
def done(cast):
    """``done(change, steps)``: each step applied, as (section, refusal, whether anything was done)."""

    def press(change, steps):
        told = []
        for step in steps:
            seen = rules.fingerprint(step.section)
            try:
                made = bulk.apply(by=cast.actor("ola"), section=step.section, change=change, seen=seen)
                told.append((step.section.pk, "", made.is_done))
            except Refused as refusal:
                told.append((step.section.pk, str(refusal), False))
        return told

    return press


def change_of(page: str) -> tuple[list[str], str]:
    """What the preview hands on to the press that applies it."""
    return re.findall(r'name="seen" value="([^"]+)"', page), page


def test_the_office_chooses_looks_presses_and_a_second_press_does_nothing(
    browse, cast, workshop, crowd, fresh, post
):
    full, other = workshop(seats=1), workshop(title="Number talks", seats=5)
    for person, by in crowd(3):
        register(by=by, section=full, person=person)
    ola = browse("ola")
    chosen = {"section": [full.pk, other.pk], "query": "flag=&state="}
    shown = text_of(ola.post(BULK, chosen | {"step": "choose"}))
    assert "What should happen to these 2 sections?" in shown and "Number talks" in shown
    wrong = ola.post(BULK, chosen | {"step": "look", "what": "cap", "cap": "0"})
    assert wrong.status_code == 422 and "Please look at this again" in text_of(wrong)
    seen, look = change_of(text_of(ola.post(BULK, chosen | {"step": "look", "what": "cap", "cap": "3"})))
    assert "2 sections will change" in look and "2 mails go out." in look and "1 seat<" in look
    assert fresh(full).cap == 1, "nothing is done yet"
    press = {"step": "do", "what": "cap", "cap": "3", "seen": seen}
    assert "2 sections were changed" in text_of(ola.post(BULK, press))
    assert (fresh(full).seats_taken, fresh(full).waiting, fresh(other).cap) == (3, 0, 3)
    assert len(post("events.promoted")) == 2
    again = text_of(ola.post(BULK, press))
    assert "0 sections were changed" in again and again.count("is so already") == 2
    assert len(post("events.promoted")) == 2


def test_dates_that_were_moved_are_not_moved_again_by_the_same_press(browse, workshop, fresh):
    section, ola = workshop(), browse("ola")
    ask = {"section": [section.pk], "what": "dates", "weeks": "2"}
    seen, _look = change_of(text_of(ola.post(BULK, ask | {"step": "look"})))
    press = ask | {"step": "do", "seen": seen}
    assert "1 section was changed" in text_of(ola.post(BULK, press))
    second = text_of(ola.post(BULK, press))
    assert "0 sections were changed" in second and "It was changed since you looked" in second
    zone = "America/New_York"
    before, after = clock.local(section.begins_at, zone), clock.local(fresh(section).begins_at, zone)
    assert after.replace(tzinfo=None) - before.replace(tzinfo=None) == timedelta(weeks=2), (
        "the same hour on the wall"
    )


def test_what_changed_between_look_and_press_is_told_and_left_alone(cast, workshop, asked, fresh):
    section = workshop()
    change = Change(What.CAP, cap=7)
    [step] = asked(change, [section])
    policy.set_policy(by=cast.actor("ola"), section=section, cap=9)
    with pytest.raises(Refused, match="changed since you looked"):
        bulk.apply(by=cast.actor("ola"), section=section, change=change, seen=rules.fingerprint(step.section))
    assert fresh(section).cap == 9


@pytest.mark.slow
def test_what_the_preview_refuses_is_refused_and_the_rest_is_done(
    cast, workshop, crowd, room, asked, done, fresh
):
    """For each change: one section that can, one that can't. The preview and the verbs say the same."""
    dev, cora = cast.people["dev"], cast.people["cora"]
    begins = timedelta(days=7)
    one, same_time = workshop(begins_in=begins, facilitators=[]), workshop(begins_in=begins)
    later = workshop(begins_in=begins + timedelta(days=1), facilitators=[cora])
    virtual = workshop(begins_in=timedelta(days=9), mode="virtual", place="", facilitators=[cora])
    draft = workshop(begins_in=timedelta(days=10), published=False, facilitators=[])
    full = workshop(begins_in=timedelta(days=11), seats=2, facilitators=[])
    for person, by in crowd(2):
        register(by=by, section=full, person=person)
    everything = [one, same_time, later, virtual, draft, full]
    cases = {
        Change(What.ROOM, room=room): {same_time.pk, virtual.pk},  # the room is taken by then; online
        Change(What.LEAD, person=dev): {one.pk},  # leads the other one at the same time
        Change(What.CAP, cap=1): {full.pk},
        Change(What.WINDOW, opens_at=clock.now() + timedelta(days=9, hours=12)): {
            one.pk, same_time.pk, later.pk, virtual.pk,
        },
        Change(What.DATES, weeks=-1): {one.pk, same_time.pk},
        Change(What.SHIFT, days=30): {section.pk for section in everything},
        Change(What.PUBLISH): set(),
    }  # fmt: skip
    for change, refused in cases.items():
        steps = asked(change, everything)
        assert {step.section.pk for step in steps if step.refusal} == refused, change.what
        told = done(change, steps)
        assert {pk for pk, refusal, _done in told if refusal} == refused, change.what
        assert [pk for pk, _r, was_done in told if was_done] == [s.section.pk for s in steps if s.is_done]
        left = [step for step in asked(change, everything) if step.is_done]
        assert not left or change.what == What.DATES, "nothing is left to do, but dates can always move on"
    assert fresh(draft).state == "published"


def test_dates_move_together_through_the_rooms_that_they_leave(cast, workshop, room, asked, done):
    """Two weeks of a course in one room, moved by a week: the second makes room for the first."""
    ola = cast.actor("ola")
    weeks = [workshop(begins_in=timedelta(days=7 * number)) for number in (1, 2)]
    for section in weeks:
        events.reschedule(
            by=ola, section=section, meetings=[When(section.begins_at, section.ends_at, room=room)]
        )
    change = Change(What.DATES, weeks=1)
    assert all(was_done for _pk, _refusal, was_done in done(change, asked(change, weeks)))
    back = Change(What.DATES, weeks=-1)
    assert all(was_done for _pk, _refusal, was_done in done(back, asked(back, weeks)))
    other = workshop(begins_in=timedelta(days=14))
    [step] = asked(Change(What.ROOM, room=room), [other])
    assert "is taken by" in step.refusal


def test_calling_off_says_a_word_to_everyone_with_a_place(cast, workshop, crowd, asked, done, post, fresh):
    section, empty = workshop(seats=1), workshop(published=False)
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    change = Change(What.CANCEL, message="The school has no heating. We meet in May.")
    steps = asked(change, [section, empty])
    assert sum(step.mails for step in steps) == 3, "two with a place, one who leads"
    assert all(was_done for _pk, _refusal, was_done in done(change, steps))
    assert [fresh(one).state for one in (section, empty)] == ["cancelled", "cancelled"]
    told = post("events.cancelled")
    assert len(told) == 3 and post("events.message") == [], "one mail each says it, with the message"
    assert {mail.context["message_text"] for mail in told} == {change.message}
    assert {mail.context["reply_to"] for mail in told} == {"ola@riverbend.example"}
    assert [mail.calendar["method"] for mail in told if mail.calendar] == ["CANCEL"], (
        "for the one with a seat"
    )
    with reading(cast.tenant):
        letter = outbox.write(told[0], cast.tenant)
        [kept] = messages.sent_to(section)
    assert "Ola Mensah writes:\n\nThe school has no heating. We meet in May.\n" in letter.text
    assert "Answers go to ola@riverbend.example." in letter.text
    assert kept.personal.data["text"] == change.message, "what was said stands with the section"
    again = done(change, asked(change, [section, empty]))
    assert [was_done for _pk, _refusal, was_done in again] == [False, False]
    assert len(post("events.cancelled")) == 3


def test_all_that_match_are_those_of_the_address_and_not_too_many(browse, cast, workshop, monkeypatch):
    first, other = workshop(), workshop(title="Number talks")
    ola = browse("ola")
    shown = text_of(ola.post(BULK, {"step": "all", "query": "q=number"}))
    assert "this 1 section" in shown and f'value="{other.pk}"' in shown and f'value="{first.pk}"' not in shown
    assert "Tick the sections first" in text_of(ola.post(BULK, {"step": "choose"}, follow=True))
    monkeypatch.setattr("groundswell.events.views.bulk.MOST", 1)
    assert "At most 1 sections" in text_of(ola.post(BULK, {"step": "all"}, follow=True))
    assert "Nothing was done" in text_of(
        ola.post(BULK, {"step": "do", "what": "cap", "seen": "x"}, follow=True)
    )
    assert browse("dev").post(BULK, {"step": "all"}).status_code == 403


def test_the_preview_of_many_sections_asks_as_often_as_that_of_one(browse, cast, workshop, room):
    sections, ola, costs = [], browse("ola"), []
    for count in (1, 8):
        sections += [workshop(begins_in=timedelta(days=20 + number, hours=count)) for number in range(count)]
        for ask in ({"what": "room", "room": room.pk}, {"what": "lead", "person": "cora@riverbend.example"}):
            with CaptureQueriesContext(connection) as counted:
                ola.post(BULK, ask | {"step": "look", "section": [one.pk for one in sections]})
            costs.append(len(counted))
    assert costs[:2] == costs[2:], costs
