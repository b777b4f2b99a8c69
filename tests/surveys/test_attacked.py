"""What somebody could try against questionnaires, answers and results, and what stands against it."""

import time
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from groundswell.events.rules.asking import questionnaires
from groundswell.events.rules.asking_said import side_by_side
from groundswell.kernel import clock, rows
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import districts, people
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import Person, PersonMerge
from groundswell.roster.queries.lives import Subject
from groundswell.surveys import facts
from groundswell.surveys.actions import forgetting, instruments, joining, responses, stopping, waves
from groundswell.surveys.choices import ItemKind, Margin, WaveState
from groundswell.surveys.models import Answer, Invitation, Kiosk, Response, SurveyWave
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.queries.invitations import to_remind
from groundswell.surveys.rules import instruments_csv, instruments_file, suppression
from groundswell.surveys.rules.answering import number_in
from groundswell.surveys.rules.asking import reach
from groundswell.surveys.rules.change import change_between
from groundswell.surveys.rules.instruments_checks import findings
from groundswell.surveys.rules.instruments_words import fingerprint
from groundswell.surveys.rules.ready_made import STUDENT_VOICE, Page, Question, Questionnaire
from groundswell.surveys.rules.results import result_of
from groundswell.surveys.rules.results_groups import groups_of
from tests.support.racing import results, start
from tests.surveys import kinds
from tests.surveys.crowd import again, crowd, post_event

HERE = "tests.surveys.test_attacked:"
TEACHER = ("teacher", "alder")
YES_NO = ({"key": "yes", "en": "Yes"}, {"key": "no", "en": "No"})
BOX = {"box": ("yes",), "box_name": {"en": "for it"}}


def one(key: str, kind: ItemKind = ItemKind.ONE, **more) -> Question:
    more = {"points": YES_NO} | more if kind == ItemKind.ONE else more
    return Question(key, kind, {"en": key.capitalize()}, **more)


def installed(cast, *questions: Question, key="asked", pages=()):
    said = Questionnaire(key, {"en": "Asked"}, tuple(questions), pages=tuple(pages))
    return instruments.install(by=cast.system, questionnaire=said)


def test_hours_are_no_minutes():
    """The unit of a number is what the number means."""
    hours = one("long", ItemKind.NUMBER, unit={"en": "hours"})
    minutes = one("long", ItemKind.NUMBER, unit={"en": "minutes"})
    assert fingerprint(hours) != fingerprint(minutes)


def test_a_question_whose_page_is_shown_to_others_now_is_not_compared(cast):
    """Of all before, of those who said no now."""
    before = installed(cast, one("here"), one("then", **BOX))
    said = [{"here": "yes" if n < 15 else "no", "then": "yes"} for n in range(30)]
    first = crowd(cast, before, [(TEACHER, each) for each in said], subject="crowd:1")
    after = installed(
        cast, one("here", page=1), one("then", page=2, **BOX),
        pages=[Page({"en": "One"}), Page({"en": "Two"}, ("here", frozenset({"no"})))],
    )  # fmt: skip
    said = [{"here": "yes"} if n < 15 else {"here": "no", "then": "no"} for n in range(30)]
    second = crowd(cast, after, [(TEACHER, each) for each in said], subject="crowd:2", people=first.people)
    with reading(cast.tenant):
        found = change_between(again(first), again(second), "en")
    assert next(item for item in found.items if item.item.key == "then").why_not


def test_who_was_led_past_a_question_is_not_silent_about_the_next(cast):
    """Of forty, twelve say yes and are asked more, and more again. Everybody answered whatever was asked."""
    made = installed(
        cast, one("here"), one("more", only_if=("here", frozenset({"yes"}))),
        one("most", only_if=("more", frozenset({"yes"}))),
    )  # fmt: skip
    yes = {"here": "yes", "more": "yes", "most": "no"}
    said = [yes if n < 12 else {"here": "no"} for n in range(40)]
    asked = crowd(cast, made, [(TEACHER, each) for each in said])
    with reading(cast.tenant):
        found = list(facts.SURVEY_ANSWERS.records(facts.answer_rows([asked.wave.pk])))
    assert {(row["item"], row["asked"], row["silent"]) for row in found} == {
        ("here", 40, 0), ("more", 12, 0), ("most", 12, 0),
    }  # fmt: skip


