"""``{% taps row %}``: the three buttons and the times of a person on the list of a date.

In Python and not a template: a list of some hundred people has it for each, and a template would put its words into the
reader's language as often.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from groundswell.events.choices import ArrivalState

register = template.Library()
KEPT = "taps"


@dataclass(frozen=True, slots=True)
class Words:
    """What is the same for everybody on the list, as it stands in the page."""

    hidden: str
    states: tuple[tuple[str, str], ...]
    times: str
    came_at: str
    left_at: str
    keep: str
    now: str


@register.simple_tag(takes_context=True)
def taps(context: Context, row: dict[str, Any]) -> SafeString:
    """Forms that work without script; with it each tap goes by itself (``static/groundswell/js/attendance.js``)."""
    words = context.render_context.get(KEPT)
    if words is None:
        words = context.render_context[KEPT] = _words(context)
    name, url = escape(row["name"]), escape(row["url"])
    whose = f'<span class="visually-hidden">: {name}</span>'
    hidden = f'{words.hidden}<input type="hidden" name="seen" value="{escape(row["seen"])}">'
    buttons = "".join(
        f'<button name="state" value="{state}" aria-pressed="{"true" if row["state"] == state else "false"}">'
        f"{label}{whose}</button>"
        for state, label in words.states
    )
    came, left = (
        f'<label>{label} <input class="control" type="time" name="{name}" value="{escape(row[name])}"></label>'
        for name, label in (("came", words.came_at), ("left", words.left_at))
    )
    return mark_safe(
        f'<div class="sheet-taps no-print">'
        f'<form class="choice" method="post" action="{url}" data-tap data-again>{hidden}{buttons}</form>'
        f'<details class="sheet-times"><summary>{words.times}{whose}</summary>'
        f'<form method="post" action="{url}" data-tap data-again>{hidden}{came}{left}{words.keep}{words.now}</form>'
        f"</details></div>"
    )


def _words(context: Context) -> Words:
    on, token = int(context["meeting"].pk), escape(str(context.get("csrf_token", "")))
    now = "".join(
        f'<button class="btn plain" name="now" value="{which}">{escape(label)}</button>'
        for which, label in (("came", _("Comes just now")), ("left", _("Leaves just now")))
    )
    keep = escape(_("Keep these times"))
    return Words(
        hidden=f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<input type="hidden" name="on" value="{on}">',
        states=tuple((str(state), escape(str(label))) for state, label in ArrivalState.choices),
        times=escape(_("Late, or left early")),
        came_at=escape(_("Came at")),
        left_at=escape(_("Left at")),
        keep=f'<button class="btn" name="times" value="yes">{keep}</button>',
        now=now if context["is_open"] else "",
    )
