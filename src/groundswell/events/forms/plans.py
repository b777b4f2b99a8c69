"""Forms around a plan: what somebody will try, and who may read it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import PlanState
from groundswell.events.forms.events import day_field
from groundswell.events.models import ImplementationPlan
from groundswell.kernel.forms import choose_from
from groundswell.roster.models import Person

FURTHEST = timedelta(days=3 * 366)


class PlanForm(forms.Form):
    """What, by when, with whom. ``today`` is the district's."""

    what = forms.CharField(
        label=_("What I will try"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing, in your own words."),
    )  # fmt: skip
    by_when = day_field(_("By when"))
    with_whom = forms.CharField(
        label=_("With whom"), max_length=200, required=False, help_text=_("A class, a colleague, a team.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_by_when(self) -> date:
        """A day that can be meant."""
        day: date = self.cleaned_data["by_when"]
        if abs(day - self.today) > FURTHEST:
            raise forms.ValidationError(gettext("Choose a day within three years."))
        return day


class ReaderForm(forms.Form):
    """One of the colleagues whom its writer may choose."""

    person = forms.TypedChoiceField(label=_("Who may read it"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        choices = [("", gettext("Choose a colleague")), *((pk, one.name) for pk, one in self.people.items())]
        choose_from(self, "person", choices)

    def chosen(self) -> Person:
        """The colleague, once the form is valid."""
        return self.people[self.cleaned_data["person"]]


class PlanStateForm(forms.Form):
    """What became of a plan. On a page with several plans each has a ``prefix``."""

    state = forms.ChoiceField(
        label=_("Where it stands"),
        choices=PlanState.choices,
        widget=forms.RadioSelect(attrs={"data-layout": "scale"}),
    )
    why_dropped = forms.CharField(
        label=_("If you dropped it: why"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, plan: ImplementationPlan, **kwargs: Any) -> None:
        said = {"state": plan.state, "why_dropped": plan.why_dropped}
        super().__init__(*args, **{"initial": said, "prefix": f"plan-{plan.pk}"} | kwargs)
        self.plan = plan
