"""Forms of a shared device and of paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.models import Item

HOURS = [
    ("1", _("for one hour")),
    ("2", _("for two hours")),
    ("4", _("for four hours")),
    ("8", _("for eight hours")),
]
CODE = "sheet.code"  # no key of a question has a point in it


class KioskForm(forms.Form):
    """How long a shared device is open."""

    hours = forms.ChoiceField(
        label=_("How long"),
        choices=HOURS,
        initial="2",
        widget=forms.RadioSelect(attrs={"data-layout": "scale"}),
    )


class WhoForm(forms.Form):
    """Who stands before a shared device. The browser is told not to offer the address of who was there before."""

    email = forms.EmailField(
        label=_("Your work e-mail address"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type your work e-mail address, then press the button.")},
    )


class SheetForm(AnswerForm):
    """A sheet of paper, typed in: its code, then its answers, of which none is required."""

    def __init__(self, items: Sequence[Item], language: str, data: Any = None) -> None:
        super().__init__(items, language, data, required=False)
        code = forms.CharField(
            label=_("Code of the sheet"),
            help_text=_("It stands at the top of the sheet."),
            max_length=40,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "code-field"}
            ),
            error_messages={"required": _("Type the code that stands at the top of the sheet.")},
        )
        self.fields = {CODE: code} | self.fields

    @property
    def code(self) -> str:
        """As it was typed."""
        return self.cleaned_data[CODE]

    @property
    def code_field(self) -> forms.BoundField:
        return self[CODE]
