"""Filters of a busy page: inputs that are written in Python, and those that few people need are left out at first.

Django asks a template for each input and each of its options.
"""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MORE = "more"


class QuickInput(forms.DateInput):
    """One line: words, or a day from the browser's own calendar, as ``type`` among its attributes says."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        said = self.format_value(value)
        its = self.build_attrs(self.attrs, attrs) | {"type": self.input_type, "name": name}
        return format_html("<input{}>", flatatt(its | ({"value": said} if said else {})))


class QuickSelect(forms.Select):
    """One of many."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        rows = (
            (key, SafeString(" selected") if str(key) == chosen else "", said) for key, said in self.choices
        )
        its = self.build_attrs(self.attrs, attrs) | {"name": name}
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html("<select{}>{}</select>", flatatt(its), options)


class FoldedForm(forms.Form):
    """Filters, read from an address. The ``RARE`` ones are there where the address asks for ``more``, or uses one.

    ``offer`` reads what there is to choose from, for a form that has them all.
    """

    RARE: tuple[str, ...] = ()

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_whole = any(data.get(name) for name in (MORE, *self.RARE))
        if self.is_whole:
            self.offer()
            return
        for name in self.RARE:
            del self.fields[name]

    def offer(self) -> None:
        """Fill in the choices that the database knows."""

    @property
    def more_url(self) -> str:
        """The same list with all its filters; empty where they are there."""
        query: Any = self.data.copy()  # type: ignore[attr-defined]
        query[MORE] = "1"
        return "" if self.is_whole else f"?{query.urlencode()}"

    def asked(self) -> dict[str, Any]:
        """What was asked for, by name; what makes no sense is left aside, so that any address gives a list."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.base_fields}


def words_field(label: Any) -> forms.CharField:
    """Words to look for."""
    widget = QuickInput(attrs={"type": "search", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=100, widget=widget)


def day_field(label: Any) -> forms.DateField:
    """A day to begin or to end with."""
    widget = QuickInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def hidden_field() -> forms.CharField:
    """What an address keeps and nobody types."""
    return forms.CharField(required=False, widget=QuickInput(attrs={"type": "hidden"}))
