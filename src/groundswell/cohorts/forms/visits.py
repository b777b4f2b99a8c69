"""On which days visits can take place, and when one is moved to."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=60)
DAY = forms.DateInput(attrs={"type": "date"})


class DaysForm(forms.Form):
    """A stretch of days, of which school days are taken, and how long a visit is."""

    first = forms.DateField(label=_("First day"), widget=DAY)
    last = forms.DateField(label=_("Last day"), widget=DAY)
    minutes = forms.IntegerField(label=_("Minutes for a visit"), min_value=30, max_value=300, initial=90)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("first"), clean.get("last")
        if first and last and not first <= last <= first + LONGEST:
            self.add_error("last", gettext("The last day comes after the first, within two months."))
        return clean


class MoveForm(forms.Form):
    """Another day and hour, on the district's clock."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    hour = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}))

    def moment(self, zone: str) -> datetime:
        """The moment that was chosen."""
        return datetime.combine(
            self.cleaned_data["day"], self.cleaned_data["hour"], ZoneInfo(zone)
        )  # fmt: skip


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The visitors and the school read it.")
    )  # fmt: skip
