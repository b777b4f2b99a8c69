"""Inputs that are written in Python: Django asks a template for each of them and each option of a filtered page."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


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
