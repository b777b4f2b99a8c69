"""A shared device: one after the other, each for themselves, and nothing stays on it."""

import re
from datetime import timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.charts import qr
from groundswell.kernel.links import absolute
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.surveys.actions import kiosk as verbs
from groundswell.surveys.models import Kiosk, Response
from groundswell.surveys.rules.codes import device_code, plain
from tests.surveys import kinds
from tests.surveys.test_answers import without_csrf

GOOD = {"recommend": "9", "confident": "very", "takeaway": "Start small."}


@pytest.fixture
def device(cast, ask):
    """A device that is open for two hours to the two people of a wave."""
    return Device(cast, ask(2))


class Device:
    def __init__(self, cast, asked) -> None:
        self.cast, self.asked = cast, asked
        self.kiosk, code = verbs.open_kiosk(by=cast.actor("ola"), wave=asked.wave, hours=2)
        self.path = f"/d/riverbend/kiosk/{code}/"

    def email(self, number: int) -> str:
        return self.asked.people[number].email

    def who(self, client, number: int) -> str:
        """The seal in the form that this person gets."""
        page = client.post(self.path, {"email": self.email(number).upper()})
        return re.search(r'name="for.whom" value="([^"]+)"', page.text)[1]

    def answer(self, client, number: int):
        return client.post(self.path, {"for.whom": self.who(client, number)} | GOOD, follow=True)


def stored(cast) -> int:
    with reading(cast.tenant):
        return Response.objects.count()


def test_the_office_opens_a_device_and_closes_it(cast, ask, browse, client):
    asked = ask(1)
    office = browse("ola")
    page = office.post(f"{asked.page}kiosk/", {"hours": "4"})
    path = re.search(r"/d/riverbend/kiosk/[\w-]+/", page.text)[0]
    code = path.split("/")[-2]
    assert qr(absolute(path)).path in page.text
    assert plain(code) not in office.get(f"{asked.page}kiosk/").text.replace("-", "")
    with reading(cast.tenant):
        kiosk = Kiosk.objects.get()
        entry = JournalEntry.objects.get(kind="surveys.kiosk.opened")
    assert (kiosk.opened_by_id, entry.data["hours"]) == (cast.people["ola"].pk, 4)
    assert plain(code) not in str(vars(kiosk)) and plain(code) not in str(vars(entry))
    assert client.get(path.lower()).status_code == 200
    assert browse("ana").post(f"{asked.page}kiosk/", {"hours": "4"}).status_code in (403, 404)
    browse("ola").post(f"{asked.page}kiosk/close/", {"kiosk": kiosk.pk})
    assert client.get(path).status_code == 404


def test_one_after_the_other_answers_and_each_gets_a_receipt(cast, device, client):
    for number in (0, 1):
        page = device.answer(client, number)
        assert "Thank you. Your answers have arrived." in page.text
        assert f"Given{number}" not in page.text and "Start small" not in page.text
    assert stored(cast) == 2
    with reading(cast.tenant):
        receipts = OutgoingMail.objects.filter(kind="surveys.receipt")
        assert {one.to_person_id for one in receipts} == {one.pk for one in device.asked.people[:2]}
        assert "Start small" not in str([one.context for one in receipts])
        assert {one.channel for one in Response.objects.all()} == {"kiosk"}
        entry = JournalEntry.objects.filter(kind="surveys.invitation.answered").first()
    assert entry.data["channel"] == "kiosk"


def test_nothing_of_a_person_stays_on_the_device(device, client):
    """No draft in the browser, no page in its cache, and going back and sending again opens nothing."""
    sent = {"email": device.email(0)}
    questions = client.post(device.path, sent)
    assert "Given0" in questions.text and "data-kept" not in questions.text
    assert "no-store" in questions.headers["Cache-Control"]
    wrong = client.post(device.path, {"for.whom": device.who(client, 0), "takeaway": "x" * 2_001})
    assert wrong.status_code == 422 and "this has 2001" in wrong.text and "data-kept" not in wrong.text
    assert questions.text.count('autocomplete="off"') >= 1
    device.answer(client, 0)
    again = client.post(device.path, sent)
    assert again.status_code == 422 and "Given0" not in again.text
    assert not client.session.items()


def test_unknown_answered_and_foreign_addresses_get_one_answer(cast, device, client):
    device.answer(client, 0)
    answers = [
        client.post(device.path, {"email": email})
        for email in (device.email(0), "nobody@riverbend.example", "noor@harbor-point.example")
    ]
    assert len({without_csrf(one.content) for one in answers}) == 1
    assert {one.status_code for one in answers} == {422}


def test_who_guesses_addresses_is_stopped_and_nobody_else_for_long(cast, device, client, monkeypatch):
    monkeypatch.setattr(verbs, "MISSES", 4)
    for number in range(verbs.MISSES):
        by = cast.system
        assert verbs.look_for(by=by, kiosk=device.kiosk, email=f"guess{number}@riverbend.example") is None
    refused = client.post(device.path, {"email": device.email(0)})
    assert "takes none for ten minutes" in refused.text and "Given0" not in refused.text
    with clock.shifted(timedelta(minutes=11)):
        assert "Given0" in client.post(device.path, {"email": device.email(0)}).text


def test_twice_counts_once(cast, device, client):
    who = device.who(client, 0)
    for words in ("First.", "Second."):
        client.post(device.path, {"for.whom": who, "takeaway": words})
    assert stored(cast) == 1
    with reading(cast.tenant):
        assert OutgoingMail.objects.filter(kind="surveys.receipt").count() == 1


def test_a_forged_or_borrowed_seal_answers_for_nobody(cast, device, ask, client):
    other = Device(cast, ask(1, "event:2"))
    who = device.who(client, 0)
    pk = device.asked.invitation(0).pk
    for forged in (who[:-1] + "x", other.who(client, 0), f"[{device.kiosk.pk}, {pk}]", str(pk), ""):
        page = client.post(device.path, {"for.whom": forged} | GOOD, follow=True)
        assert "Show me the questions" in page.text
    assert stored(cast) == 0
    with clock.shifted(timedelta(hours=1, minutes=59)):
        assert client.post(device.path, {"for.whom": who} | GOOD).status_code == 302
    assert stored(cast) == 1


def test_a_device_whose_time_is_over_is_an_unknown_device(cast, device, client):
    who = device.who(client, 0)
    unknown = client.get(f"/d/riverbend/kiosk/{device_code()}/")
    foreign = client.get(device.path.replace("riverbend", "harbor-point"))
    with clock.shifted(timedelta(hours=2, minutes=1)):
        over = client.get(device.path)
        assert client.post(device.path, {"for.whom": who} | GOOD).status_code == 404
        with pytest.raises(verbs.KioskIsClosed):
            verbs.answer_at(
                by=cast.system,
                kiosk=device.kiosk,
                invitation=device.asked.invitation(0),
                answers=GOOD,
                may_quote=False,
            )
    assert {one.status_code for one in (unknown, foreign, over)} == {404}
    assert len({one.text for one in (unknown, foreign, over)}) == 1
    assert stored(cast) == 0


def test_a_paused_wave_keeps_what_stands_on_the_screen(cast, device, client):
    who = device.who(client, 0)
    kinds.pause(cast, device.asked.wave, clock.now())
    assert "paused just now" in client.get(device.path).text
    page = client.post(device.path, {"for.whom": who} | GOOD)
    assert "nothing was sent" in page.text and "Start small." in page.text
    assert stored(cast) == 0
