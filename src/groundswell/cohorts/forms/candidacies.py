"""Forms around a school in a call: its answer, and what the office says in a phase."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.choices import CandidacyState, Outcome
from groundswell.kernel.forms import choose_from


class AnswerForm(forms.Form):
    """What a school answers. ``why`` is asked of who withdraws."""

    answer = forms.ChoiceField(
        choices=[("take_part", "take_part"), ("not_now", "not_now"), ("withdraw", "withdraw")]
    )
    why = forms.CharField(max_length=2000, required=False)


class OutcomeForm(forms.Form):
    """The schools that are ticked, and what the phase says about them."""

    candidacies = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one school.")}
    )
    outcome = forms.ChoiceField(choices=Outcome)
    reason = forms.CharField(max_length=2000, required=False)

    def __init__(self, *args: Any, standing: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "candidacies", [(pk, pk) for pk in standing])


class SchoolsForm(forms.Form):
    """What the list of schools of a call is narrowed to, from the address."""

    q = forms.CharField(
        label=_("School"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(
            self, "state", [("", _("All")), ("untold", _("Nobody could be told")), *CandidacyState.choices]
        )

    def wanted(self) -> dict[str, str]:
        """Valid filters; what is not valid is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "state")}
