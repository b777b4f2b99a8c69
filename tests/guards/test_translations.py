"""Everything that people read can be said in another language, and Spanish says all of it."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tools import translations

SOURCE = translations.SOURCE
CATALOGUE = SOURCE / "locale/es/LC_MESSAGES/django.po"

# Shows every component with sample words, to those who build pages and in the demonstration.
SAMPLES = {"gallery.html"}
# Names and what is typed: the same in every language.
NAMES = {"Groundswell", "OneRoster", "SHA-256", "groundswell roster import FILES.zip --district"}

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
_MAIL_FIELD = re.compile(r"^(?:Subject|Action|Also|Title|Reason|Preview):", re.MULTILINE)
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


# How a word is wrapped in Python, and where its context and forms stand.
_PLAIN, _COUNTED, _IN_CONTEXT = (1,), (1, 2), ((1, "c"), 2)
WRAPPERS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _COUNTED),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _IN_CONTEXT),
    "npgettext": ((1, "c"), 2, 3),
}


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


def test_spanish_has_exactly_what_pages_mails_and_messages_say_now(spanish):
    """A word that was added or changed without its Spanish is named here, as is Spanish that nothing says any more."""
    known = {(one.context, _first(one.id)) for one in spanish if one.id}
    said = _wrapped()
    assert len(said) > 1000
    assert said - known == set()
    assert known - said == set()


def test_spanish_asks_and_addresses_as_spanish_does(spanish):
    """A question opens with its sign, nobody is shouted at, and everyone is addressed as usted."""
    said = [form for one in spanish if one.id for form in _forms(one)]
    assert [form for form in said if form.count("?") != form.count("¿")] == []
    assert [form for form in said if "!" in form] == []
    assert [
        form for form in said if re.search(r"\b(?:tú|tu|tus|tienes|puedes|quieres|contigo)\b", form)
    ] == []


def _wrapped() -> set[tuple[str | None, str]]:
    """Every wrapped message of the source with its context, read without gettext's own tools."""
    found = set()
    for path in [*SOURCE.rglob("*.py"), *_templates(), *(SOURCE / "templates" / name for name in SAMPLES)]:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":  # Django turns a template into calls; its indentation would be no Python
            text = "\n".join(line.strip() for line in templatize(text).splitlines())
        for _, message, _, context in extract("python", io.BytesIO(text.encode()), WRAPPERS):
            found.add((context, _first(message)))
    return found


def _first(message) -> str:
    return message if isinstance(message, str) else message[0]


def _forms(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)
