"""One question as fields of a form, and what was said in them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.kernel.words import said_in
from groundswell.surveys.choices import LINE_LIMIT, TEXT_LIMIT, ItemKind
from groundswell.surveys.models import Item
from groundswell.surveys.rules.answering import is_within, number_in
from groundswell.surveys.rules.branching import Said
from groundswell.surveys.rules.ready_made import label_of

SIDE_BY_SIDE = 5  # named points; more stand one under the other
SHORT = 3  # letters of a point that is as good as a number
MISSING = gettext_lazy("Please answer this question. Nothing has been sent yet.")
OFF_THE_SCALE = gettext_lazy("Choose one of the answers shown.")
TOO_LONG = gettext_lazy(
    "Please keep to %(limit_value)d characters; this has %(show_value)d. Nothing has been sent yet."
)


class PointField(forms.ChoiceField):
    """One point of a question. Its points are put into words where they are shown: whoever sends needs none."""

    widget = forms.RadioSelect
    default_error_messages = {"required": MISSING, "invalid_choice": OFF_THE_SCALE}

    def __init__(self, item: Item, language: str, **kwargs: Any) -> None:
        self.keys = {point["key"] for point in item.points}
        super().__init__(choices=lambda: _points(item, language), **kwargs)
        self.widget.attrs["data-layout"] = _layout_shown(item, language)

    def valid_value(self, value: Any) -> bool:
        """Whether it is the key of a point."""
        return value in self.keys


class ThreeLines(forms.Textarea):
    """Room for a few words, which grows where there are more."""

    def __init__(self) -> None:
        super().__init__({"rows": 3})


class NumberField(forms.CharField):
    """A number with its bounds, as somebody types it. No browser's number field: those send nothing for "twelve"."""

    def __init__(self, item: Item, **kwargs: Any) -> None:
        self.item = item
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "number-field"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        """The number as text, or nothing."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = number_in(typed)
        except ValueError:
            said = _("Please write a number in digits, such as 12 or 12.5, without a comma for thousands.")
            raise forms.ValidationError(said) from None
        if not is_within(self.item, number):
            raise forms.ValidationError(_("This is too much or too little: %s.") % bounds_of(self.item))
        return str(Decimal(number))


def fields_of(item: Item, language: str, *, only_if: str, required: bool) -> dict[str, forms.Field]:
    """The fields of a question by name: its key, and for a matrix the key and a line's, with a point between."""
    needed = required and item.is_required
    if item.kind == ItemKind.MATRIX:
        return {
            f"{item.key}.{row['key']}": PointField(
                item, language, required=needed, label=label_of(row, language)
            )
            for row in item.rows
        }
    more = {"label": said_in(item.wording, language), "help_text": _help_shown(item, language, only_if)}
    return {item.key: _field(item, language, needed, more)}


def said_at(item: Item, cleaned: Mapping[str, Any]) -> Said:
    """What was answered to a question, from the values of a cleaned form; empty for nothing."""
    if item.kind == ItemKind.MATRIX:
        lines = {row["key"]: cleaned.get(f"{item.key}.{row['key']}", "") for row in item.rows}
        return {key: point for key, point in lines.items() if point}
    return cleaned.get(item.key) or ""


def bounds_of(item: Item) -> str:
    """Between what a number must lie, in words; empty where anything goes."""
    numbers = {"low": item.lowest, "high": item.highest}
    if item.lowest is not None and item.highest is not None:
        return _("from %(low)s to %(high)s") % numbers
    if item.lowest is not None:
        return _("%(low)s or more") % numbers
    return _("%(high)s or less") % numbers if item.highest is not None else ""


def hint_of(item: Item, language: str) -> str:
    """What stands under a question: its hint, and for a number its unit and bounds."""
    hint = said_in(item.hint, language)
    if item.kind != ItemKind.NUMBER:
        return hint
    measure = ", ".join(part for part in (said_in(item.unit, language), bounds_of(item)) if part)
    return " ".join(part for part in (hint, measure) if part)


def layout_of(item: Item, language: str) -> str:
    """How points lie: numbers and a few named ones side by side, many one under the other."""
    labels = [label_of(point, language) for point in item.points]
    if all(len(label) <= SHORT for label in labels) and len(labels) > SIDE_BY_SIDE:
        return "scale numbers eleven" if len(labels) > 10 else "scale numbers"
    return "scale" if len(labels) <= SIDE_BY_SIDE and item.kind != ItemKind.ONE else ""


def _field(item: Item, language: str, needed: bool, more: dict[str, Any]) -> forms.Field:
    if item.is_chosen:
        return PointField(item, language, required=needed, **more)
    if item.kind == ItemKind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=_points(item, language),
            widget=forms.CheckboxSelectMultiple,
            required=needed,
            error_messages={"required": MISSING, "invalid_choice": OFF_THE_SCALE},
            **more,
        )
    if item.kind == ItemKind.NUMBER:
        return NumberField(item, required=needed, error_messages={"required": MISSING}, **more)
    is_line = item.kind == ItemKind.LINE
    return forms.CharField(
        widget=forms.TextInput if is_line else ThreeLines,
        max_length=LINE_LIMIT if is_line else TEXT_LIMIT,
        required=needed,
        error_messages={"required": MISSING, "max_length": TOO_LONG},
        **more,
    )


def _points(item: Item, language: str) -> list[tuple[str, str]]:
    return [(point["key"], label_of(point, language)) for point in item.points]


def _help(item: Item, language: str, only_if: str) -> SafeString | str:
    """When it is asked (the script takes that away where it shows), and the hint."""
    hint = conditional_escape(hint_of(item, language))
    return format_html("<span data-only-if>{}. </span>{}", only_if, hint) if only_if else hint


# What only whoever sees the question needs.
_layout_shown, _help_shown = lazy(layout_of, str), lazy(_help, str)
