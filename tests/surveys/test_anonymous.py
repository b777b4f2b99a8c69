"""Taking the right to answer with one's name, and using it without."""

import io
import json
import secrets
import zipfile
from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import cycle

import pytest
from django.conf import settings

from groundswell.kernel import clock, reactions
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.sealing import opened
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import copies, erasure, merging
from groundswell.roster.choices.lives import ErasureGround
from groundswell.surveys.actions import (
    anonymous,
    asking,
    deposits,
    kiosk,
    releases,
    responses,
    stopping,
    waves,
)
from groundswell.surveys.actions.anonymous import TokenIsSpent
from groundswell.surveys.actions.responses import LinkIsSpent, WaveIsPaused
from groundswell.surveys.models import Answer, Deposit, Invitation, Response, SpentToken, SurveyWave, WaveKey
from groundswell.surveys.queries.anonymous import Participation, participation_in
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.queries.change import moves_between
from groundswell.surveys.queries.waves import answered_in, to_release
from groundswell.surveys.rules import blinding
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.tokens import is_pseudonym, may_send_again, pseudonym_of
from tests.surveys.browsers import GOOD, Browser, ask_anonymously

TEXT = blinding.to_text


@cache
def _keys() -> list[bytes]:
    return [blinding.make_key() for _ in range(3)]


@pytest.fixture(autouse=True)
def _few_keys(monkeypatch):
    """To make a key for each wave takes longer than all the rest."""
    monkeypatch.setattr(blinding, "make_key", cycle(_keys()).__next__)


def stored(cast) -> tuple[int, int]:
    """Responses, and deposits that wait."""
    with reading(cast.tenant):
        return Response.objects.count(), Deposit.objects.count()


def waiting(cast) -> list[str]:
    """The last words of each that waits, in the order of the file."""
    with reading(cast.tenant):
        rows = list(Deposit.objects.all())
    sealed = [opened(one.sealed, secret=settings.SECRET_KEY, purpose=deposits.PURPOSE) for one in rows]
    return [json.loads(one)["answers"][-1][-1] for one in sealed]


def again(wave) -> SurveyWave:
    with reading(wave.tenant):
        return SurveyWave.objects.select_related("instrument", "tenant").get(pk=wave.pk)


def entries(cast, kind: str) -> list[JournalEntry]:
    with reading(cast.tenant):
        return list(JournalEntry.objects.filter(kind=kind).order_by("pk"))


