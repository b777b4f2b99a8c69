"""Forms of cohorts, teams, plans and the definition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.models import SchoolActionPlan
from groundswell.kernel.forms import choose_from, choose_rows
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation, Person

DAY = {"type": "date"}
LONGEST_NUMBER = 18


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))


def _words(label: Any, length: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def wrong_in(form: forms.Form) -> str:
    """What a form says is wrong, each with the field's name, for a page that is loaded anew."""
    labels = {name: form[name].label for name in form.fields}
    said = [
        f"{labels[name]}: {error}" if name in labels else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]
    return " ".join(said)


class JoinForm(forms.Form):
    """A school that comes in, and since when."""

    school: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("School"), queryset=None, empty_label=_("Choose")
    )
    on = _day(_("In since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(kind=OrganisationKind.SCHOOL, closed_on__isnull=True)
        choose_rows(self, "school", rows.order_by("name", "pk"))


class MoveForm(forms.Form):
    """What happens to a school's part in its cohort, from when, and why."""

    what = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    on = _day(_("From which day"))
    reason = _words(_("Why"), 400, 3, required=False, help_text=_("Everybody in the district reads it."))

    def __init__(self, *args: Any, rests: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("resume", _("Its part goes on")) if rests else ("pause", _("Its part rests for a time"))
        choose_from(self, "what", [first, ("leave", _("It leaves the cohort"))])
        self.initial.setdefault("what", first[0])


class SeatForm(forms.Form):
    """Somebody of the school for its design team."""

    person: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Who"), queryset=None, empty_label=_("Choose")
    )
    brings = forms.CharField(
        label=_("What they bring"), max_length=120, required=False, help_text=_("A grade, a subject, a view.")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_rows(self, "person", people)


class GoalForm(forms.Form):
    """A goal of the plan, and by what one will see it."""

    title = forms.CharField(label=_("The goal in a sentence"), max_length=300)
    measure = forms.CharField(label=_("By what you will see it"), max_length=300, required=False)


class StepForm(forms.Form):
    """A step towards a goal."""

    what = forms.CharField(label=_("What will be done"), max_length=300)
    by_when = _day(_("By when"))
    person: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Who looks after it"), queryset=None, required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, plan: SchoolActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Person.objects.filter(
            pk__in=plan.member.team.seats.filter(ended_on__isnull=True).values("person")
        )
        choose_rows(self, "person", team.order_by("family_key", "shown_key", "pk"))


class RiskForm(forms.Form):
    """A risk, thought through."""

    what = forms.CharField(label=_("What could happen"), max_length=300)
    likelihood = forms.TypedChoiceField(
        label=_("How likely"), coerce=int, choices=[(n, n) for n in range(1, 6)],
        widget=forms.RadioSelect(attrs={"data-layout": "scale numbers"}), help_text=_("1 hardly, 5 almost sure"),
    )  # fmt: skip
    impact = forms.TypedChoiceField(
        label=_("How grave"), coerce=int, choices=[(n, n) for n in range(1, 6)],
        widget=forms.RadioSelect(attrs={"data-layout": "scale numbers"}),
        help_text=_("1 a nuisance, 5 it ends the work"),
    )  # fmt: skip
    response = forms.CharField(label=_("What you will do"), max_length=400)


class FieldForm(forms.Form):
    """A field of the school's own."""

    title = forms.CharField(label=_("What you want to write down beside it"), max_length=160)


class CheckForm(forms.Form):
    """A check-in."""

    held_on = _day(_("When"))
    stands = _words(_("Where the school stands"), 2000, 3)
    in_the_way = _words(_("What is in the way"), 2000, 2, required=False)
    next = _words(_("What is next"), 2000, 2, required=False)


class ProposeForm(forms.Form):
    """Words for the definition."""

    words = _words(_("The words that you propose"), 600, 2)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows of a list. A number that no database holds is no row."""

    def clean(self, value: Any) -> Any:
        if any(len(str(one)) > LONGEST_NUMBER for one in value or ()):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "…"}
            )
        return super().clean(value)


class AdoptForm(forms.Form):
    """The next version of the definition, and the proposals that it takes in."""

    text = _words(_("The definition"), 4000, 5)
    proposals = RowsField(
        label=_("Proposals that it takes in"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, proposals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_rows(self, "proposals", proposals)


class RolloutForm(forms.Form):
    """What a roll-out has to work with. Read from the address, so that a link tells the whole question."""

    coaches = forms.CharField(
        label=_("Coaches"),
        max_length=60,
        help_text=_("For each year, such as 3, 4, 5. The last number goes on."),
    )
    caseload = forms.IntegerField(label=_("Schools that one coach has at once"), min_value=1, max_value=100)
    places = forms.CharField(
        label=_("Places at the institute"), max_length=60, help_text=_("For each year, such as 165, 220.")
    )
    share = forms.IntegerField(
        label=_("Of the schools invited, how many say yes, in per cent"), min_value=1, max_value=100
    )
    stays = forms.IntegerField(
        label=_("Years that a school keeps its coach"), min_value=1, max_value=20, required=False,
        help_text=_("Leave it empty where it keeps the coach."),
    )  # fmt: skip

    def clean_coaches(self) -> tuple[int, ...]:
        return _counts(self.cleaned_data["coaches"])

    def clean_places(self) -> tuple[int, ...]:
        return _counts(self.cleaned_data["places"])


def _counts(text: str) -> tuple[int, ...]:
    try:
        counts = tuple(int(part) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError as error:
        raise forms.ValidationError(_("Write whole numbers with commas between them.")) from error
    if not counts or min(counts) < 0 or max(counts) > 100_000 or len(counts) > 12:
        raise forms.ValidationError(_("Write one to twelve whole numbers with commas between them."))
    return counts
