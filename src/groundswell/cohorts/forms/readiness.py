"""The steps of a readiness plan, some empty rows more than there are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.models import ReadinessStep

EMPTY, MOST = 3, 30


class StepsForm(forms.Form):
    """What is to be done, and by when. A row without words is left out."""

    def __init__(self, *args: Any, steps: Sequence[ReadinessStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(len(steps) + EMPTY, MOST)
        for at in range(self.count):
            step = steps[at] if at < len(steps) else None
            self.fields[f"what_{at}"] = forms.CharField(
                label=_("Step %(number)s") % {"number": at + 1},
                max_length=400,
                required=False,
                initial=step.what if step else "",
            )
            self.fields[f"by_{at}"] = forms.DateField(
                label=_("By when"),
                required=False,
                initial=step.by_when if step else None,
                widget=forms.DateInput(attrs={"type": "date"}),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each row."""
        return [(self[f"what_{at}"], self[f"by_{at}"]) for at in range(self.count)]

    def said(self) -> list[tuple[str, date | None]]:
        """What ``plan_readiness`` takes."""
        clean = self.cleaned_data
        return [(clean[f"what_{at}"], clean[f"by_{at}"]) for at in range(self.count) if clean[f"what_{at}"]]
