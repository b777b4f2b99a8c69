"""Forms of screening: a criterion, a judgement, what a school says and the answer, outcomes, and the list's filter."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.choices import Basis, Comparison, Outcome, Side
from groundswell.cohorts.models import ScreeningCriterion
from groundswell.cohorts.queries.screening import measure_kinds, survey_questions
from groundswell.cohorts.rules.screening import TENURE, CriterionSpec
from groundswell.kernel.forms import choose_from

FROM_MEASURES = (Basis.MEASURE, Basis.DEVICES)


def _words(label: Any, length: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def _value(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=13, decimal_places=4, widget=forms.NumberInput(attrs={"step": "any"}),
        **more,
    )  # fmt: skip


class CriterionForm(forms.Form):
    """One criterion: what it is called, where it is looked up, and from which value on it is met."""

    name = forms.CharField(label=_("What it is called"), max_length=160)
    meaning = _words(
        _("Why it counts"),
        400,
        2,
        required=False,
        help_text=_("Schools read it beside what is known of them."),
    )
    side = forms.ChoiceField(label=_("It speaks to"), choices=Side.choices, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("Where it is from"), choices=Basis.choices, widget=forms.RadioSelect)
    measure = forms.ChoiceField(
        label=_("Which number"),
        required=False,
        help_text=_("Left out where the office judges or positions count."),
    )
    comparison = forms.ChoiceField(label=_("It is met by"), choices=Comparison.choices)
    threshold = _value(
        _("This value"),
        help_text=_("Shares of a survey in per cent, a principal’s time in years. None, where it is judged."),
    )

    def __init__(self, *args: Any, criterion: ScreeningCriterion | None = None, **kwargs: Any) -> None:
        names = ("name", "meaning", "side", "basis", "measure", "comparison", "threshold")
        initial = {name: getattr(criterion, name) for name in names} if criterion is not None else None
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.kinds = measure_kinds()
        self.questions = survey_questions()
        choose_from(
            self, "measure",
            [
                ("", gettext("None")),
                (gettext("Numbers of schools"), [(one, one.replace("_", " ")) for one in self.kinds]),
                (gettext("Surveys, by school"), self.questions),
            ],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What stands beside each other must fit."""
        clean = super().clean() or {}
        basis, measure = clean.get("basis"), clean.get("measure")
        if basis in FROM_MEASURES and measure not in self.kinds:
            self.add_error("measure", gettext("Choose a number of schools."))
        if basis == Basis.SURVEY and measure not in dict(self.questions):
            self.add_error("measure", gettext("Choose a question of a survey."))
        if (
            basis
            and basis != Basis.JUDGED
            and clean.get("threshold") is None
            and "threshold" not in self.errors
        ):
            self.add_error("threshold", gettext("Say from which value on it is met."))
        return clean

    def spec(self, pk: int | None = None) -> CriterionSpec:
        """What ``set_criteria`` takes."""
        clean = dict(self.cleaned_data)
        if clean["basis"] == Basis.JUDGED:
            clean |= {"measure": "", "threshold": None}
        if clean["basis"] == Basis.STAFFING:
            clean["measure"] = TENURE
        return CriterionSpec(**clean, pk=pk)


class JudgeForm(forms.Form):
    """A judged criterion at one school."""

    met = forms.TypedChoiceField(
        label=_("Is it met?"), choices=[("yes", _("Met")), ("no", _("Not met"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    source = _words(_("What you rest it on"), 300, 2, help_text=_("The school reads it."))


class DisputeForm(forms.Form):
    """What a school says to what is known of it."""

    said = _words(_("What is wrong"), 1000)
    value = _value(_("What is right, if you know"))

    def __init__(self, *args: Any, criterion: ScreeningCriterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion.threshold is None:
            del self.fields["value"]


class AnswerForm(forms.Form):
    """The office's answer to it."""

    accepted = forms.TypedChoiceField(
        label=_("Is the school right?"), widget=forms.RadioSelect, coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes: it is corrected")), ("no", _("No: it stays"))],
    )  # fmt: skip
    value = _value(_("The right value, if it is another than the school says"))
    answer = _words(
        _("Your answer"), 600, help_text=_("The school reads it, and who looks at the screening later.")
    )

    def __init__(self, *args: Any, criterion: ScreeningCriterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion.threshold is None:
            del self.fields["value"]


class OutcomeForm(forms.Form):
    """What the screening says about one school or several."""

    outcome = forms.ChoiceField(label=_("What it says"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = _words(_("Why"), 2000, 2, required=False, help_text=_("The schools read it."))


class ScreeningFilterForm(forms.Form):
    """What the table of schools is narrowed to."""

    q = forms.CharField(label=_("School"), required=False, max_length=80)
    show = forms.ChoiceField(label=_("Show"), required=False)
    outcome = forms.ChoiceField(label=_("What it says"), required=False)

    def __init__(self, *args: Any, shows: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "show", [("", gettext("All")), *shows])
        choose_from(
            self, "outcome", [("", gettext("All")), ("none", gettext("Nothing said yet")), *Outcome.choices]
        )

    def wanted(self) -> dict[str, str]:
        """By field what was chosen; what can't be is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "show", "outcome")}


def decimal_or_none(said: Any) -> Decimal | None:
    """The number of a form that may lack the field."""
    return said if isinstance(said, Decimal) else None
