"""A certificate that one hangs on the wall, a transcript that one sends in: the PDF says what its page says."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from groundswell.events.rules.papers import Certificate, Holder, Line, total, transcript
from groundswell.kernel import documents
from groundswell.kernel.charts import qr
from tests.support.paper import faults, letters_missing, pages_of, tag_names, text_of

pytestmark = pytest.mark.usefixtures("pressed_here")

CERTIFICATE = "events/papers/certificate.html"
TRANSCRIPT = "events/papers/transcript.html"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=http://127.0.0.1:9/x.png>',
    "<link rel=stylesheet href=file:///etc/passwd>",
    "</title></head><object data='file:///etc/passwd'>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "url(http://127.0.0.1:9/) @import 'x'",
]


def certificate(**values) -> Certificate:
    usual = {
        "district": "Riverbend County Schools",
        "recipient": "Ana Lucía Ferreira-Núñez",
        "title": "Math language routines",
        "kind": "Workshop",
        "when": "Tuesday, March 17, 2026",
        "place": "Alder Elementary, library",
        "hours": Decimal("6.50"),
        "credit": Decimal("0.6500"),
        "unit": "CEU",
        "programme": "Personalized learning",
        "provider": "",
        "led_by": ("Dev Okafor",),
        "issued_on": date(2026, 3, 20),
        "number": "RB-7K4M-92QX",
        "check_url": "https://learn.riverbend.example/c/RB-7K4M-92QX",
        "signed_by": "Rosalind Achterberg",
        "signed_as": "Director of Professional Learning",
    }
    return Certificate(**(usual | values))


def line(n: int, **values) -> Line:
    usual = {
        "on": date(2025, 9, 1) + timedelta(days=n),
        "title": f"Workshop {n}",
        "programme": "Personalized learning",
        "provider": "Professional Learning Office",
        "is_internal": True,
        "hours": Decimal("1.50"),
    }
    return Line(**(usual | values))


HOLDER = Holder(
    district="Riverbend County Schools",
    name="Ana Lucía Ferreira-Núñez",
    place="Teacher, Cedar Hollow Middle School",
    begins_on=date(2025, 7, 1),
    ends_on=date(2026, 6, 30),
    drawn_up_on=date(2026, 3, 20),
    rule="Minutes of all meetings are added and rounded down to the quarter of an hour.",
    number="RB-T-4411",
)


def words_of(template: str, context: dict, language: str = "en") -> str:
    """The words of the page's own part, as a reader gets them."""
    with translation.override(language):
        page = render_to_string(template, context | {"frame": "base_plain.html"})
    article = page[page.index("<article") : page.index("</article>")]
    article = re.sub(r"<title>.*?</title>|<caption.*?</caption>", "", article, flags=re.DOTALL)
    article = re.sub(r"</?(?:span|a|strong)\b[^>]*>", "", article)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", article)).split())


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.proof), "es"])
def test_a_certificate_on_paper_says_what_its_page_says(language):
    context = {"paper": certificate()}
    made = documents.pdf(CERTIFICATE, context, language=language, title="Certificate: Math")
    assert faults(made, language=language, title="Certificate: Math") == []
    assert pages_of(made) == 1
    assert text_of(made).replace(" ", "") == words_of(CERTIFICATE, context, language).replace(" ", "")
    assert tag_names(made).count("Figure") == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.proof), "es"])
def test_a_transcript_on_paper_says_what_its_page_says(language):
    rows = [line(n) for n in range(6)] + [
        line(9, programme="", is_internal=False, is_outside=True, approved_by="Rosalind Achterberg")
    ]
    context = {"holder": HOLDER, "transcript": transcript(rows)}
    made = documents.pdf(TRANSCRIPT, context, language=language, title="Transcript")
    assert faults(made, language=language, title="Transcript") == []
    said = text_of(made).replace(" ", "")
    assert words_of(TRANSCRIPT, context, language).replace(" ", "") in said


@pytest.mark.proof
@pytest.mark.proof
def test_a_long_transcript_repeats_its_head_on_every_page():
    rows = [line(n, programme=f"Programme {n % 7}", unit="CEU", credit=Decimal("0.15")) for n in range(200)]
    context = {"holder": HOLDER, "transcript": transcript(rows)}
    made = documents.pdf(TRANSCRIPT, context, language="en", title="Transcript")
    pages, said = pages_of(made), text_of(made)
    assert pages > 4
    assert said.count("Date Title Given by Hours Credit") == pages
    assert f"Page {pages} of {pages}" in said
    assert all(f"Workshop {n} " in said for n in range(200))
    assert "300.00" in said and "30.00 CEU" in said
    assert faults(made, language="en", title="Transcript") == []


