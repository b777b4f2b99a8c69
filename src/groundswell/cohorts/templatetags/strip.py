"""``{% strip row scale line %}``: the readings of a school on the rubric's scale, as a line of dots."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def strip(row: Any, scale: tuple[int, int], cut: Decimal | None = None) -> SafeString:
    """Dots for the readings, a tick for their mean, a bar for the adjusted score's interval, a line for the cut. In
    Python: a board has hundreds. The words beside it say the same, so that nobody needs the picture."""
    lowest, highest = scale
    parts = ['<line class="s-scale" x1="2%" x2="98%" y1="11" y2="11"/>']
    if row.adjusted:
        low, high = (_at(one, lowest, highest) for one in row.adjusted[1:])
        parts.append(
            f'<rect class="s-span" x="{low:.1f}%" y="7" width="{max(high - low, 0.6):.1f}%" height="8" rx="4"/>'
        )
    if cut is not None:
        at = _at(cut, lowest, highest)
        parts.append(f'<line class="s-cut" x1="{at:.1f}%" x2="{at:.1f}%" y1="1" y2="21"/>')
    parts += [
        f'<circle class="s-dot" cx="{_at(one, lowest, highest):.1f}%" cy="11" r="4"/>' for one in row.totals
    ]
    if row.mean is not None:
        at = _at(row.mean, lowest, highest)
        parts.append(f'<line class="s-mean" x1="{at:.1f}%" x2="{at:.1f}%" y1="4" y2="18"/>')
    body = SafeString("".join(parts))  # numbers and words of ours
    return format_html('<svg class="strip" height="22" aria-hidden="true" focusable="false">{}</svg>', body)


def _at(value: float | Decimal, lowest: int, highest: int) -> float:
    """Per cent of the width; what lies off the scale stands at its end."""
    share = (float(value) - lowest) / (highest - lowest)
    return 2 + 96 * min(1.0, max(0.0, share))
