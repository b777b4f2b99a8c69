"""Everything that people read can be said in another language, and Spanish says all of it."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools import translations

SOURCE = translations.SOURCE
CATALOGUE = SOURCE / "locale/es/LC_MESSAGES/django.po"

# Shows every component with sample words, to those who build pages and in the demonstration.
SAMPLES = {"gallery.html"}
# Names and what is typed: the same in every language.
NAMES = {"Groundswell", "OneRoster", "groundswell roster import FILES.zip --district"}

_SPOKEN_FOR = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*block (?:main|body)_class\s*%}[\w -]*{%\s*endblock\s*%}",
    re.DOTALL,
)
_CODE = re.compile(r"{%.*?%}|{{.*?}}|&#?\w+;", re.DOTALL)
_READ_ALOUD = re.compile(
    r"""\s(?:alt|title|placeholder|label|aria-label|aria-description)=(["'])(.*?)\1""", re.DOTALL
)
_MARKUP = re.compile(r"""<(style|script|svg)\b.*?</\1>|<(?:[^>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_MAIL_FIELD = re.compile(r"^(?:Subject|Action|Title|Reason|Preview):", re.MULTILINE)
_INCLUDED_WORDS = re.compile(
    r"""{%\s*include\b[^%]*?\b(?:title|text|heading|label|meta|action|hint|empty)=(["'])(\w.*?)\1"""
)


def unmarked(template: str) -> list[str]:
    """The English in a template that no translator would ever see."""
    rest = _SPOKEN_FOR.sub("", template)
    found = [match[2] for match in _INCLUDED_WORDS.finditer(rest)]
    rest = _CODE.sub("\n", rest)
    found += [match[2] for match in _READ_ALOUD.finditer(rest)]
    found += _MAIL_FIELD.sub("", _MARKUP.sub("\n", rest)).splitlines()
    words = (one.strip(" \t\r\n·,.:") for one in found)
    return [one for one in words if re.search(r"[A-Za-z]{2}", one) and one not in NAMES]


def _templates() -> list[Path]:
    found = [path for kind in ("*.html", "*.txt") for path in (SOURCE / "templates").rglob(kind)]
    return [path for path in found if path.name not in SAMPLES]


def test_no_template_says_something_in_english_only():
    assert len(_templates()) > 150
    said = {
        str(path.relative_to(SOURCE)): unmarked(path.read_text(encoding="utf-8")) for path in _templates()
    }
    assert {path: words for path, words in said.items() if words} == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<h1>Welcome back</h1>", ["Welcome back"]),
        ('<img alt="A school">', ["A school"]),
        ('{% include "components/empty.html" with title="Nothing yet" only %}', ["Nothing yet"]),
        ("Subject: Your seat", ["Your seat"]),
        ("<b>{{ n }} seats</b>", ["seats"]),
        ('<p class="meta">{% translate "Seats" %} · {{ n }} &nbsp;</p>', []),
        ("{% blocktranslate %}{{ n }} seats{% endblocktranslate %}<br>Groundswell", []),
        ("{% comment %}Says nothing{% endcomment %}{# nor this #}<svg><text>x y</text></svg>", []),
    ],
)
def test_the_search_for_unmarked_words_can_tell(template, words):
    assert unmarked(template) == words


@pytest.fixture(scope="module")
def spanish():
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="es")


def test_spanish_says_all_of_it(spanish):
    assert len(spanish) > 1000
    assert [one.id for one in spanish if one.id and (not one.string or not all(_forms(one)))] == []
    assert [one.id for one in spanish if one.id and one.fuzzy] == []


def test_spanish_has_what_the_pages_say_now(spanish):
    """A string that was added to a template without its translation is named here."""
    marked = {
        match[2]
        for path in _templates()
        for match in re.finditer(r"""{%\s*translate\s+(["'])(.+?)\1""", path.read_text(encoding="utf-8"))
    }
    known = {one.id if isinstance(one.id, str) else one.id[0] for one in spanish}
    assert len(marked) > 500
    assert marked - known == set()


def test_spanish_asks_and_addresses_as_spanish_does(spanish):
    """A question opens with its sign, nobody is shouted at, and everyone is addressed as usted."""
    said = [form for one in spanish if one.id for form in _forms(one)]
    assert [form for form in said if form.count("?") != form.count("¿")] == []
    assert [form for form in said if "!" in form] == []
    assert [
        form for form in said if re.search(r"\b(?:tú|tu|tus|tienes|puedes|quieres|contigo)\b", form)
    ] == []


def _forms(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)
