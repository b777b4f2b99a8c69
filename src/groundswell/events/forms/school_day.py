"""Forms of substitutes: what the list is narrowed to, and how many a school has."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.actions.school_day import MOST
from groundswell.events.forms.events import day_field
from groundswell.events.queries.school_day import Places
from groundswell.kernel.forms import choose_from

BACK, AHEAD = 12, 12


class SubstituteFilter(forms.Form):
    """Which month, and whose schools. What is wrong in a URL is left aside."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    community = forms.ChoiceField(label=_("Learning community"), required=False)
    school = forms.ChoiceField(label=_("School"), required=False)

    def __init__(self, *args: Any, places: Places, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.today = places, today
        months = [_shifted(today, number) for number in range(-BACK, AHEAD + 1)]
        choose_from(
            self, "month", [(f"{one:%Y-%m}", date_format(one, "YEAR_MONTH_FORMAT")) for one in months]
        )
        choose_from(self, "community", [("", _("All")), *places.communities.items()])
        choose_from(self, "school", [("", _("All")), *((pk, one.name) for pk, one in places.schools.items())])
        for name, many in (("community", places.communities), ("school", places.schools)):
            if len(many) < 2:
                del self.fields[name]
        self.initial.setdefault("month", f"{today:%Y-%m}")

    def first_day(self) -> date:
        """The first day of the month."""
        chosen = self.cleaned_data.get("month")
        return date.fromisoformat(f"{chosen}-01") if chosen else self.today.replace(day=1)

    def schools(self) -> set[int] | None:
        """The schools whose demand is asked for; None for all."""
        school, community = self.cleaned_data.get("school"), self.cleaned_data.get("community")
        if school:
            return {int(school)}
        if community:
            return {pk for pk, one in self.places.schools.items() if one.community == int(community)}
        return set(self.places.schools) if self.places.are_some else None


class CapForm(forms.Form):
    """How many substitutes a school has on one day, from a day to a day."""

    school = forms.ChoiceField(label=_("For"), required=False)
    number = forms.IntegerField(
        label=_("Substitutes a day"),
        min_value=0,
        max_value=MOST,
        help_text=_("So many teachers of a school may be away at once in class hours."),
    )
    begins_on = day_field(_("From"))
    ends_on = day_field(_("To"), required=False, help_text=_("Leave empty for no end."))

    def __init__(self, *args: Any, places: Places, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"begins_on": today}} | kwargs)
        schools = [(pk, one.name) for pk, one in places.schools.items()]
        choose_from(self, "school", [("", _("Every school")), *schools])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or {}
        begins_on, ends_on = values.get("begins_on"), values.get("ends_on")
        if begins_on and ends_on and ends_on < begins_on:
            self.add_error(
                "ends_on", gettext("The last day lies before the first one. Change one of the two.")
            )
        return values


def _shifted(today: date, months: int) -> date:
    number = today.year * 12 + today.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
