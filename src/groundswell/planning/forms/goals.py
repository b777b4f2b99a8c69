"""The form of a goal."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.forms import choose_from
from groundswell.planning.models import PlanGoal
from groundswell.planning.models.goals import year_name

BACK, AHEAD = 5, 10


def _text(label: Any, length: int, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=length, widget=widget, **more)


class GoalForm(forms.Form):
    """A goal in English and Spanish, its number and its school years."""

    number = forms.IntegerField(label=_("Its number in the plan"), min_value=1, max_value=99)
    title = _text(_("The goal in a line"), 200)
    title_es = _text(_("The same in Spanish"), 200, required=False)
    text = _text(
        _("What it means"), 1000, 3, required=False, help_text=_("In words that a family understands.")
    )
    text_es = _text(_("What it means, in Spanish"), 1000, 3, required=False)
    from_year = forms.TypedChoiceField(label=_("First school year"), coerce=int)
    to_year = forms.TypedChoiceField(label=_("Last school year"), coerce=int)

    def __init__(self, *args: Any, goal: PlanGoal | None = None, year: int, free: int, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"number": free, "from_year": year, "to_year": year + 4}
        years = {*range(year - BACK, year + AHEAD + 1)}
        if goal is not None:
            initial = {name: getattr(goal, name) for name in ("number", "from_year", "to_year")}
            for name in ("title", "text"):
                words = getattr(goal, name)
                initial |= {name: words.get("en", ""), f"{name}_es": words.get("es", "")}
            years |= {goal.from_year, goal.to_year}
        super().__init__(*args, **{"initial": initial} | kwargs)
        for name in ("from_year", "to_year"):
            choose_from(self, name, [(one, year_name(one)) for one in sorted(years)])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("from_year"), clean.get("to_year")
        if first and last and last < first:
            self.add_error("to_year", gettext("Its last school year comes before its first."))
        return clean

    def said(self) -> dict[str, Any]:
        """What ``add`` and ``reword`` take."""
        clean = self.cleaned_data
        words = {name: {"en": clean[name], "es": clean[f"{name}_es"]} for name in ("title", "text")}
        return words | {name: clean[name] for name in ("number", "from_year", "to_year")}
