"""Forms of reading: levels with words, an anchor with what was agreed on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.models import RubricCriterion, RubricVersion
from groundswell.cohorts.rules.readings import LONGEST_COMMENT, LONGEST_FOR_SCHOOL, LONGEST_NOTE


class LevelsForm(forms.Form):
    """A level for each criterion: ``levels()`` by the criterion's id."""

    def __init__(
        self, *args: Any, criteria: Sequence[RubricCriterion], rubric: RubricVersion, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        choices = [(level, str(level)) for level in range(rubric.lowest, rubric.highest + 1)]
        for one in criteria:
            self.fields[f"level-{one.pk}"] = forms.TypedChoiceField(
                label=one.title,
                choices=choices,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )

    def levels(self) -> dict[int, int]:
        given = {one.pk: self.cleaned_data[f"level-{one.pk}"] for one in self.criteria}
        return {pk: level for pk, level in given.items() if level is not None}


class ReadingForm(LevelsForm):
    """What a reader says: levels, a note to each, words for colleagues and for the school."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput())
    comment = forms.CharField(
        label=_("For colleagues"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    for_school = forms.CharField(
        label=_("For the school"),
        max_length=LONGEST_FOR_SCHOOL,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.criteria:
            self.fields[f"note-{one.pk}"] = forms.CharField(
                label=gettext("A note on this level"), max_length=LONGEST_NOTE, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Levels of a rubric that was replaced since the page was opened are not dropped without a word."""
        if any(name.startswith("level-") and name not in self.fields for name in self.data):
            raise forms.ValidationError(
                gettext("The rubric is another one since you opened this page. Load it again.")
            )
        return super().clean() or {}

    def said(self) -> dict[str, Any]:
        """What ``save`` and ``finish`` take."""
        clean = self.cleaned_data
        notes = {one.pk: clean[f"note-{one.pk}"] for one in self.criteria}
        return {
            "levels": self.levels(),
            "notes": {pk: note for pk, note in notes.items() if note},
            **{name: clean[name] for name in ("revision", "comment", "for_school")},
        }


class AnchorForm(LevelsForm):
    """An invented application: a few parts, the level agreed on for each criterion, why."""

    title = forms.CharField(label=_("Its name"), max_length=160, help_text=_("An invented school."))
    why = forms.CharField(
        label=_("Why these levels"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Readers see it when they have scored the anchor."),
    )  # fmt: skip

    def __init__(self, *args: Any, titles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = titles
        for at, title in enumerate(titles):
            self.fields[f"part-{at}"] = forms.CharField(
                label=title, max_length=20000, required=False, widget=forms.Textarea({"rows": 5})
            )

    def part_fields(self) -> list[Any]:
        return [self[f"part-{at}"] for at in range(len(self.titles))]

    def level_fields(self) -> list[Any]:
        return [self[f"level-{one.pk}"] for one in self.criteria]

    def said(self) -> dict[str, Any]:
        """What ``add_anchor`` takes."""
        clean = self.cleaned_data
        parts = [{"title": title, "text": clean[f"part-{at}"]} for at, title in enumerate(self.titles)]
        return {"title": clean["title"], "parts": parts, "levels": self.levels(), "why": clean["why"]}