def test_a_person_answers_and_nothing_leads_from_one_to_the_other(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.answer(may_quote=True, pseudonym=ana.pseudonym)
    assert stored(cast) == (0, 1)
    invitation = ana.invitation
    assert invitation.done_at is not None
    assert invitation.blinded == TEXT(ana.blinded)
    with reading(cast.tenant):
        [token], [deposit] = SpentToken.objects.all(), Deposit.objects.all()
    assert TEXT(ana.token) not in (token.digest, deposit.sealed)
    assert "Start small" not in deposit.sealed
    [entry] = entries(cast, "surveys.invitation.took_part")
    assert (entry.actor_person, entry.subject_id) == (ana.person.pk, invitation.pk)
    assert entry.data == {"wave": ana.wave.pk}


def test_the_deposit_writes_no_journal(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.sign()
    with reading(cast.tenant):
        before = JournalEntry.objects.count()
    ana.deposit()
    with reading(cast.tenant):
        assert JournalEntry.objects.count() == before


def test_a_lost_reply_is_given_again_and_another_value_never(cast):
    """One person, many blinded values: one right."""
    [ana] = ask_anonymously(cast, 1)
    first = ana.sign().signature
    assert ana.sign().signature == first
    stuffing = Browser(cast.tenant, ana.wave, ana.person)
    for _ in range(3):
        with pytest.raises(LinkIsSpent):
            stuffing.blind().sign()
    assert len(entries(cast, "surveys.invitation.took_part")) == 1
    ana.deposit()
    assert ana.sign().signature == first  # also after the answer: it says nothing new


def test_a_token_counts_once(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.answer()
    with pytest.raises(TokenIsSpent):
        ana.deposit({"confident": "not_at_all"})
    assert waiting(cast) == [GOOD["takeaway"]]


def test_a_forged_signature_is_refused(cast):
    ana, ben = ask_anonymously(cast, 2)
    ana.sign()
    ben.signature = ana.signature
    for forged in (ben.signature, secrets.token_bytes(256), bytes(256), b""):
        ben.signature = forged
        with pytest.raises(ValueError, match="not signed"):
            ben.deposit()
    ana.token += b"\0"
    with pytest.raises(ValueError, match="not signed"):
        ana.deposit()
    with pytest.raises(ValueError, match="base64url"):
        ana.deposit(token="no token")
    assert stored(cast) == (0, 0)


def test_a_token_of_another_length_is_refused_even_when_it_is_signed(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.token = b"short"
    with pytest.raises(ValueError, match="not signed"):
        ana.sign().deposit()


def test_a_token_of_another_wave_is_refused(cast, monkeypatch):
    monkeypatch.undo()  # each has the key that it makes
    [ana] = ask_anonymously(cast, 1)
    [other] = ask_anonymously(cast, subject="event:2", people=[ana.person])
    ana.sign()
    with pytest.raises(ValueError, match="not signed"):
        ana.deposit(wave=other.wave)
    assert stored(cast) == (0, 0)
    ana.deposit()


def test_the_district_next_door_is_not_reached(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.sign()
    next_door = Tenant.objects.get(slug="harbor-point")
    said = {"token": TEXT(ana.token), "signature": TEXT(ana.signature), "answers": GOOD}
    with pytest.raises(ValueError, match="no key"):
        anonymous.deposit(by=Actor.system(next_door), wave=ana.wave, **said)
    stranger = Actor(tenant=next_door, name="", person_id=ana.person.pk, origin="link")
    with pytest.raises(ValueError, match="no key"):
        anonymous.sign(by=stranger, invitation=ana.invitation, blinded=TEXT(ana.blinded))
    with pytest.raises(ValueError, match="no question"):
        anonymous.submit_unscripted(by=stranger, invitation=ana.invitation, answers=GOOD)
    assert stored(cast) == (0, 0)


def test_nobody_takes_the_right_of_another(cast):
    ana, ben = ask_anonymously(cast, 2)
    for by in (ben.by, cast.system, cast.actor("ola")):
        with pytest.raises(ValueError, match="Only the person"):
            ana.sign(by=by)
        with pytest.raises(ValueError, match="Only the person"):
            anonymous.submit_unscripted(by=by, invitation=ana.invitation, answers=GOOD)
    assert ana.invitation.done_at is None


def test_what_is_no_blinded_value_spends_nothing(cast):
    [ana] = ask_anonymously(cast, 1)
    for blinded in ("", "x", "AAAA", TEXT(bytes(256)), TEXT(b"\xff" * 256), "€" * 342):
        with pytest.raises(ValueError, match=r"base64url|no value"):
            anonymous.sign(by=ana.by, invitation=ana.invitation, blinded=blinded)
    assert ana.invitation.done_at is None


def test_answers_are_checked_before_the_token_is_spent(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.sign()
    said = {"token": TEXT(ana.token), "signature": TEXT(ana.signature)}
    wrong = [{}, {"takeaway": " "}, {"confident": "enormously"}, {"unknown": "1"}, {"takeaway": "x" * 2_001}]
    for answers in wrong:
        with pytest.raises(ValueError, match=r"least one|scale|no question|at most"):
            anonymous.deposit(by=cast.system, wave=ana.wave, answers=answers, **said)
    with pytest.raises(ValueError, match="pseudonym"):
        ana.deposit(pseudonym="Ana Alvarez")
    ana.deposit()
    assert stored(cast) == (0, 1)


def test_answers_are_checked_before_a_link_is_spent_without_a_script(cast):
    [ana] = ask_anonymously(cast, 1)
    with pytest.raises(ValueError, match="scale"):
        ana.answer_without_script({"confident": "enormously"})
    with pytest.raises(ValueError, match="pseudonym"):
        ana.answer_without_script(pseudonym="Ana")
    assert ana.invitation.done_at is None


def test_a_stopped_wave_signs_and_takes_nothing_and_goes_on_where_it_was(cast):
    ana, ben, cleo = ask_anonymously(cast, 3)
    ana.sign()
    stopping.stop(by=cast.system, wave=ana.wave)
    for attempt in (ana.deposit, ana.sign, ben.sign, cleo.answer_without_script):
        with pytest.raises(WaveIsPaused):
            attempt()
    assert ben.invitation.done_at is None
    stopping.reopen(by=cast.system, wave=ana.wave)
    ana.deposit()
    ben.answer()
    cleo.answer_without_script()
    assert stored(cast) == (0, 3)


def test_after_the_close_no_right_is_given_and_none_is_taken(cast):
    ana, ben, cleo = ask_anonymously(cast, 3)
    ana.sign()
    with reading(cast.tenant):
        kept = WaveKey.objects.get(wave=ana.wave)
    waves.close(by=cast.system, wave=ana.wave)
    for attempt in (ana.deposit, ana.sign, ben.sign, cleo.answer_without_script):
        with pytest.raises(LinkIsSpent):
            attempt()
    with reading(cast.tenant):
        key = WaveKey.objects.get(wave=ana.wave)
    assert kept.sealed and not key.sealed
    assert key.public == kept.public


def test_the_key_goes_at_an_early_end_and_by_the_worker_at_the_last_day(cast):
    [early] = ask_anonymously(cast, 1)
    [late] = ask_anonymously(cast, 1, subject="event:2")
    waves.close(by=cast.actor("ola"), wave=early.wave)
    with clock.shifted(timedelta(days=23)):
        for attempt in (late.sign, late.answer_without_script):  # also before the worker comes round
            with pytest.raises(LinkIsSpent):
                attempt()
        waves.close_due(cast.tenant)
    with reading(cast.tenant):
        assert list(WaveKey.objects.values_list("sealed", flat=True)) == ["", ""]


def test_a_closed_wave_is_not_opened_again(cast):
    [ana] = ask_anonymously(cast, 1)
    waves.close(by=cast.system, wave=ana.wave)
    with pytest.raises(Refused, match="anonymous"):
        stopping.reopen(
            by=cast.system, wave=ana.wave, closes_on=clock.today("America/New_York") + timedelta(days=5)
        )


def test_a_key_sealed_by_another_installation_signs_nothing(cast, settings):
    [ana] = ask_anonymously(cast, 1)
    settings.SECRET_KEY = "another installation's secret, long enough"
    with pytest.raises(Refused, match="survey office"):
        ana.sign()
    assert ana.invitation.done_at is None


def test_nothing_waits_that_can_be_told_by_its_length(cast):
    ana, ben, cleo = ask_anonymously(cast, 3)
    ana.answer({"confident": "very"})
    ben.answer({"takeaway": "x" * 2_000})
    with reading(cast.tenant):
        assert len({len(sealed) for sealed in Deposit.objects.values_list("sealed", flat=True)}) == 1
    cleo.answer({"takeaway": "🙂" * 2_000})  # the longest of all takes more room
    with reading(cast.tenant):
        assert len({len(sealed) for sealed in Deposit.objects.values_list("sealed", flat=True)}) == 2


# Waiting, and the end


@pytest.mark.parametrize("shuffles", [True, False])
def test_who_came_when_does_not_stand_in_the_order_of_what_waits(cast, monkeypatch, shuffles):
    browsers = ask_anonymously(cast, 12)
    if not shuffles:
        monkeypatch.setattr(deposits, "CROWD", 0)
    words = [f"From {n}." for n in range(9)]
    for browser, said in zip(browsers, words, strict=False):
        browser.answer({"takeaway": said})
    lie = waiting(cast)
    assert sorted(lie) == words
    assert (lie == words) is not shuffles


def test_of_many_that_wait_a_random_crowd_is_written_anew(cast, monkeypatch):
    browsers = ask_anonymously(cast, 12)
    monkeypatch.setattr(deposits, "CROWD", 3)
    words, stayed, keys = [f"From {n}." for n in range(11)], [], set()
    for browser, said in zip(browsers, words, strict=False):
        browser.answer({"takeaway": said})
        with reading(cast.tenant):
            now = set(Deposit.objects.values_list("key", flat=True))
        stayed.append(len(now & keys))
        keys = now
    assert stayed == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]
    assert sorted(waiting(cast)) == sorted(words)


def test_nothing_is_opened_before_the_end_and_then_all_at_once(cast):
    """What is opened on the way would tell when its people took part, and so in two waves who they are."""
    browsers = ask_anonymously(cast, 14)
    for n, browser in enumerate(browsers[:12]):
        browser.answer({"confident": "very", "takeaway": f"From {n}."})
    assert stored(cast) == (0, 12)
    wave = browsers[0].wave
    assert releases.release(by=cast.system, wave=wave) == 0
    with reading(cast.tenant):
        assert not releases.is_ripe(again(wave)) and not to_release().exists()
        assert answered_in([wave]) == {wave.pk: 12}
    waves.close(by=cast.actor("ola"), wave=wave)
    assert stored(cast) == (12, 0)
    with reading(cast.tenant):
        opened = list(Response.objects.all())
        said = set(Answer.objects.exclude(text="").values_list("text", flat=True))
        assert Answer.objects.filter(is_released=True).count() == 24
    assert {(one.invitation_id, one.channel) for one in opened} == {(None, "link")}
    assert {one.submitted_on for one in opened} == {clock.today("America/New_York")}
    assert said == {f"From {n}." for n in range(12)}
    told = [
        (one.actor_person, one.actor_user, one.data) for one in entries(cast, "surveys.wave.deposits_opened")
    ]
    assert told == [(None, None, {"responses": 12})]


def test_the_last_answer_of_all_opens_nothing_before_the_close(cast):
    """Somebody may be asked later, and would be a portion of their own."""
    browsers = ask_anonymously(cast, 6)
    for browser in browsers[:5]:
        browser.answer()
    browsers[5].sign()
    with reading(cast.tenant):
        wave = again(browsers[0].wave)
        assert not releases.is_ripe(wave) and not to_release().exists()
        assert participation_in(wave) == Participation(invited=6, took_part=6, answered=5, waiting=5)
        assert participation_in(wave).nothing_came == 1
    assert stored(cast) == (0, 5)
    browsers[5].deposit()
    assert stored(cast) == (0, 6)
    waves.close(by=cast.system, wave=wave)
    assert stored(cast) == (6, 0)


def test_fewer_than_the_threshold_are_never_read(cast):
    browsers = ask_anonymously(cast, 7)
    for browser in browsers[:4]:
        browser.answer()
    waves.close(by=cast.system, wave=browsers[0].wave)
    with reading(cast.tenant):
        assert list(Deposit.objects.values_list("sealed", flat=True)) == [""] * 4
        assert not Response.objects.exists() and not Answer.objects.exists()
        assert answered_in([browsers[0].wave]) == {browsers[0].wave.pk: 4}
    assert releases.release(by=cast.system, wave=browsers[0].wave) == 0
    assert entries(cast, "surveys.wave.deposits_opened") == []


def test_one_pseudonym_counts_once_in_a_wave(cast):
    """Two people who share a secret, or one who was asked twice: neither answer is lost."""
    browsers = ask_anonymously(cast, 5)
    for browser in browsers:
        browser.answer(pseudonym=browsers[0].pseudonym if browser in browsers[:3] else "")
    waves.close(by=cast.system, wave=browsers[0].wave)
    with reading(cast.tenant):
        assert sorted(Response.objects.values_list("pseudonym", flat=True)) == [
            *[""] * 4,
            browsers[0].pseudonym,
        ]


# Without a script, and the power going out


def test_without_a_script_the_link_counts_once(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.answer_without_script(pseudonym=ana.pseudonym)
    assert stored(cast) == (0, 1)
    with pytest.raises(LinkIsSpent):
        ana.answer_without_script({"confident": "not_at_all"})
    with pytest.raises(LinkIsSpent):
        ana.sign()
    assert stored(cast) == (0, 1)
    assert ana.invitation.blinded == ""
    assert len(entries(cast, "surveys.invitation.took_part")) == 1
    with reading(cast.tenant):
        assert not may_send_again(ana.invitation)


def test_whoever_took_a_right_does_not_get_a_second_one_without_a_script(cast):
    [ana] = ask_anonymously(cast, 1)
    ana.sign()
    with pytest.raises(LinkIsSpent):
        ana.answer_without_script()
    with reading(cast.tenant):
        assert not may_send_again(ana.invitation)
    ana.deposit()
    assert stored(cast) == (0, 1)


def test_the_power_goes_out_between_taking_part_and_the_answer(cast, monkeypatch):
    [ana] = ask_anonymously(cast, 1)

    def dark(**_):
        raise OSError("no power")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no power"):
        patch.setattr(anonymous, "_put_unscripted", dark)
        ana.answer_without_script()
    assert ana.invitation.done_at is not None and stored(cast) == (0, 0)
    with reading(cast.tenant):
        assert may_send_again(ana.invitation)
    with pytest.raises(LinkIsSpent):
        ana.sign()  # the way is chosen: no second right by script
    ana.answer_without_script()
    assert stored(cast) == (0, 1)
    assert len(entries(cast, "surveys.invitation.took_part")) == 1


def test_the_power_goes_out_after_the_right_was_given(cast):
    """The browser has kept token and blinding, and not got the signature."""
    [ana] = ask_anonymously(cast, 1)
    ana.blind()
    anonymous.sign(by=ana.by, invitation=ana.invitation, blinded=TEXT(ana.blinded))
    ana.sign().deposit()
    assert stored(cast) == (0, 1)


def test_the_power_goes_out_within_the_deposit(cast, monkeypatch):
    """Token and answers are stored together or not at all."""
    [ana] = ask_anonymously(cast, 1)
    ana.sign()

    def dark(*_, **__):
        raise OSError("no power")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no power"):
        patch.setattr(deposits, "_sealed", dark)
        ana.deposit()
    with reading(cast.tenant):
        assert not SpentToken.objects.exists()
    ana.deposit()
    assert stored(cast) == (0, 1)


# Other ways in


def test_no_other_door_takes_an_answer_of_an_anonymous_wave(cast):
    [ana] = ask_anonymously(cast, 1)
    with pytest.raises(ValueError, match="deposits"):
        responses.submit(by=ana.by, invitation=ana.invitation, answers=GOOD)
    with pytest.raises(Refused, match="shared device"):
        kiosk.open_kiosk(by=cast.system, wave=ana.wave, hours=2)
    assert ana.invitation.done_at is None


def test_a_wave_of_another_promise_has_no_key_and_signs_nothing(cast, ask):
    asked = ask(1)
    ana = Browser(cast.tenant, asked.wave, asked.people[0], blinded=b"\x01" * 256)
    with reading(cast.tenant):
        assert not WaveKey.objects.exists()
    with pytest.raises(ValueError, match="isn't anonymous"):
        anonymous.sign(by=ana.by, invitation=ana.invitation, blinded=TEXT(ana.blinded))
    with pytest.raises(ValueError, match="isn't anonymous"):
        ana.answer_without_script()
    with pytest.raises(ValueError, match="no key"):
        ana.deposit()


def test_the_office_asks_anonymously_without_tables_by_group(cast):
    def chosen(**more):
        today = clock.today("America/New_York")
        return {
            "by": cast.actor("ola"), "attempt": secrets.token_hex(8), "instrument_key": "post_event",
            "title": "What you need", "about": "", "promise": "anonymous", "audience": Audience(),
            "closes_on": today + timedelta(days=9),
        } | more  # fmt: skip

    wave = asking.ask(**chosen())
    later = asking.ask(**chosen(opens_on=clock.today("America/New_York") + timedelta(days=2)))
    with reading(cast.tenant):
        assert list(WaveKey.objects.values_list("wave", flat=True)) == [wave.pk]
    with clock.shifted(timedelta(days=3)):
        asking.open_due(cast.tenant)
    with reading(cast.tenant):
        assert WaveKey.objects.filter(wave=later).exists()
    with pytest.raises(Refused, match="neither role nor school"):
        asking.ask(**chosen(margins=["role"]))


# People's lives


def test_erasing_a_person_reaches_no_anonymous_answer_and_gives_no_second_right(cast):
    browsers = ask_anonymously(cast, 6)
    for browser in browsers:
        browser.answer({"takeaway": browser.person.given_name})
    erasure.erase_person(by=cast.system, person=browsers[0].person, ground=ErasureGround.REQUEST)
    invitation = browsers[0].invitation
    assert (invitation.blinded, invitation.done_at is not None) == ("…", True)
    with pytest.raises(LinkIsSpent):
        browsers[0].answer_without_script()
    with pytest.raises(LinkIsSpent):
        browsers[0].sign()
    waves.close(by=cast.system, wave=browsers[0].wave)
    with reading(cast.tenant):
        said = set(Answer.objects.values_list("text", flat=True))
        assert said == {f"Given{n}" for n in range(6)}
        assert Response.objects.count() == 6


def test_erasing_a_person_who_kept_silent_takes_the_right_away(cast):
    ana, _ben = ask_anonymously(cast, 2)
    erasure.erase_person(by=cast.system, person=ana.person, ground=ErasureGround.REQUEST)
    for attempt in (ana.sign, ana.answer_without_script):
        with pytest.raises(LinkIsSpent):
            attempt()


@pytest.mark.parametrize("took_it", [0, 1])
def test_two_records_of_one_person_have_one_right(cast, took_it):
    both = ask_anonymously(cast, 2)
    both[took_it].sign()
    merging.merge_persons(by=cast.actor("ida"), keep=both[0].person, other=both[1].person)
    reactions.hand_on(cast.tenant)
    with reading(cast.tenant):
        theirs = list(Invitation.objects.select_related("wave").order_by("pk"))
    for browser, invitation in zip(both, theirs, strict=True):
        browser.person = both[0].person if invitation.person_id == both[0].person.pk else browser.person
    silent = Browser(cast.tenant, both[0].wave, both[1 - took_it].person)
    with pytest.raises(LinkIsSpent):
        silent.blind().sign(invitation=theirs[1 - took_it])
    both[took_it].deposit()
    assert stored(cast) == (0, 1)


# From wave to wave


def test_whoever_keeps_the_own_secret_is_linked_and_nobody_else(cast):
    first = ask_anonymously(cast, 12)
    for n, browser in enumerate(first):
        browser.answer({"recommend": str(1 + n % 10)}, pseudonym=browser.pseudonym)
    waves.close(by=cast.system, wave=first[0].wave)
    second = ask_anonymously(cast, subject="event:2", people=[one.person for one in first])
    for n, (browser, before) in enumerate(zip(second, first, strict=True)):
        browser.secret = before.secret if n < 7 else browser.secret
        more = {"pseudonym": browser.pseudonym} if n < 9 else {}
        browser.answer({"recommend": str(1 + (n + 1) % 10)}, **more)
    waves.close(by=cast.system, wave=second[0].wave)
    with reading(cast.tenant):
        moves = moves_between(again(first[0].wave), again(second[0].wave))
    [found] = moves.values()
    expected = Counter(((str(1 + n % 10), None), (str(1 + (n + 1) % 10), None)) for n in range(7))
    assert found == expected


def test_two_questionnaires_and_two_districts_are_not_linked_by_a_pseudonym():
    names = {pseudonym_of("secret", *one) for one in [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]}
    assert len(names) == 4
    assert all(is_pseudonym(one) for one in names)
    assert pseudonym_of("secret", "riverbend", "post_event") == pseudonym_of(
        "secret", "riverbend", "post_event"
    )
    assert not is_pseudonym("Ana") and is_pseudonym("")


def test_ones_own_copy_says_that_anonymous_answers_cannot_be_found_in_it(cast):
    """The wave is in it with that she took part, what she said is not; an office's copy says less."""
    ana = cast.people["ana"]
    [browser] = ask_anonymously(cast, people=[ana])
    browser.answer()
    pages = {}
    for name in ("ana", "ida"):
        copy = copies.export_person(by=cast.actor(name), person=ana)
        bundle = zipfile.ZipFile(io.BytesIO(b"".join(copies.zipped(copy))))
        pages[name] = bundle.read("index.html").decode()
    words = "What you said in anonymous surveys is not in this copy."
    assert words in pages["ana"] and "so nobody can find out which they are" in pages["ana"]
    assert "surveys_invitation" in pages["ana"] and "surveys_answer" not in pages["ana"]
    assert words not in pages["ida"]
