"""What all charts share: numbers in words, coordinates, the named picture."""

import math
import zlib
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

NO_BREAK = "\u202f"


def number(value: float | None) -> str:
    """A number as this language writes it: grouped, at most one decimal; an en dash for none."""
    if value is None:
        return "–"
    digits = 0 if float(value).is_integer() else 1
    return number_format(round(float(value), digits), decimal_pos=digits, use_l10n=True, force_grouping=True)


def percent(share: float | Fraction | None, digits: int = 0) -> str:
    """A share between 0 and 1 as per cent: 0.62 is "62 %" with a narrow space that does not break."""
    if share is None:
        return "–"
    return _("%(value)s%(space)s%%") % {"value": _hundredfold(share, digits), "space": NO_BREAK}


def in_points(difference: float | Fraction | None) -> str:
    """A difference of two shares in percentage points, with one decimal; an en dash for none."""
    return "–" if difference is None else _hundredfold(difference, 1)


def _hundredfold(share: float | Fraction, digits: int) -> str:
    """Exact, and half away from zero, as one learns it: 1/8 is 13 %, whatever a binary fraction makes of it."""
    shifted = math.floor(abs(Fraction(share)) * 100 * 10**digits + Fraction(1, 2))
    value = Decimal(-shifted if share < 0 else shifted).scaleb(-digits)
    return number_format(value, decimal_pos=digits, use_l10n=True)


def svg(
    kind: str,
    body: SafeString,
    *,
    title: str,
    desc: str,
    uid: str,
    height: int | None,
    role: str = "img",
    box: tuple[float, float] | None = None,
) -> SafeString:
    uid = uid or f"{kind}-{zlib.crc32(title.encode()):x}"
    size = (
        format_html('height="{}"', height)
        if box is None
        else format_html('viewBox="0 0 {} {}"', coordinate(box[0]), coordinate(box[1]))
    )
    names = f"{uid}-t {uid}-d" if desc else f"{uid}-t"
    told = format_html('<desc id="{}-d">{}</desc>', uid, desc) if desc else ""
    return format_html(
        '<svg class="{}" {} role="{}" aria-labelledby="{}" focusable="false">'
        '<title id="{}-t">{}</title>{}{}</svg>',
        kind,
        size,
        role,
        names,
        uid,
        title,
        told,
        body,
    )


def join(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("\n".join(parts))


def coordinate(value: float) -> str:
    """A coordinate: at most two decimals, always with a point, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def series_class(place: int) -> str:
    """Colour class of a group or series; past the eighth, colours shift against the shapes."""
    return f"s{(place + place // 8 * 3) % 8 + 1}"
