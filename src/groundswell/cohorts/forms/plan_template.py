"""The form of what every school's action plan holds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.actions.plans import FieldSpec
from groundswell.cohorts.choices import FieldKind
from groundswell.cohorts.models import PlanField

SPARE, MOST = 3, 12


class TemplateRow(forms.Form):
    """One field of the plan; left without a title it is left out."""

    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Holds"), choices=FieldKind, initial=FieldKind.TEXT)
    prompt = forms.CharField(
        label=_("What is asked"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    required = forms.BooleanField(label=_("A plan holds only with it"), required=False, initial=True)

    def spec(self) -> FieldSpec:
        """What ``set_template`` takes."""
        clean = self.cleaned_data
        return FieldSpec(clean["kind"], clean["title"], clean["prompt"], clean["required"])


def template_rows(
    data: Any, fields: Sequence[PlanField | FieldSpec], spare: int = SPARE
) -> forms.BaseFormSet:
    """The fields in their order, then ``spare`` empty rows, as far as ``MOST`` allows."""
    rows = forms.formset_factory(
        TemplateRow, extra=spare, max_num=MOST, absolute_max=2 * MOST, validate_max=True
    )
    names = ("title", "kind", "prompt", "required")
    return rows(
        data, initial=[{name: getattr(one, name) for name in names} for one in fields], prefix="fields"
    )


def suggested() -> list[FieldSpec]:
    """What stands in the form where a district has said nothing yet."""
    return [
        FieldSpec(
            FieldKind.TEXT, gettext("What our students will notice"),
            gettext("What will be different for a student by the end of the year, and how would they tell it?"),
        ),
        FieldSpec(
            FieldKind.GOALS, gettext("Goals and steps"),
            gettext("A few goals, by what you will see each, and who does what until when."),
        ),
        FieldSpec(
            FieldKind.RISKS, gettext("What could get in the way"),
            gettext("How likely and how grave it is, and what you will do then."),
        ),
        FieldSpec(
            FieldKind.TEXT, gettext("How our adults will learn"),
            gettext("When, with whom, and from what do they learn what the change asks of them?"),
        ),
    ]  # fmt: skip
