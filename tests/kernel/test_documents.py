"""Papers: a tagged PDF from the page's own template, laid out where nothing is fetched and nothing runs for long."""

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from groundswell.kernel import documents, press
from groundswell.kernel.documents import NoDocument
from tests.support.paper import faults, laid_out, letters_missing, tag_names, text_of

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="https://packaged.invalid/vendor/papers/fonts.css">
<link rel="stylesheet" href="https://packaged.invalid/groundswell/css/press.css"></head><body>{body}</body></html>"""


def sheet(body: str, *, language: str = "en", title: str = "A paper") -> bytes:
    return PAGE.format(language=language, title=title, body=body).encode()


def plain(body: str) -> str:
    """A page without our fonts: what is refused needs none, and is refused sooner."""
    return f'<!doctype html><html lang="en"><head><title>x</title></head><body>{body}</body></html>'


@contextmanager
def a_server():
    """An address on this machine, and the list of what was asked of it."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_paper_is_tagged_and_says_its_language_and_title():
    made = documents.press(sheet("<h1>Hours</h1><p>Twelve.</p>", language="es", title="Constancia"))
    assert faults(made, language="es", title="Constancia") == []
    assert tag_names(made)[:2] == ["Document", "H1"]
    assert text_of(made) == "Hours Twelve."


def test_the_check_can_tell():
    made = laid_out(sheet("<p>Twelve.</p>", title="One"))
    assert faults(made, language="es", title="Two") == ["language en", "title One"]


def test_a_picture_without_words_is_no_paper():
    with pytest.raises(NoDocument, match="alt description"):
        documents.press(plain('<img src="https://packaged.invalid/groundswell/img/favicon.svg">').encode())


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="{}/x.png">',
        '<p style="background: url({}/x.png)">x</p>',
        "<style>@import url({}/x.css);</style>",
        '<link rel="stylesheet" href="{}/x.css">',
        "<style>@font-face {{ font-family: x; src: url({}/x.woff2) }} p {{ font-family: x }}</style><p>x</p>",
        '<svg viewBox="0 0 9 9"><title>x</title><image href="{}/x.png"/></svg>',
        '<object data="{}/x.svg">x</object>',
        '<base href="{}/"><link rel="attachment" href="x.txt">',
    ],
)
def test_nothing_is_fetched_whoever_asks(body):
    with a_server() as (address, asked):
        with suppress(ValueError):
            press.lay_out(plain(body.format(address)))
        assert asked == []


def test_without_our_fetcher_it_would_have_been_fetched():
    from weasyprint import HTML

    with a_server() as (address, asked):
        HTML(string=plain(f'<img alt="x" src="{address}/x.png">')).write_pdf()
        assert "/x.png" in asked


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://packaged.invalid/../kernel/press.py",
        "https://packaged.invalid/%2e%2e/kernel/press.py",
        "https://packaged.invalid/..%2fkernel%2fpress.py",
        "https://packaged.invalid//etc/passwd",
        "https://packaged.invalid.example.org/x.png",
        "data:image/svg+xml,<svg/>",
        "javascript:alert(1)",
    ],
)
def test_only_files_of_ours_are_read(address):
    with pytest.raises(ValueError, match=r"may not ask for|no file of ours"):
        press.lay_out(plain(f'<img alt="x" src="{address}">'))


def test_a_script_does_not_run_and_is_not_read_aloud():
    made = laid_out(sheet("<p>Before</p><script>document.write('ran')</script><p>After</p>"))
    assert text_of(made) == "Before After"


def test_the_process_gets_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("GROUNDSWELL_SECRET_KEY", "very secret")
    assert set(documents._environment("/x")) == {"PATH", "LANG", "TMPDIR", "HOME"}


def test_a_paper_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(documents, "SECONDS", 0.2)
    with pytest.raises(NoDocument, match=r"within 0\.2 seconds"):
        documents.press(sheet("<p>Slow</p>"))


def test_a_paper_that_is_too_long_is_refused_before_anything_starts(monkeypatch):
    monkeypatch.setattr(documents.subprocess, "run", lambda *_, **__: pytest.fail("it started"))
    with pytest.raises(NoDocument, match="too long"):
        documents.press(b" " * (documents.MOST_SOURCE + 1))


def test_a_nest_too_deep_is_an_answer_and_not_a_crash():
    try:
        made = documents.press(plain("<div>" * 600 + "deep" + "</div>" * 600).encode())
    except NoDocument as refused:
        assert "could not be made" in str(refused)
    else:
        assert text_of(made) == "deep"


def test_a_machine_without_the_libraries_says_the_line_to_type(monkeypatch):
    monkeypatch.setattr(documents, "missing", lambda: ("libpango-1.0-0",))
    with pytest.raises(NoDocument, match=r"apt-get install libpango-1\.0-0"):
        documents.pdf("base_paper.html", {}, language="en", title="x")


def test_long_words_accents_and_two_directions():
    name = "Nguyễn-Ōtani, José Ángel Muñoz"
    body = f"<h1>{name}</h1><p>{'x' * 10_000}</p><p dir='auto'>مريم الأحمد</p><p dir='auto'>שלום</p>"
    made = laid_out(sheet(body))
    said = text_of(made)
    assert name in said
    assert "x" * 40 in said
    assert "שלום" in said or "םולש" in said
    assert faults(made, language="en", title="A paper") == []
    assert letters_missing(made) == []


def test_a_letter_that_no_font_has_is_noticed():
    assert letters_missing(laid_out(sheet("<p>\U00013000</p>"))) != []


def test_a_title_is_one_line_and_bounded():
    context = {"language": "en", "title": "A\n<b>" + "y" * 10_000}
    html = documents.source("base_paper.html", {}, **context)
    assert "<title>A &lt;b&gt;yyy" in html
    assert len(html) < 3_000
