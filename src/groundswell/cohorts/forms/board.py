"""What is tried out on the decision board: read from the address, written nowhere."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.models import Call, SelectionDecision
from groundswell.cohorts.rules.placing import Line, Scores, cut_for

DIGITS: dict[str, Any] = {"max_digits": 6, "decimal_places": 3, "required": False}


class WhatIfForm(forms.Form):
    """Other places, another line, another band around it."""

    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=9999, required=False)
    cut = forms.DecimalField(label=_("Lowest mean that is in"), min_value=0, **DIGITS)
    band = forms.DecimalField(label=_("Lots within this distance of it"), min_value=0, **DIGITS)

    def hint(self, places: int, line: Line | None) -> None:
        """Show what holds in the empty fields."""
        values = {"places": places, "cut": line.cut if line else None, "band": line.band if line else None}
        for name, value in values.items():
            self.fields[name].widget.attrs["placeholder"] = "" if value is None else str(value)

    def line(
        self, call: Call, decision: SelectionDecision | None, scores: Scores
    ) -> tuple[int, Line | None, bool]:
        """(places, the line, whether it is another than the decision's). What is left empty is as it stands; with other
        places and no line, the line that they give."""
        clean = self.cleaned_data if self.is_valid() else {}
        places, cut, band = (clean.get(name) for name in ("places", "cut", "band"))
        tried = any(one is not None for one in (places, cut, band))
        own: Decimal | None = decision.cut if decision and places is None else None
        cut = own if cut is None else cut
        band = decision.band if band is None and decision and not tried else band
        places = places or call.places
        cut = cut_for(scores, places) if cut is None else cut
        return places, None if cut is None else Line(cut, band), tried
