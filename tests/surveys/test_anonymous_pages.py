"""The pages of an anonymous wave: what they promise, what they take, what they leave out, and what nobody logs."""

import io
import logging
import re
import secrets

import pytest
from django.test import Client

from groundswell.config.logs import INSTEAD, NothingOfAnswers
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.notices.rules.letters import render
from groundswell.surveys.actions import waves
from groundswell.surveys.models import Deposit, Invitation, Response, SpentToken, SurveyWave
from groundswell.surveys.queries.anonymous import public_key_of
from groundswell.surveys.rules import blinding
from groundswell.surveys.rules.codes import own_code, own_code_in, plain
from groundswell.surveys.rules.tokens import pseudonym_of

ANSWERS = {"recommend": "10", "confident": "extremely", "takeaway": "Begin with one group."}
ASK, DEPOSIT = "/d/riverbend/proof/surveys/ask/", "/d/riverbend/answer/deposit/"
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}")


class Round:
    """One anonymous wave and the browsers of those who are asked."""

    def __init__(self, cast, wave: SurveyWave, people) -> None:
        self.cast, self.wave, self.people = cast, wave, people
        with reading(cast.tenant):
            self.public = public_key_of(wave)

    def path(self, number: int) -> str:
        with reading(self.cast.tenant):
            mails = OutgoingMail.objects.filter(to_person=self.people[number], kind="surveys.invitation")
            [url] = [one.context["action_url"] for one in mails if one.context["title"] == self.wave.title]
        return url[url.index("/d/") :]

    def invitation(self, number: int) -> Invitation:
        with reading(self.cast.tenant):
            return Invitation.objects.get(wave=self.wave, person=self.people[number])

    def signed(self, number: int) -> tuple[str, str]:
        """Token and signature, as a browser gets them for this person's link."""
        token = secrets.token_bytes(blinding.TOKEN)
        blinded, inverse = blinding.blind(token, self.public)
        answer = Client().post(self.path(number) + "sign/", {"blinded": blinding.to_text(blinded)})
        assert answer.status_code == 200, answer.content
        back = blinding.to_bytes(answer.json()["signature"])
        signature = blinding.finalize(token, self.public, back, inverse)
        return blinding.to_text(token), blinding.to_text(signature)

    def deposit(self, token: str, signature: str, pseudonym: str = "", answers=None):
        """What the browser sends without saying whose it is."""
        named = {".wave": self.wave.pk, ".token": token, ".signature": signature, ".pseudonym": pseudonym}
        return Client(enforce_csrf_checks=True).post(DEPOSIT, (answers or ANSWERS) | named)

    def answer(self, number: int, code: str = "", answers=None) -> None:
        called = pseudonym_of(plain(code), "riverbend", "post_event") if code else ""
        assert self.deposit(*self.signed(number), called, answers).json() == {"state": "arrived"}

    def pseudonyms(self) -> set[str]:
        with reading(self.cast.tenant):
            return set(Response.objects.filter(wave=self.wave).values_list("pseudonym", flat=True))

    def close(self) -> None:
        waves.close(by=self.cast.system, wave=self.wave)


@pytest.fixture
def anonymous(cast, ask):
    """``anonymous(6)``: an anonymous wave that asks six; a second one asks the same six again."""
    people: list = []

    def opened(count: int, subject: str = "event:1") -> Round:
        if not people:
            quiet = ask(count, subject="event:0")
            quiet.close()
            people.extend(quiet.people)
        wave = waves.open_for(
            by=cast.system,
            instrument_key="post_event",
            subject_key=subject,
            title=f"Without names, {subject}",
            context_label="",
            people=people,
            anchor=clock.today("America/New_York"),
            promise="anonymous",
        )
        return Round(cast, wave, people)

    return opened


def counts(cast) -> tuple[int, int, int]:
    """Deposits, spent tokens, responses."""
    with reading(cast.tenant):
        return Deposit.objects.count(), SpentToken.objects.count(), Response.objects.count()


def test_the_page_says_both_promises_and_which_one_it_can_keep(anonymous, client):
    page = client.get(anonymous(1).path(0)).content.decode()
    assert "data-blind hidden" in page and "sign without seeing it" in page
    assert "data-weaker>" in page and "you have to trust" in page
    assert "You can&#x27;t" in page or "can't change them" in page
    assert "answers are not anonymous" not in page
    assert 'type="module"' in page and "modulepreload" in page


def test_a_browser_trades_its_link_and_sends_its_answers_apart(cast, anonymous, client):
    asked = anonymous(1)
    token, signature = asked.signed(0)
    assert asked.invitation(0).done_at is not None
    assert counts(cast) == (0, 0, 0)
    answer = asked.deposit(token, signature)
    assert answer.json() == {"state": "arrived"}
    assert not answer.cookies and "no-store" in answer.headers["Cache-Control"]
    assert counts(cast)[1] == 1
    assert "You have taken part" in client.get(asked.path(0)).content.decode()


