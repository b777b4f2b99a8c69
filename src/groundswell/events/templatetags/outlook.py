"""``{% outlook one %}``: what to know before one presses. In Python and not a template: every row of a list has it."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from groundswell.events.rules.outlook import Outlook
from groundswell.kernel.templatetags.gs import icon

register = template.Library()


@register.simple_tag
def outlook(one: Outlook | None) -> SafeString:
    """Where else one would have to be, what day it is at school, what it costs one's classes; nothing for None."""
    if one is None:
        return SafeString()
    lines = [
        ("sun", "alert-triangle", one.clash.words if one.clash else ""),
        ("sun", "calendar-off", one.warning),
        ("" if one.in_class else "leaf", "clock", one.cost),
    ]
    shown = "".join(_line(*line) for line in lines if line[-1])
    return mark_safe(f'<div class="outlook">{shown}</div>')


def _line(kind: str, sign: str, said: str) -> str:
    its = f' class="{kind}"' if kind else ""
    return f"<p{its}>{icon(sign)} {escape(said)}</p>"
