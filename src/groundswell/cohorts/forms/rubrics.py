"""Forms of rubrics: a new one, all criteria of a draft, a signature."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.models import RubricVersion
from groundswell.cohorts.rules.rubrics import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_LEVELS,
    CriterionText,
    texts_of,
)
from groundswell.kernel.forms import choose_rows
from groundswell.planning.models import Initiative

MORE = 2  # empty places for further criteria


class RubricForm(forms.Form):
    """A new rubric: for what, its name, its levels."""

    initiative: "forms.ModelChoiceField[Initiative]" = forms.ModelChoiceField(
        label=_("For which initiative"), queryset=Initiative.objects.none()
    )
    title = forms.CharField(label=_("Its name"), max_length=LONGEST_TITLE)
    lowest = forms.IntegerField(label=_("Lowest level"), min_value=0, max_value=MOST_LEVELS, initial=1)
    highest = forms.IntegerField(label=_("Highest level"), min_value=1, max_value=MOST_LEVELS, initial=4)

    def __init__(self, *args: Any, initiatives: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_rows(self, "initiative", initiatives)


class SignForm(forms.Form):
    """A function of the committee signs, or says what is missing."""

    function = forms.CharField(max_length=24)
    note = forms.CharField(max_length=LONGEST_WORDS, required=False)


class CriterionForm(forms.Form):
    """One criterion of a draft with its levels. Without a name it is none, and what stood there is taken out."""

    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    title = forms.CharField(label=_("Criterion"), max_length=LONGEST_TITLE, required=False)
    weight = forms.DecimalField(
        label=_("Weight"), min_value=Decimal("0.01"), max_value=999, decimal_places=2, required=False
    )
    meaning = forms.CharField(
        label=_("What is looked at"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, levels: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level_names = [f"level_{level}" for level in levels]
        for level, name in zip(levels, self.level_names, strict=True):
            self.fields[name] = forms.CharField(
                label=gettext("Level %(n)s looks like this") % {"n": level},
                max_length=LONGEST_WORDS,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def said(self) -> CriterionText | None:
        clean = self.cleaned_data
        if not clean["title"].strip():
            return None
        words = {int(name.partition("_")[2]): clean[name] for name in self.level_names if clean[name].strip()}
        return CriterionText(clean["title"], clean["meaning"], clean["weight"] or Decimal(1), words)

    def level_fields(self) -> list[Any]:
        return [self[name] for name in self.level_names]


class CriteriaForm:
    """All criteria of a draft: a form for each, and two empty ones after them."""

    def __init__(self, data: Any, version: RubricVersion) -> None:
        levels = range(version.lowest, version.highest + 1)
        there = [] if data is not None else texts_of(version)
        count = _number(data.get("count")) if data is not None else len(there) + MORE
        self.forms = [
            CriterionForm(data, prefix=f"c{at}", levels=levels, initial=_initial(there, at))
            for at in range(count)
        ]

    def is_valid(self) -> bool:
        valid = [one.is_valid() for one in self.forms]  # each of them, so that each shows what is wrong
        return all(valid)

    def said(self) -> list[CriterionText]:
        """The criteria by their places; of two with one place the upper one comes first."""
        kept = [(one.cleaned_data["place"] or 99, at, one.said()) for at, one in enumerate(self.forms)]
        return [said for _place, _at, said in sorted(kept, key=lambda each: each[:2]) if said is not None]


def _number(text: Any) -> int:
    return min(int(text), 40) if str(text).isdecimal() and len(str(text)) < 19 else 0


def _initial(there: list[CriterionText], at: int) -> dict[str, Any]:
    if at >= len(there):
        return {"place": at + 1}
    one = there[at]
    said = {"place": at + 1, "title": one.title, "meaning": one.meaning, "weight": one.weight.normalize()}
    return said | {f"level_{level}": text for level, text in one.levels.items()}