def test_the_same_token_counts_once_and_a_lost_reply_is_no_error(cast, anonymous):
    asked = anonymous(1)
    token, signature = asked.signed(0)
    for _ in range(2):
        assert asked.deposit(token, signature).json() == {"state": "arrived"}
    assert counts(cast)[1] == 1


def test_without_a_token_answers_are_only_looked_through(cast, anonymous):
    asked = anonymous(1)
    stranger = Client(enforce_csrf_checks=True)
    fine = stranger.post(DEPOSIT, ANSWERS | {".wave": asked.wave.pk})
    assert (fine.status_code, fine.json()) == (200, {"state": "ready"})
    wrong = stranger.post(DEPOSIT, {".wave": asked.wave.pk, "recommend": "11"})
    assert wrong.status_code == 422 and "error-summary" in wrong.json()["errors"]
    assert counts(cast) == (0, 0, 0)
    assert asked.invitation(0).done_at is None


@pytest.mark.parametrize(
    ("token", "signature"), [("A" * 43, "B" * 342), ("", ""), ("not base64", "€"), ("A" * 43, "A" * 9000)]
)
def test_a_made_up_token_stores_nothing(cast, anonymous, token, signature):
    assert anonymous(1).deposit(token, signature).status_code == 400
    assert counts(cast) == (0, 0, 0)


def test_only_an_anonymous_wave_takes_answers_without_a_name(cast, ask, anonymous):
    named = ask(1, subject="event:7")
    for wave in (named.wave.pk, 987_654, "x", ""):
        assert Client().post(DEPOSIT, ANSWERS | {".wave": wave}).status_code == 404
    asked = anonymous(1)
    assert Client().post("/d/harbor-point/answer/deposit/", {".wave": asked.wave.pk}).status_code == 404
    assert Client().get(DEPOSIT).status_code == 405


def test_one_link_gets_one_right_whatever_browser_asks(anonymous):
    asked = anonymous(1)
    asked.signed(0)
    blinded, _inverse = blinding.blind(secrets.token_bytes(32), asked.public)
    answer = Client().post(asked.path(0) + "sign/", {"blinded": blinding.to_text(blinded)})
    assert answer.status_code == 409 and "used already" in answer.json()["say"]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(asked.path(0) + "sign/", {"blinded": "x"}).status_code == 403
    assert Client().post(asked.path(0) + "sign/", {"blinded": "x"}).status_code == 400
    assert Client().post(f"/d/riverbend/answer/{'x' * 43}/sign/").status_code == 404


def test_who_is_signed_in_answers_alike_and_nobody_for_somebody_else(cast, anonymous, browse):
    wave = waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="event:5", title="For Ana", context_label="",
        people=[cast.people["ana"]], anchor=clock.today("America/New_York"), promise="anonymous",
    )  # fmt: skip
    with reading(cast.tenant):
        own, public = Invitation.objects.get(wave=wave), public_key_of(wave)
    path = f"/d/riverbend/answer/mine/{own.pk}/"
    assert "sign without seeing it" in browse("ana").get(path).content.decode()
    blinded, _inverse = blinding.blind(secrets.token_bytes(32), public)
    said = {"blinded": blinding.to_text(blinded)}
    assert browse("ben").post(path + "sign/", said).status_code == 404
    assert browse("noor").post(path + "sign/", said).status_code == 404
    assert "signature" in browse("ana").post(path + "sign/", said).json()


def test_without_script_a_code_is_shown_once_and_links_the_next_time(cast, anonymous, client):
    first = anonymous(6)
    sent = client.post(first.path(0), ANSWERS).content.decode()
    assert "Your code, shown this once" in sent
    [code] = set(CODE.findall(sent))
    assert not CODE.search(client.get(first.path(0)).content.decode())
    for number in range(1, 6):
        first.answer(number, own_code())
    second = anonymous(6, subject="event:2")
    wrong = client.post(second.path(0), ANSWERS | {".code": "7K4M"})
    assert wrong.status_code == 422 and "not a whole code" in wrong.content.decode()
    client.post(second.path(0), ANSWERS | {".code": f"https://x.example/keep/#{'a' * 24}.{code.lower()}"})
    for number in range(1, 6):
        second.answer(number, own_code())
    first.close()
    second.close()
    with reading(cast.tenant):
        called = [
            set(Response.objects.filter(wave=one.wave).values_list("pseudonym", flat=True))
            for one in (first, second)
        ]
    assert called[0] & called[1] == {pseudonym_of(own_code_in(code), "riverbend", "post_event")}


def test_a_code_is_understood_as_people_type_it():
    code = own_code()
    assert len(plain(code)) == 24
    for typed in (code, code.lower(), f"  {code.replace('-', ' ')} ", f"https://h.example/keep/#abc.{code}"):
        assert own_code_in(typed) == plain(code)
    for typed in ("", "7K4M", code + "0", code[:-1]):
        assert own_code_in(typed) == ""