def test_a_question_on_a_page_that_is_led_to_tells_both_questions_before_it(cast):
    """Its own condition, and its page's; a question that both name stands once."""
    made = installed(
        cast, one("here"), one("more"),
        one("most", page=2, only_if=("more", frozenset({"yes"}))), one("last", page=2),
        pages=[Page({"en": "One"}), Page({"en": "Two"}, ("here", frozenset({"yes"})))],
    )  # fmt: skip
    said = {"here": "yes", "more": "yes", "most": "no", "last": "no"}
    asked = crowd(cast, made, [(TEACHER, said)] * 20)
    with reading(cast.tenant):
        found = list(facts.SURVEY_ANSWERS.records(facts.answer_rows([asked.wave.pk])))
    assert {row["item"]: row["asked_after"] for row in found} == {
        "here": "", "more": "", "most": "more here", "last": "here",
    }  # fmt: skip


def test_a_number_from_one_to_ten_needs_its_numbers():
    """A file may say what it likes; what can't be counted is not made ready."""
    for kind in (ItemKind.RATING_1_10, ItemKind.NPS_0_10):
        for points in ((), YES_NO):
            said = Questionnaire("q", {"en": "Q"}, (one("n", kind, points=points),))
            file = instruments_file.read(instruments_file.written(said).encode())
            assert file.problems or findings(said), (kind, points)


def test_a_number_has_no_answers_that_count_together():
    said = Questionnaire("q", {"en": "Q"}, (one("n", ItemKind.NUMBER, points=YES_NO, **BOX),))
    file = instruments_file.read(instruments_file.written(said).encode())
    assert file.problems or findings(said)


def test_a_row_that_brings_its_number_keeps_the_one_that_was_stored(cast, ask):
    asked = ask(1)
    with writing(cast.tenant):
        now = clock.now()
        kiosk = Kiosk(
            pk=4_000_000, tenant=cast.tenant, wave=asked.wave, secret_hash="x", opened_at=now, expires_at=now
        )
        rows.insert(kiosk)
        assert Kiosk.objects.get().pk == kiosk.pk


def test_two_records_of_one_person_that_are_joined_during_a_stop_answer_once(cast, ask):
    asked = ask(2)
    asked.answer(1)
    stopping.stop(by=cast.system, wave=asked.wave)
    keep, other = asked.people
    with writing(cast.tenant):
        merge = PersonMerge.objects.create(tenant=cast.tenant, keep=keep, other=other)
        Person.objects.filter(pk=other.pk).update(merged_into=keep)
        joining.join(by=cast.system, merge=merge)
    stopping.reopen(by=cast.system, wave=asked.wave)
    with pytest.raises(responses.LinkIsSpent):
        asked.answer(0)


def test_a_split_after_the_close_asks_nobody_again(cast, ask):
    asked = ask(2)
    keep, other = asked.people
    with writing(cast.tenant):
        merge = PersonMerge.objects.create(tenant=cast.tenant, keep=keep, other=other)
        joining.join(by=cast.system, merge=merge)
    asked.close()
    with writing(cast.tenant):
        joining.split(by=cast.system, merge=merge)
    with clock.shifted(timedelta(days=6)), reading(cast.tenant):
        assert not to_remind().exists()
        assert not Invitation.objects.filter(expires_at__gt=clock.now()).exists()


def test_a_conditional_question_has_one_base_on_every_page(cast):
    """Twenty of forty were led to it: the page by group may not say forty."""
    made = installed(
        cast, one("here"),
        one("more", **BOX, only_if=("here", frozenset({"yes"}))),
    )  # fmt: skip
    said = [{"here": "yes", "more": "yes"} if n < 20 else {"here": "no"} for n in range(40)]
    asked = crowd(cast, made, [(TEACHER, each) for each in said], margins=["role"])
    with reading(cast.tenant):
        whole = result_of(again(asked), "en").items[1]
        found = groups_of(again(asked), Margin.ROLE, "en").items[0]
    assert (whole.invited, whole.answered) == (20, 20)
    assert (found.whole.invited, found.whole.answered) == (20, 20)


def test_erasing_somebody_silent_tells_nothing_of_them(cast):
    """The tables by group are the same the day after."""
    said = [
        ((role, "alder"), {"confident": "very"} if n else None)
        for role in ("teacher", "principal")
        for n in range(14)
    ]
    asked = crowd(cast, post_event(cast), said, margins=["role"])

    def table():
        with reading(cast.tenant):
            return {
                row.label: (row.invited, row.answered)
                for row in groups_of(again(asked), Margin.ROLE, "en").rows
            }

    before = table()
    with writing(cast.tenant):
        forgetting.forget(by=cast.system, subject=Subject((asked.people[0].pk,)), fields=set(FieldClass))
    with reading(cast.tenant):
        after = groups_of(again(asked), Margin.ROLE, "en")
    assert after.why_not or {row.label: (row.invited, row.answered) for row in after.rows} == before


