"""Forms of credit: a programme's rule, and why a signing key is retired."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import CreditStep, HoursRounding
from groundswell.events.forms.events import day_field
from groundswell.events.models import CreditTerms


class CreditTermsForm(forms.Form):
    """The next version of a programme's rule; begins with what the last one says."""

    unit = forms.CharField(
        label=_("What the credit is called"), max_length=30, required=False,
        help_text=_("CEU, clock hours, points. Empty: contact hours alone."),
    )  # fmt: skip
    hours_per_unit = forms.DecimalField(
        label=_("Contact hours for one of it"), min_value=Decimal("0.01"), max_digits=6, decimal_places=2,
        required=False,
    )  # fmt: skip
    minimum_share = forms.IntegerField(
        label=_("Least share of the time, in per cent"), min_value=0, max_value=100,
        help_text=_("Who was there for less keeps the hours and earns no credit."),
    )  # fmt: skip
    step = forms.ChoiceField(label=_("Hours are rounded to"), choices=CreditStep.choices)
    rounding = forms.ChoiceField(
        label=_("How they are rounded"), choices=HoursRounding.choices, widget=forms.RadioSelect
    )
    applies_from = day_field(
        _("For what begins on or after"), help_text=_("What was certified stays as it was certified.")
    )

    def __init__(self, *args: Any, last: CreditTerms | None, today: date, **kwargs: Any) -> None:
        fields = ("unit", "hours_per_unit", "minimum_share", "step", "rounding")
        usual = {
            "unit": "CEU", "hours_per_unit": 10, "minimum_share": 80, "step": CreditStep.QUARTER,
            "rounding": HoursRounding.DOWN,
        }  # fmt: skip
        said = {name: getattr(last, name) for name in fields} if last is not None else usual
        super().__init__(*args, **{"initial": said | {"applies_from": today}} | kwargs)


class RetireForm(forms.Form):
    """Why a key is retired, for the journal."""

    reason = forms.CharField(
        label=_("Why it is retired"),
        max_length=300,
        help_text=_("The journal keeps it. Nobody else reads it."),
    )


class WithdrawForm(forms.Form):
    """How a key leaked, for the journal."""

    reason = forms.CharField(
        label=_("What happened"),
        max_length=300,
        help_text=_("The journal keeps it. Nobody else reads it."),
    )