@pytest.mark.slow
def test_a_name_or_title_is_words_and_nothing_else():
    """No address in it is asked for (the press refuses any, so a paper comes out only if none was), nothing runs."""
    rows = [line(n, title=text, provider=text, programme=text) for n, text in enumerate(HOSTILE)]
    context = {"holder": replace(HOLDER, name=HOSTILE[0], place=HOSTILE[1]), "transcript": transcript(rows)}
    made = documents.pdf(TRANSCRIPT, context, language="en", title=HOSTILE[3])
    said = text_of(made).replace(" ", "")
    assert all(said.count(text.replace(" ", "")) >= 3 for text in HOSTILE)
    assert faults(made, language="en", title=HOSTILE[3]) == []


@pytest.mark.slow
def test_every_script_and_every_length_finds_its_letters():
    names = ["Nguyễn Thị Ōtani", "Łukasz Żółć", "Σοφία", "Наталья", "مريم الأحمد", "שירה לוי", "x" * 10_000]
    rows = [line(n, title=name, programme=name) for n, name in enumerate(names)]
    context = {"holder": HOLDER, "transcript": transcript(rows)}
    made = documents.pdf(TRANSCRIPT, context, language="en", title="Transcript")
    said = text_of(made)
    assert all(said.count(name) >= 2 for name in names[:4])
    assert "x" * 40 in said.replace(" ", "")
    assert letters_missing(made) == []
    assert faults(made, language="en", title="Transcript") == []


@pytest.mark.slow
def test_a_certificate_stays_on_its_page():
    name = "x" * 10_000
    paper = certificate(recipient=name, title=name, led_by=(name,), programme=name, place=name)
    made = documents.pdf(CERTIFICATE, {"paper": paper}, language="en", title="Certificate")
    assert pages_of(made) == 1
    assert faults(made, language="en", title="Certificate") == []


def test_the_page_has_no_inline_style_and_no_script_of_its_own():
    for template, context in (
        (CERTIFICATE, {"paper": certificate(recipient=HOSTILE[0])}),
        (TRANSCRIPT, {"holder": HOLDER, "transcript": transcript([line(1)])}),
    ):
        page = render_to_string(template, context | {"frame": "base_plain.html"})
        article = page[page.index("<article") : page.index("</article>")]
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", article)


def test_an_empty_transcript_says_when_that_changes():
    page = render_to_string(
        TRANSCRIPT, {"holder": HOLDER, "transcript": transcript([]), "frame": "base_plain.html"}
    )
    assert "once attendance has been noted" in page
    assert "<table" not in page


def test_units_are_never_added_together():
    rows = [
        line(1, unit="CEU", credit=Decimal("0.15")),
        line(2, unit="clock hours", credit=Decimal("1.5")),
        line(3, unit="CEU", credit=Decimal("0.15")),
        line(4),
    ]
    sums = total(rows)
    assert sums.hours == Decimal("6.00")
    assert sums.credits == (("CEU", Decimal("0.30")), ("clock hours", Decimal("1.5")))


def test_a_transcript_parts_by_programme_and_by_who_taught():
    rows = [
        line(3, programme="Beta"),
        line(1, programme="alpha", is_internal=False, hours=Decimal(4)),
        line(2, programme=""),
        line(0, programme="Beta"),
    ]
    made = transcript(rows)
    assert [part.programme for part in made.parts] == ["alpha", "Beta", ""]
    assert [one.title for one in made.parts[1].lines] == ["Workshop 0", "Workshop 3"]
    assert made.total.hours == made.internal.hours + made.external.hours == Decimal("8.50")
    assert made.external.hours == 4


def test_the_picture_leads_to_the_address():
    """Read back module by module: the path draws exactly what the code has."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_M

    drawn = qr("https://learn.riverbend.example/c/RB-7K4M-92QX")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data("https://learn.riverbend.example/c/RB-7K4M-92QX")
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, on in enumerate(row) if on}
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", drawn.path)
    assert {(int(x) + n, int(y)) for x, y, w in runs for n in range(int(w))} == dark
    assert drawn.size == len(code.get_matrix())