def test_a_line_of_a_matrix_moves_by_a_full_batch_too(cast, ask):
    """Everybody answers one line, ten of them and one more the other: nobody is told from its change."""
    lines = ({"key": "pace", "en": "Pace"}, {"key": "tasks", "en": "Tasks"})
    installed(cast, one("parts", ItemKind.MATRIX, points=YES_NO, rows=lines), key="post_event")
    asked, seen = ask(45), [0]

    def look():
        with reading(cast.tenant):
            found = result_of(again(asked), "en").items[0].lines
        seen.append((found[0].answered or 0) if found else 0)

    for n in range(40):
        pace = {} if n > 10 else {"pace": "no" if n == 10 else "yes"}
        asked.answer(n, parts={"tasks": "yes"} | pace)
        look()
    asked.close()
    look()
    moved = [later - before for before, later in pairwise(seen) if later != before]
    assert min(moved) >= 5, moved


def test_a_wave_that_is_being_opened_counts_once_against_a_budget(cast, plan_it):
    """Three may be within thirty days; one is open, of another some have their invitations."""
    plan_it(roles=("teacher",))
    wave = plan_it(roles=("teacher",))
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=wave.pk).update(state=WaveState.PLANNED)
    with reading(cast.tenant):
        assert not reach(Audience(roles=("teacher",)), clock.today("America/New_York")).over


def test_what_was_not_asked_yet_is_no_fact(cast, plan_it):
    """Of a plan only those know who run surveys."""
    wave = plan_it(opens_in=5)
    with reading(cast.tenant):
        assert wave.pk not in {one["wave"] for one in facts.SURVEY_WAVES.records()}


def test_no_handful_without_a_name_is_left_between_four_tables():
    """One at one place, one at another, two at a third: four tables together may not say what these four said."""
    answered = {(0, 0): 1, (0, 1): 12, (0, 3): 20, (1, 1): 1, (1, 2): 2, (1, 3): 2}
    level, community = [2, 2, 1, 1], [1, 0, 0, 1]
    cells: dict = {suppression.TOTAL: set(answered)}
    for role, school in answered:
        keys = {"role": role, "school": school, "level": level[school], "community": community[school]}
        for margin, key in keys.items():
            cells.setdefault((margin, str(key)), set()).add((role, school))
    hidden = suppression.hidden_cells(cells, answered, threshold=5)
    few = ("", "few")
    with_few = cells | {few: {(0, 0), (1, 1), (1, 3)}}
    assert not suppression.combined(with_few, set(cells) - hidden, [few])


def test_points_of_one_name_are_counted_apart_in_every_language(cast):
    twins = (
        {"key": "very", "en": "Very", "es": "Mucho"}, {"key": "much", "en": "Much", "es": "Mucho"},
        {"key": "no", "en": "No", "es": "No"},
    )  # fmt: skip
    made = installed(cast, one("q", points=twins, box=("very", "much"), box_name={"en": "for it"}))
    said = ["very"] * 12 + ["much"] * 12 + ["no"] * 12
    asked = crowd(cast, made, [(TEACHER, {"q": each}) for each in said])
    with reading(cast.tenant):
        groups, _smallest = side_by_side([again(asked)], "es")
    found = groups[0].rows[0].shares[0].of
    assert (found.in_box, found.answered) == (24, 36)


def test_what_is_asked_of_students_is_asked_of_no_staff_after_an_event(cast):
    with reading(cast.tenant):
        assert STUDENT_VOICE.key not in questionnaires()


@pytest.mark.parametrize("typed", ["1,000", "1.000", "12.500", "-1.000"])
def test_a_thousand_is_never_one(typed):
    with pytest.raises(ValueError, match="no number"):
        number_in(typed)


@pytest.mark.parametrize(("typed", "number"), [("0,125", "0.125"), ("0.125", "0.125"), ("1,5", "1.5")])
def test_part_of_one_is_a_number(typed, number):
    assert str(number_in(typed)) == number


BEGIN = b'{"format": "groundswell questionnaire", "format_version": 1, "key": "q", '
ONE = BEGIN + b'"title": {"en": "Q"}, "questions": ['


