"""From a kind of mail, its context and a language to what is written in it.

The template ``mail/<kind with dots as slashes>.txt`` is plain text:

    {% load i18n %}Subject: {% blocktranslate %}You have a place: {{ title }}{% endblocktranslate %}
    Action: {% translate "See the event" %}

    {{ first_name }}, …
    --
    {% translate "You get this because you registered." %}

The first line is the subject. ``Action:`` names the one button, which leads to ``action_url``; a line ``Also:``
after it names a second, quieter one, which leads to ``also_url``. What follows a line of two dashes says why the reader
gets this mail. A context's ``items`` are mails that come together in this one, one under the other. The HTML twin is
made from the same text.
"""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from groundswell.notices.rules import texts


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words: its subject in one line, its text, and the same as HTML; and what stands in it by itself."""

    subject: str
    text: str
    html: str
    body: str = ""
    action_url: str = ""
    action_label: str = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    subject: str
    action: str
    also: str
    body: str
    why: str


def render(
    *,
    kind: str,
    context: dict[str, Any],
    language: str,
    zone: str,
    name: str,
    district: str,
    preferences_url: str = "",
) -> Letter:
    """Write the mail of this kind. Raises TemplateDoesNotExist for a kind that has no template."""
    values = texts.ready(context)
    name = texts.flat(name)
    words = {"name": name, "first_name": name.partition(" ")[0], "district_name": district, **values}
    with (
        translation.override(offered(language)),
        timezone.override(ZoneInfo(values.get("time_zone") or zone)),
    ):
        parts = _parts(_plain(f"mail/{kind.replace('.', '/')}.txt", words), values.get("action_label", ""))
        url, also = _web(values, "action_url"), _web(values, "also_url")
        frame = {
            "subject": parts.subject,
            "body": parts.body,
            "why": parts.why,
            "action_url": url,
            "action_label": parts.action or url,
            "also_url": also,
            "also_label": parts.also or also,
            "items": values.get("items", []),
            "district_name": district,
            "preferences_url": preferences_url,
        }
        text = _plain("mail/letter.txt", frame)
        html = get_template("mail/letter.html").render(frame)
    return Letter(parts.subject, text, html, parts.body, url, str(frame["action_label"]))


def offered(language: str) -> str:
    """The language itself where we speak it, the installation's otherwise."""
    spoken = {code for code, _ in settings.LANGUAGES}
    wanted = (language or "").replace("_", "-").lower()
    if wanted in spoken:
        return wanted
    return next((code for code in spoken if wanted.partition("-")[0] == code), settings.LANGUAGE_CODE)


def is_web(url: str) -> bool:
    """True for an address that a mail may lead to."""
    return url.startswith(("https://", "http://"))


def _web(values: dict[str, Any], name: str) -> str:
    url = values.get(name, "")
    return url if is_web(url) else ""


def _plain(template: str, words: dict[str, Any]) -> str:
    """Render as plain text: nothing is escaped, because nothing here is HTML."""
    source: Template = get_template(template).template  # type: ignore[attr-defined]
    return source.render(Context(words, autoescape=False)).strip() + "\n"


def _parts(text: str, label: str) -> _Parts:
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("Subject:"):
        raise ValueError("The first line of a mail template must read “Subject: …”.")
    also = ""
    if rest.startswith("Action:"):
        label, _, rest = rest.removeprefix("Action:").partition("\n")
    if rest.startswith("Also:"):
        also, _, rest = rest.removeprefix("Also:").partition("\n")
    body, _, why = f"\n{rest}\n".partition("\n--\n")
    return _Parts(
        subject=texts.flat(first.removeprefix("Subject:"))[:400],
        action=texts.flat(label),
        also=texts.flat(also),
        body=body.strip(),
        why=texts.flat(why),
    )
