"""Answers with names: read by the survey office where people were told so, and nowhere else; each reading is kept."""

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import copies, erasure
from groundswell.roster.choices.lives import ErasureGround
from groundswell.surveys.choices import ItemKind, Promise
from groundswell.surveys.models import Answer, Invitation, Item, Kiosk, Response, SurveyWave
from groundswell.surveys.rules.named import said
from tests.support.statements import statements

FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
def named(cast, ask):
    """Three were asked with their names; the first two answered, one of them a spreadsheet's formula."""
    asked = ask(3, subject="named:1", title="Who needs a device")
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=asked.wave.pk).update(promise=Promise.NAMED)
    asked.answer(0, recommend="9", takeaway=FORMULA)
    asked.answer(1, recommend="2", takeaway="Small steps.")
    asked.names = f"{asked.page}names/"
    return asked


def kept(cast) -> list[tuple[int, bool]]:
    with reading(cast.tenant):
        told = JournalEntry.objects.filter(kind="surveys.wave.names_opened").order_by("pk")
        assert "Small steps" not in str([one.data for one in told])
        return [(one.subject_id, one.data["as_file"]) for one in told]


def test_the_office_opens_them_with_a_press_that_the_journal_keeps(cast, named, browse):
    ola = browse("ola")
    door = ola.get(named.names).text
    assert "Given0" not in door and "Open the answers for an hour" in door and kept(cast) == []
    first = named.invitation(0).pk
    assert ola.get(f"{named.names}{first}/").url == named.names
    assert ola.post(f"{named.names}open/").url == named.names
    listed = ola.get(named.names).text
    assert "Given0" in listed and "Given1" in listed and "Given2" not in listed
    assert "Given0" not in ola.get(f"{named.names}?q=given1 family").text
    page = ola.get(f"{named.names}{first}/").text
    assert "=HYPERLINK(&quot;" in page and "9" in page
    assert kept(cast) == [(named.wave.pk, False)]
    with clock.shifted(timedelta(minutes=61)):
        assert "Given0" not in ola.get(named.names).text
    assert ola.get(f"{named.names}{named.invitation(2).pk}/").status_code == 404  # she kept silent


def test_one_name_and_many_cost_the_same(cast, named, browse):
    ola, costs = browse("ola"), []
    ola.post(f"{named.names}open/")
    for number in (None, 2):
        if number is not None:
            named.answer(number)
        costs.append(
            [statements(ola, path) for path in (named.names, f"{named.names}{named.invitation(0).pk}/")]
        )
    assert costs[0] == costs[1] and max(costs[0]) <= 15, costs


def test_the_file_runs_nothing_and_is_kept_too(cast, named, browse):
    file = b"".join(browse("ola").post(f"{named.names}answers.csv").streaming_content).decode()
    assert "'=HYPERLINK" in file and '"=HYPERLINK' not in file and "Given1" in file
    assert kept(cast) == [(named.wave.pk, True)]


def test_no_other_wave_has_names_and_nobody_else_reads_them(cast, named, ask, browse):
    confidential = ask(1, subject="event:9")
    confidential.answer(0)
    ola = browse("ola")
    pages = (("get", ""), ("post", "open/"), ("post", "answers.csv"), ("get", f"{named.invitation(0).pk}/"))
    for method, path in pages:
        assert getattr(ola, method)(f"{confidential.page}names/{path}").status_code == 404
        for name in ("ana", "bao", "dev", "ida"):
            assert getattr(browse(name), method)(named.names + path).status_code in (403, 404)
        assert getattr(browse("noor"), method)(named.names + path).status_code == 404
    assert kept(cast) == []


def test_a_wave_of_another_time_does_not_open_with_it(cast, named, ask, browse):
    ola = browse("ola")
    ola.post(f"{named.names}open/")
    other = ask(1, subject="named:2", title="Another")
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=other.wave.pk).update(promise=Promise.NAMED)
    other.answer(0)
    assert "Given0" not in ola.get(f"{other.page}names/").text


def test_who_is_erased_is_no_longer_in_it_and_their_words_are_gone(cast, named, browse):
    with writing(cast.tenant):
        Response.objects.update(may_quote=True)
        Invitation.objects.update(role="teacher", place=cast.places["alder"])
        Kiosk.objects.create(
            tenant=cast.tenant, wave=named.wave, secret_hash="0", opened_by=named.people[0],
            opened_at=clock.now(), expires_at=clock.now(),
        )  # fmt: skip
    erasure.erase_person(by=cast.system, person=named.people[0], ground=ErasureGround.REQUEST)
    ola = browse("ola")
    ola.post(f"{named.names}open/")
    page = ola.get(named.names).text
    assert "Given0" not in page and "Given1" in page and "1 more answered whose name is forgotten" in page
    with reading(cast.tenant):
        assert not Answer.objects.filter(text=FORMULA).exists()
        cut_off = Response.objects.get(wave=named.wave, invitation=None)
        asked = Invitation.objects.get(wave=named.wave, person=named.people[0])
        assert not cut_off.may_quote and (asked.role, asked.place, asked.token_hash) == ("", None, None)
        assert Kiosk.objects.get().opened_by is None


def test_ones_own_copy_holds_every_kind_of_answer(cast, named):
    person = named.people[1]
    by = Actor(tenant=cast.tenant, name=person.name, person_id=person.pk)
    with writing(cast.tenant):
        one = Response.objects.get(invitation__person=person)
        item = Item.objects.filter(instrument=named.wave.instrument_id).first()
        Answer.objects.create(
            tenant=cast.tenant,
            wave=named.wave,
            response=one,
            item=item,
            part="tablet",
            choice="tablet",
            number="2.5",
        )
    copy = copies.export_person(by=by, person=person)
    tables = json.loads(zipfile.ZipFile(io.BytesIO(b"".join(copies.zipped(copy)))).read("data.json"))[
        "tables"
    ]
    answers = str(tables["surveys_answer"])
    assert "Small steps." in answers and "tablet" in answers and "2.5" in answers


def test_every_kind_of_answer_is_said_in_words():
    points = [{"key": "a", "en": "Apples", "es": "Manzanas"}, {"key": "b", "en": "Bread", "es": "Pan"}]
    rows = [{"key": "x", "en": "Monday"}, {"key": "y", "en": "Tuesday"}]
    several = Item(kind=ItemKind.SEVERAL, points=points)
    assert said(several, [Answer(part="b", choice="b"), Answer(part="a", choice="a")], "es") == [
        "Manzanas",
        "Pan",
    ]
    matrix = Item(kind=ItemKind.MATRIX, points=points, rows=rows)
    assert said(matrix, [Answer(part="y", choice="a")], "en") == ["Tuesday: Apples"]
    number = Item(kind=ItemKind.NUMBER, unit={"en": "hours"})
    assert said(number, [Answer(number=Decimal("2.5000"))], "en") == ["2.5 hours"]
    assert said(Item(kind=ItemKind.NUMBER), [Answer(number=Decimal(200))], "en") == ["200"]
    assert said(Item(kind=ItemKind.TEXT), [Answer(text="Yes")], "en") == ["Yes"]
    assert said(several, [], "en") == []