@pytest.mark.parametrize("content", [
    b"[" * 200_000, b'{"a":' * 100_000, b'{"format_version": ' + b"9" * 900_000 + b"}",
    ONE + b'{"key": "n", "kind": "number", "wording": {"en": "N"}, "lowest": NaN, "highest": 1e999}]}',
    BEGIN + b'"title": {"en": "\\u0000\\ud800"}, "questions": []}',
    ONE + b'{"key": [], "kind": {}, "points": [1], "rows": {}, "box": [{}], "shown_when": [1], "page": 1e3}]}',
    ONE + b",".join([b"{}"] * 300_000) + b"]}", b"null", b'"x"', b"", b"\xff\xfe",
])  # fmt: skip
def test_a_file_that_is_a_bomb_is_refused_at_once(content):
    begun = time.monotonic()
    assert instruments_file.read(content).problems
    assert instruments_csv.read(content).problems
    assert time.monotonic() - begun < 10


def test_a_wave_that_was_stopped_closed_and_opened_again_counts_everybody_once(cast, ask):
    asked, today = ask(30), clock.today("America/New_York")
    for n in range(12):
        asked.answer(n)
    stopping.stop(by=cast.system, wave=asked.wave)
    asked.close()
    stopping.reopen(by=cast.system, wave=asked.wave, closes_on=today + timedelta(days=3))
    asked.answer(20)
    for n in (0, 20):
        with pytest.raises(responses.LinkIsSpent):
            asked.answer(n)
    stopping.stop(by=cast.system, wave=asked.wave)
    stopping.extend(by=cast.system, wave=asked.wave, closes_on=today + timedelta(days=9))
    with pytest.raises(responses.WaveIsPaused):
        asked.answer(21)
    stopping.reopen(by=cast.system, wave=asked.wave)
    asked.answer(21)


def test_a_wave_that_was_stopped_is_over_once_its_last_day_is(cast, ask, client):
    """Nobody is told to come back to what will not open again by itself."""
    asked = ask(2)
    path = asked.path(0)
    kinds.pause(cast, asked.wave, clock.now())
    assert "paused just now" in client.get(path).text
    with clock.standing_at(asked.wave.closes_at + timedelta(minutes=1)):
        over = client.get(path).text
        assert "paused just now" not in over and "time for answers is over" in over
        with pytest.raises(responses.LinkIsSpent):
            asked.answer(0)


def test_a_split_gives_the_question_back_while_there_is_time(cast, ask):
    """The negative of the two above: who was joined by mistake can answer, and who was withdrawn before can not."""
    asked = ask(3)
    keep, other, third = asked.people
    asked.answer(1)
    with writing(cast.tenant):
        first = PersonMerge.objects.create(tenant=cast.tenant, keep=keep, other=other)
        joining.join(by=cast.system, merge=first)
    with pytest.raises(responses.LinkIsSpent):
        asked.answer(0)
    with writing(cast.tenant):
        second = PersonMerge.objects.create(tenant=cast.tenant, keep=third, other=keep)
        joining.join(by=cast.system, merge=second)
        joining.split(by=cast.system, merge=second)
    with pytest.raises(responses.LinkIsSpent):
        asked.answer(0)
    with writing(cast.tenant):
        joining.split(by=cast.system, merge=first)
    asked.answer(0)


def test_script_in_every_word_stays_text_on_every_page(cast, ask, browse, client):
    evil = "</script><script>alert(1)</script>{{7*7}}'\"><img src=x onerror=alert(1)>"
    points = tuple({"key": key, "en": evil + key, "es": evil + key} for key in "abc")
    box = {"points": points, "box": ("a",), "box_name": {"en": evil}}
    made = installed(
        cast, one("q", **box, page=1), one("m", ItemKind.MATRIX, rows=points, **box, page=1),
        one("n", ItemKind.NUMBER, unit={"en": evil}, page=1),
        one("s", ItemKind.SEVERAL, points=points, page=1, only_if=("q", frozenset("a"))),
        one("t", ItemKind.TEXT, hint={"en": evil}, page=2),
        key="post_event", pages=[Page({"en": evil}), Page({"en": evil}, ("q", frozenset("ab")))],
    )  # fmt: skip
    asked = ask(14, title=evil)
    for n in range(12):
        asked.answer(n, q="a", m={"a": "a", "b": "b"}, n="3", s=["a"], t=evil)
    shown = [client.get(asked.path(13)).text]
    asked.close()
    ola, proof = browse("ola"), "/d/riverbend/proof/"
    paths = [
        asked.page,
        f"{proof}surveys/",
        f"{proof}questionnaires/{made.pk}/",
        f"{proof}questionnaires/{made.pk}/phone/",
    ]
    shown += [ola.get(path).text for path in paths]
    for page in shown:
        assert "alert(1)" in page
        assert "<script>alert(1)" not in page and "<img src=x" not in page


