"""The plan of a study."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.impact.choices import Design
from groundswell.impact.queries.evidence import Record
from groundswell.kernel.forms import choose_from

AHEAD = 8


def _year(value: int) -> str:
    return f"{value - 1}–{value % 100:02d}"


class DesignForm(forms.Form):
    """How schools are compared, on what, when, and what the reckoning of the detectable effect needs."""

    design = forms.ChoiceField(label=_("How schools are compared"), choices=Design.choices)
    outcome = forms.CharField(
        label=_("What is measured, in words"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = forms.SlugField(
        label=_("Which measure of schools"),
        max_length=40,
        help_text=_("Its name in the roster, such as performance_score."),
    )
    from_year = forms.TypedChoiceField(label=_("First school year"), coerce=int)
    to_year = forms.TypedChoiceField(label=_("Last school year"), coerce=int)
    compared = forms.IntegerField(label=_("Schools to compare with"), min_value=0)
    pupils = forms.IntegerField(
        label=_("Pupils of each school whose outcome counts"), min_value=1, initial=100
    )
    icc = forms.FloatField(
        label=_("Part of the variance that lies between schools"),
        min_value=0,
        max_value=1,
        initial=0.15,
        help_text=_("From 0 to 1. Of test scores in a district often 0.10 to 0.25."),
    )

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        year = record["year"]
        initial = {"compared": record["pool"], "from_year": year, "to_year": year + 2}
        super().__init__(*args, **{"initial": initial} | kwargs)
        years = [(one, _year(one)) for one in range(year - 2, year + AHEAD)]
        for name in ("from_year", "to_year"):
            choose_from(self, name, years)
