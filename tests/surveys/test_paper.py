"""Answers on paper: sheets without names, typed in by the office, each once."""

import re

import pytest
from django.conf import settings

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import paper as verbs
from groundswell.surveys.actions import responses
from groundswell.surveys.models import Response
from groundswell.surveys.rules import codes
from tests.surveys import kinds
from tests.surveys.test_answers import without_csrf

GOOD = {"recommend": "9", "takeaway": "Start small."}


def code_of(asked, number: int) -> str:
    return codes.sheet_code(asked.invitation(number).pk, asked.wave.pk, settings.SECRET_KEY)


def stored(cast) -> int:
    with reading(cast.tenant):
        return Response.objects.count()


def test_a_sheet_carries_a_code_and_its_name_only_on_the_slip(cast, ask, browse):
    asked = ask(3)
    office = browse("ola")
    page = office.get(f"{asked.page}paper/").text
    assert all(code_of(asked, number) in page and f"Family{number}" in page for number in range(3))
    sheets = office.get(f"{asked.page}paper/?print=sheets").text.split("<article")[1:]
    assert len(sheets) == 3
    for sheet in sheets:
        slip, _, rest = sheet.partition("<header")
        assert re.search(r"Family\d", slip) and not re.search(r"Family\d|Given\d", rest)
        assert sum(code_of(asked, number) in rest for number in range(3)) == 1
        assert rest.count("sheet-question") == 3 and "confidential" in rest
    [one] = office.get(f"{asked.page}paper/?print=sheets&only={asked.invitation(1).pk}").text.split(
        "<article"
    )[1:]
    assert "Family1" in one
    [blank] = office.get(f"{asked.page}paper/?print=blank").text.split("<article")[1:]
    assert "Family" not in blank and "………" in blank


def test_the_list_does_not_tell_who_answered(cast, ask, browse):
    asked = ask(2)
    office = browse("ola")
    before = without_csrf(office.get(f"{asked.page}paper/").content)
    asked.answer(0)
    assert without_csrf(office.get(f"{asked.page}paper/").content) == before


def test_a_sheet_is_typed_in_once_and_the_journal_says_by_whom(cast, ask, browse):
    asked = ask(2)
    by, office, path = cast.actor("ola"), browse("ola"), f"{asked.page}paper/typed/"
    typed = code_of(asked, 0).lower().replace("-", " ").replace("0", "o")
    said = office.post(path, {"sheet.code": typed} | GOOD, follow=True).text
    assert "is typed in" in said and "Given0" not in said and "Family0" not in said
    with reading(cast.tenant):
        kept = Response.objects.get()
        entry = JournalEntry.objects.get(kind="surveys.invitation.answered")
    assert (kept.channel, kept.invitation_id) == ("paper", asked.invitation(0).pk)
    assert (entry.actor_person, entry.data["channel"]) == (cast.people["ola"].pk, "paper")
    again = office.post(path, {"sheet.code": typed, "takeaway": "Not lost."})
    assert again.status_code == 422 and "in already" in again.text and "Not lost." in again.text
    asked.answer(1)
    with pytest.raises(responses.LinkIsSpent):
        verbs.type_in(by=by, wave=asked.wave, code=code_of(asked, 1), answers=GOOD, may_quote=True)
    assert stored(cast) == 2


def test_what_is_empty_on_the_sheet_stays_empty_also_where_it_was_required(cast, ask, browse):
    kinds.install(cast)
    asked = ask(1)
    path = f"{asked.page}paper/typed/"
    assert browse("ola").post(path, {"sheet.code": code_of(asked, 0), "nps": "3"}).status_code == 302
    assert stored(cast) == 1


def test_codes_are_not_guessed(cast, ask, browse):
    """Neighbours' codes, one letter off, another wave's, and no code at all: none of them opens a sheet."""
    asked, other = ask(2), ask(1, "event:2")
    right, pk = codes.plain(code_of(asked, 0)), asked.invitation(0).pk
    wrong = [right[:at] + ("7" if right[at] != "7" else "8") + right[at + 1 :] for at in range(len(right))]
    wrong += [
        code_of(other, 0),
        "",
        "0",
        "x" * 80,
        right[:-1],
        codes.sheet_code(pk, asked.wave.pk, "another key"),
    ]
    assert {codes.invitation_of(one, asked.wave.pk, settings.SECRET_KEY) for one in wrong} == {None}
    assert codes.invitation_of(right, asked.wave.pk, settings.SECRET_KEY) == pk
    # Without the letters that are checked a neighbour's number alone would open their sheet.
    assert codes._read(codes._written(pk + 1, 2)) == asked.invitation(1).pk
    page = browse("ola").post(f"{asked.page}paper/typed/", {"sheet.code": wrong[0]} | GOOD)
    assert page.status_code == 422 and "No sheet of this survey" in page.text and "Start small." in page.text
    page = browse("ola").post(f"{asked.page}paper/typed/", GOOD)
    assert page.status_code == 422 and "Type the code" in page.text
    assert stored(cast) == 0


def test_only_the_office_prints_and_types(cast, ask, browse):
    asked = ask(1)
    for who in ("ana", "bao", "noor"):
        for part in ("paper/", "paper/typed/", "kiosk/"):
            assert browse(who).get(asked.page + part).status_code in (403, 404), (who, part)
    foreign = asked.page.replace("riverbend", "harbor-point")
    assert browse("nils").get(f"{foreign}paper/").status_code == 404


def test_while_it_is_paused_or_closed_the_page_says_what_to_do(cast, ask, browse):
    asked = ask(1)
    path, sent = f"{asked.page}paper/typed/", {"sheet.code": code_of(asked, 0)} | GOOD
    kinds.pause(cast, asked.wave, clock.now())
    assert "Let it go on first" in browse("ola").post(path, sent).text
    asked.close()
    assert "Open it again" in browse("ola").post(path, sent).text
    assert stored(cast) == 0