@pytest.mark.slow
@pytest.mark.parametrize("ends", ["close", "stop"])
def test_the_answer_that_makes_a_batch_ripe_meets_the_end(apart, ends):
    plan = results([start(apart, f"{HERE}set_up", {})])[0] | {"do": ends}
    results([start(apart, HERE + does, plan) for does in ("hold", "end", "answer")])
    after = results([start(apart, f"{HERE}look", plan)])[0]
    assert after["responses"] in (9, 10)
    assert ends == "stop" or after["released"] == after["responses"]


@pytest.mark.slow
def test_an_answer_that_meets_the_erasure_of_its_author_is_forgotten(apart):
    plan = results([start(apart, f"{HERE}set_up", {})])[0]
    results([start(apart, HERE + does, plan) for does in ("answer_slowly", "erase")])
    after = results([start(apart, f"{HERE}look", plan)])[0]
    assert (after["responses"], after["texts"], after["named"]) == (10, ["…"], 9)


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A wave of fifteen in which one more answer makes a batch ripe. This and what follows: in child processes."""
    slug = f"meet-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Meet", threshold=5))
    asked = [
        people.add_person(by=by, given_name=f"P{at}", family_name="Racer", email=f"p{at}@{slug}.example")
        for at in range(15)
    ]
    wave = waves.open_for(
        by=by, instrument_key="post_event", subject_key="event:1", title="T", context_label="", people=asked,
        anchor=clock.today("America/New_York"),
    )  # fmt: skip
    for _one in range(9):
        _answer(by, {"confident": "very"})
    return {"district": slug, "wave": wave.pk}


def hold(plan: dict[str, Any]) -> None:
    """Somebody holds the wave, so that the other two meet."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with writing(tenant):
        lock(SurveyWave.objects.get(pk=plan["wave"]))
        time.sleep(1.2)


def end(plan: dict[str, Any]) -> None:
    time.sleep(0.4)
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        wave = SurveyWave.objects.get(pk=plan["wave"])
    (stopping.stop if plan["do"] == "stop" else waves.close)(by=Actor.system(tenant), wave=wave)


def answer(plan: dict[str, Any]) -> None:
    """In time, or told that it is not."""
    time.sleep(0.8)
    with suppress(responses.LinkIsSpent, responses.WaveIsPaused):
        _answer(Actor.system(Tenant.objects.get(slug=plan["district"])), {"confident": "very"})


def answer_slowly(plan: dict[str, Any]) -> None:
    tenant = Tenant.objects.get(slug=plan["district"])
    with writing(tenant):
        person = _answer(Actor.system(tenant), {"confident": "very", "takeaway": "I am Bob"})
        begun = _note(plan).with_suffix(".new")
        begun.write_text(str(person))
        begun.rename(_note(plan))
        time.sleep(1)


def erase(plan: dict[str, Any]) -> None:
    """Whoever is answering at this moment; should they be quicker, whoever has just answered."""
    while not _note(plan).exists():
        time.sleep(0.02)
    tenant, person = Tenant.objects.get(slug=plan["district"]), int(_note(plan).read_text())
    forgetting.forget(by=Actor.system(tenant), subject=Subject((person,)), fields=set(FieldClass))


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """What is stored now."""
    with reading(Tenant.objects.get(slug=plan["district"])):
        return {
            "responses": Response.objects.count(),
            "released": Answer.objects.filter(is_released=True).count(),
            "texts": list(Answer.objects.exclude(text="").values_list("text", flat=True)),
            "named": Response.objects.filter(invitation__isnull=False).count(),
        }


def _note(plan: dict[str, Any]) -> Path:
    return Path(settings.GROUNDSWELL_HOME) / f"{plan['district']}.who"


def _answer(by: Actor, answers: dict[str, str]) -> int:
    """The first who has not answered does. Returns who that is."""
    with reading(by.tenant):
        silent = Invitation.objects.select_related("wave", "person").filter(done_at=None)
        invitation = silent.order_by("pk").first()
    responses.submit(by=by, invitation=invitation, answers=answers)
    return invitation.person_id
