"""The design system in templates: ``{% load gs %}``. docs/design-system.md has lines to copy."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from groundswell.kernel import charts
from groundswell.kernel.numbers import Share

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A Tabler icon that stands beside words. The name must be listed in static_src/icons.txt."""
    return _icon(name, extra)


@lru_cache(maxsize=500)
def _icon(name: str, extra: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def stylesheets() -> tuple[str, ...]:
    """The style sheets of every page, in order: the built one, or each file where nothing was built."""
    return ("vendor/app.css",) if settings.GROUNDSWELL_BUILT else settings.GROUNDSWELL_STYLESHEETS


class Kept(template.Node):
    """What ``{% kept %}`` leaves: its parts, and what came of them for each language and each set of values."""

    MOST = 200

    def __init__(self, parts: template.NodeList, names: Sequence[str]) -> None:
        self.parts, self.names = parts, names
        self.known: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = [context.get(name) for name in self.names]
        key = (get_language(), *values)
        if (part := self.known.get(key)) is None:
            part = self.parts.render(context.new(dict(zip(self.names, values, strict=True))))
            if len(self.known) >= self.MOST:
                self.known.clear()
            self.known[key] = part
        return part


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """A part of a page that is put together once: ``{% kept theme %}…{% endkept %}``.

    It sees the names that it lists (their values must be hashable) and nothing else: the same words, the same part.
    """
    parts = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(parts, token.split_contents()[1:])


@register.filter
def number(value: float | None) -> str:
    """A grouped number as this language writes it; an en dash for none."""
    return charts.number(value)


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as per cent."""
    return charts.percent(share, digits)


@register.filter
def points(difference: float) -> str:
    """A difference of two shares in percentage points, with one decimal and its sign."""
    return charts.in_points(difference)


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word of a name."""
    words = [word for word in str(name).split() if word[0].isalpha()] or ["?"]
    return words[0][0] + (words[-1][0] if len(words) > 1 else "")


@register.filter
def tone(name: str) -> int:
    """A steady number from 0 to 3 for a name, so that one person's avatar keeps its colour."""
    return zlib.crc32(str(name).encode()) % 4


@register.simple_tag(takes_context=True)
def page_links(context: Context, page: Page) -> list[tuple[int, str]]:
    """Page numbers to show, each with its address, which keeps the rest of this one; 0 where some are left out."""
    query = context["request"].GET.copy()
    found = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            query["page"] = str(number)
            found.append((number, f"?{query.urlencode()}"))
        else:
            found.append((0, ""))
    return found


@register.simple_tag
def person(name: str, *, role: str = "", url: str = "") -> SafeString:
    """A person with what they are here. In Python and not a template: long lists show it hundreds of times."""
    named = format_html('<a href="{}">{}</a>', url, name) if url else name
    told = format_html('<span class="meta">{}</span>', role) if role else ""
    return format_html(
        '<span class="person"><span class="avatar tone-{}" aria-hidden="true">{}</span>'
        "<span><span>{}</span>{}</span></span>",
        tone(name),
        initials(name),
        named,
        told,
    )


@register.filter
def widget_kind(bound_field: Any) -> str:
    """``tick`` for a lone checkbox, ``columns`` for many, ``scale`` where the form marks a radio question so."""
    widget = bound_field.field.widget
    if getattr(widget, "input_type", "") == "checkbox":
        return "columns" if bound_field.use_fieldset else "tick"
    return str(widget.attrs.get("data-layout", ""))


@register.simple_tag
def options(groups: Sequence[tuple[str | None, Sequence[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, from Django's ``optgroups``. In Python: a list of all schools feels a template each."""
    parts = []
    for group, found, _at in groups:
        inside = "".join(map(_option, found))
        parts.append(
            f'<optgroup label="{conditional_escape(group)}">{inside}</optgroup>' if group else inside
        )
    return mark_safe("".join(parts))


def _option(one: dict[str, Any]) -> str:
    value, label = escape(one["value"]), conditional_escape(one["label"])
    return f'\n  <option value="{value}"{flatatt(one["attrs"])}>{label}</option>'


@register.simple_block_tag(end_name="endpageheader")
def pageheader(content: str, *, title: str, eyebrow: str = "", lead: str = "", kind: str = "") -> str:
    """The top of a page: the headline says the state, the block holds actions. ``kind``: "" or "claim"."""
    return _render("page_header", title=title, eyebrow=eyebrow, lead=lead, kind=kind, body=content)


@register.simple_block_tag(end_name="endcard")
def card(
    content: str, *, title: str = "", meta: str = "", kind: str = "", level: int = 2, uid: str = ""
) -> str:
    """A card with a heading that names it. ``kind``: "", "sun" (a deadline), "calm"."""
    uid = uid or f"card-{zlib.crc32(str(title).encode()):x}"
    return _render("card", title=title, meta=meta, kind=kind, level=level, uid=uid, body=content)


@register.simple_block_tag(end_name="endnote")
def note(content: str, *, kind: str = "", title: str = "", icon: str = "info-circle") -> str:
    """A callout. ``kind``: "" (good to know), "sun" (a date), "leaf" (private, safe), "rose" (went wrong)."""
    return _render("note", kind=kind, title=title, icon=icon, body=content)


@register.simple_block_tag(end_name="endnothing")
def nothing(content: str, *, title: str, text: str = "", icon: str = "leaf") -> str:
    """What a list shows when it has nothing: why, and in the block what to do next."""
    return _render("empty", title=title, text=text, icon=icon, body=content)


@register.simple_block_tag(end_name="enddatatable")
def datatable(
    content: str, *, caption: str, kind: str = "", phone: str = "cards", hide_caption: bool = False
) -> str:
    """A table. ``kind``: "dense", "wide" (scrolls in its own box). ``phone``: "cards" or "scroll"."""
    return _render(
        "data_table", caption=caption, kind=kind, phone=phone, hide_caption=hide_caption, body=content
    )


@register.inclusion_tag("components/sort_heading.html", takes_context=True)
def sortheading(context: Context, field: str, label: str, *, numeric: bool = False) -> dict[str, Any]:
    """A column head that sorts by the URL: ``?sort=field``, pressed again ``?sort=-field``."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{field}" if now == field else field
    query.pop("page", None)
    state = {field: "ascending", f"-{field}": "descending"}.get(now, "")
    return {"label": label, "url": f"?{query.urlencode()}", "state": state, "numeric": numeric}


@register.inclusion_tag("components/stat.html")
def stat(value: Any, label: str, *, base: str) -> dict[str, Any]:
    """A number with its base: without ``base`` the page does not render. ``value=None`` means not shown."""
    return {"value": value, "label": label, "base": base}


@register.inclusion_tag("components/proof.html")
def proof(
    share: Share, *, title: str = "", asked: str = "", design: str = "", level: int = 2
) -> dict[str, Any]:
    """The proof box of a share: question, scale, box, N, response rate, range that silence leaves."""
    box = [answer for answer in share.definition.scale if answer in share.definition.box]
    return {"share": share, "box": box, "title": title, "asked": asked, "design": design, "level": level}


@register.simple_tag
def range_picture(share: Share) -> SafeString:
    """The share on a line from none to all, inside the range that the silent leave open."""
    return charts.span(float(share.low), float(share.high), float(share.value))


@register.inclusion_tag("components/distribution.html")
def distribution(
    rows: Sequence[charts.Bar],
    *,
    title: str,
    base: str,
    sentence: str = "",
    level: int = 2,
    uid: str = "",
    people: int | None = None,
) -> dict[str, Any]:
    """A distribution as sentence, picture and table. ``base`` says how many answered of how many asked.

    ``people`` where one person may give several answers: shares are of people then.
    """
    table = list(zip(rows, charts.shares(rows, people), strict=True))
    picture = charts.bars(rows, title=title, desc=sentence or base, uid=uid, people=people)
    return {"title": title, "base": base, "sentence": sentence, "svg": picture, "rows": table, "level": level}


@register.inclusion_tag("components/series.html")
def series(
    lines: Sequence[charts.Series],
    *,
    title: str,
    base: str,
    sentence: str = "",
    kind: str = "line",
    level: int = 2,
    uid: str = "",
    low: float | None = None,
    high: float | None = None,
    table: bool = True,
) -> dict[str, Any]:
    """Years as sentence, picture (``kind``: "line" or "columns") and table. ``base`` says source and date; ``table`` is
    False only where the page itself has a table of these values."""
    desc = sentence or base
    if kind == "columns":
        picture = charts.columns(lines[0], title=title, desc=desc, uid=uid, high=high)
    else:
        picture = charts.line(lines, title=title, desc=desc, uid=uid, low=low, high=high)
    years = [(row[0].year, row) for row in zip(*(one.values for one in lines), strict=True)]
    keys = [(f"s{at + 1}", one.name) for at, one in enumerate(lines)]
    return {
        "title": title,
        "base": base,
        "sentence": sentence,
        "svg": picture,
        "keys": keys,
        "years": years,
        "level": level,
        "table": table,
    }


@register.inclusion_tag("components/map.html")
def schoolmap(
    places: Sequence[charts.Place], *, title: str, list_url: str, sentence: str = "", level: int = 2
) -> dict[str, Any]:
    """Places as a map with its legend, and a link to the same places as a list."""
    picture = charts.points(places, title=title, desc=sentence)
    return {
        "title": title,
        "sentence": sentence,
        "svg": picture,
        "legend": charts.legend(places),
        "list_url": list_url,
        "level": level,
    }


def _render(component: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", context)
