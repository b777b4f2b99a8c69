"""Forms of the decision: the line, the lots, a judgement, the reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.choices import Place
from groundswell.kernel.forms import choose_from

SCORE: dict[str, Any] = {"max_digits": 6, "decimal_places": 3, "min_value": 0, "required": False}


def _words(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )  # fmt: skip


class LineForm(forms.Form):
    """Where the line is, and how near it lots decide."""

    cut = forms.DecimalField(
        label=_("Lowest mean that is in"),
        help_text=_("Empty: the score of the last for whom there is a place."),
        **SCORE,
    )
    band = forms.DecimalField(
        label=_("Lots within this distance of it"),
        help_text=_("Empty: no lots. 0: only among schools with exactly the score at the line."),
        **SCORE,
    )


class CommitForm(forms.Form):
    """The public number of a later day that the draw takes in."""

    public_source = forms.CharField(
        label=_("The public number that the draw takes in"),
        max_length=300,
        help_text=_("Which one, and of which day, so that there is only one: a state lottery’s draw of a day to come."),
    )  # fmt: skip


class DrawForm(forms.Form):
    """That number, once it is known."""

    public_number = forms.CharField(label=_("The public number, as it was published"), max_length=80)


class ReasonForm(forms.Form):
    """Why, for the journal or for the school."""

    reason = _words(_("Why"), 2, 400)


class DecideForm(forms.Form):
    """What the decision rests on; it stands in every letter."""

    reason = _words(
        _("What the decision rests on"), 4, 4000, help_text=_("A few sentences. They stand in every letter.")
    )


class JudgementForm(forms.Form):
    """One school against its score or its lot, with the reason."""

    candidacy = forms.TypedChoiceField(label=_("School"), coerce=int)
    place = forms.ChoiceField(
        label=_("Place"), choices=[*Place.choices, ("", _("As the numbers say"))], required=False
    )
    reason = _words(_("Why"), 3, 2000, help_text=_("The school reads it in its letter."))

    def __init__(self, *args: Any, schools: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "candidacy", schools)


class MoveUpForm(forms.Form):
    """Who takes a place that was given back, and why."""

    candidacy = forms.TypedChoiceField(label=_("School"), coerce=int)
    reason = _words(_("Why"), 2, 2000, help_text=_("The school reads it in its letter."))

    def __init__(self, *args: Any, schools: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "candidacy", schools)