def test_the_office_asks_anonymously_and_groups_are_switched_off(cast, browse, form_of):
    office = browse("ola")
    assert "What anonymous costs" in office.get(ASK).content.decode()
    plain_form = form_of(promise="anonymous", margins=["role", "school"])
    look = office.post(ASK, plain_form).content.decode()
    assert "Anonymous: nobody can find out" in look and "everybody together" in look
    office.post(ASK, plain_form | {"step": "do"})
    with reading(cast.tenant):
        wave = SurveyWave.objects.get()
    assert (wave.promise, wave.margins) == ("anonymous", [])
    page = office.get(f"/d/riverbend/proof/surveys/{wave.pk}/").content.decode()
    assert "an answer carries none of them" in page and "Other ways to answer" not in page
    assert "By group" not in page
    for part in ("kiosk", "paper", "paper/typed"):
        assert office.get(f"/d/riverbend/proof/surveys/{wave.pk}/{part}/").status_code == 404


def test_too_few_people_for_anonymous_answers_are_said_before_they_are_asked(browse, form_of):
    few = form_of(promise="anonymous", roles=["principal"])
    assert "too few for anonymous answers" in browse("ola").post(ASK, few).content.decode()
    assert "too few for" not in browse("ola").post(ASK, few | {"promise": "confidential"}).content.decode()


def test_the_office_sees_how_many_took_part_and_how_many_answers_came(cast, anonymous, browse):
    asked = anonymous(4)
    asked.answer(0)
    asked.signed(1)
    page = browse("ola").get(f"/d/riverbend/proof/surveys/{asked.wave.pk}/").content.decode()
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert (facts["Took part"], facts["Answers came in"], facts["Took part, but nothing came"]) == (
        "2",
        "1",
        "1",
    )
    assert (
        "Took part" not in browse("sam").get(f"/d/riverbend/proof/surveys/{asked.wave.pk}/").content.decode()
    )


@pytest.mark.parametrize("kind", ["asked", "asked_reminder", "invitation", "reminder"])
def test_every_mail_of_the_wave_says_the_promise(cast, anonymous, kind):
    asked = anonymous(1)
    with reading(cast.tenant):
        mail = OutgoingMail.objects.filter(to_person=asked.people[0]).order_by("-pk").first()
    told = {"language": "en", "zone": "America/New_York", "name": "", "district": "Riverbend"}
    said = render(kind=f"surveys.{kind}", context=mail.context, **told)
    assert "nothing that is stored leads from them to you" in said.text
    other = render(kind=f"surveys.{kind}", context=mail.context | {"promise": "confidential"}, **told)
    assert "anonymous" not in other.text


def test_two_anonymous_rounds_are_compared_by_code_and_the_loss_is_said(cast, anonymous, browse):
    people, kept = 20, 12
    codes = [own_code() for _ in range(people)]
    first, second = anonymous(people), anonymous(people, subject="event:2")
    for number in range(people):
        first.answer(number, codes[number], {"recommend": "6"})
    for number in range(people):
        code = codes[number] if number < kept else own_code()
        second.answer(number, code, {"recommend": "8" if number < 7 else "6"})
    first.close()
    second.close()
    page = browse("ola").get(f"/d/riverbend/proof/surveys/{second.wave.pk}/compare/?with={first.wave.pk}")
    text = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    assert "Of 12 people who answered both times, 7 moved up, 0 moved down and 5 said the same" in text
    assert "20 answered this the first time and 20 the second; 12 came with the same code" in text


def test_an_anonymous_round_is_followed_to_no_other(cast, ask, anonymous, browse):
    asked = anonymous(6)
    for number in range(6):
        asked.answer(number, own_code())
    asked.close()
    open_one = ask(6, subject="event:8")
    for number in range(6):
        open_one.answer(number)
    open_one.close()
    page = browse("ola").get(f"/d/riverbend/proof/surveys/{asked.wave.pk}/compare/?with={open_one.wave.pk}")
    assert "nobody can be found again in the other" in page.content.decode()


def test_the_page_of_a_saved_link_asks_nothing_of_us(client, cast):
    page = client.get("/d/riverbend/answer/keep/")
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    assert client.post("/d/riverbend/answer/keep/").status_code == 405


def lines_of(path: str, filters: list[logging.Filter]) -> str:
    """What the log would say of a request that went wrong."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    for one in filters:
        handler.addFilter(one)
    log = logging.getLogger("django.request")
    log.addHandler(handler)
    try:
        Client().post(path, {})
        log.error("Internal Server Error: %s", path)
    finally:
        log.removeHandler(handler)
    return out.getvalue()


def test_the_log_names_no_address_where_people_answer(cast, anonymous):
    path = anonymous(1).path(0)
    assert path in lines_of(path, [])
    said = lines_of(path, [NothingOfAnswers()])
    assert said == f"Internal Server Error: {INSTEAD}\n"
    assert DEPOSIT in lines_of(DEPOSIT, []) and DEPOSIT not in lines_of(DEPOSIT, [NothingOfAnswers()])
    assert "/d/riverbend/nothing-here/" in lines_of("/d/riverbend/nothing-here/", [NothingOfAnswers()])
