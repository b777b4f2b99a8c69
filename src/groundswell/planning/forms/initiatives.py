"""Forms of an initiative: what it is, its texts, its parts, what was heard, who works on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.forms import choose_from
from groundswell.planning.choices import Autonomy, Function, InquiryKind, Participation
from groundswell.planning.models import InitiativePart, InitiativeText, PlanGoal
from groundswell.planning.models.goals import year_name
from groundswell.roster.models import Person

AHEAD, SPARE = 6, 3


class InitiativeForm(forms.Form):
    """A name in English and Spanish, the goal that it serves, its first school year, and who decides to be in."""

    name = forms.CharField(label=_("Its name"), max_length=120)
    name_es = forms.CharField(label=_("The same in Spanish"), max_length=120, required=False)
    goal = forms.TypedChoiceField(label=_("The goal of the plan that it serves"), coerce=int)
    from_year = forms.TypedChoiceField(label=_("First school year"), coerce=int)
    participation = forms.ChoiceField(
        label=_("Who decides that a school is in"),
        choices=Participation,
        widget=forms.RadioSelect,
        initial=Participation.INVITED,
        help_text=_("Only where schools are invited can there be a call."),
    )

    def __init__(self, *args: Any, goals: list[PlanGoal], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"from_year": year + 1}} | kwargs)
        self.goals = {goal.pk: goal for goal in goals}
        named = gettext("Goal %(n)s: %(name)s")
        choose_from(self, "goal", [(one.pk, named % {"n": one.number, "name": one.name}) for one in goals])
        choose_from(self, "from_year", [(one, year_name(one)) for one in range(year - 1, year + AHEAD)])

    def said(self) -> dict[str, Any]:
        """What ``add`` takes."""
        clean = self.cleaned_data
        name = {"en": clean["name"], "es": clean["name_es"]}
        goal = self.goals[clean["goal"]]
        return {
            "name": name,
            "goal": goal,
            "from_year": clean["from_year"],
            "participation": clean["participation"],
        }


class WordsForm(forms.Form):
    """The why, or one of the plans, in English and Spanish. ``seen`` is the version that the page was made with."""

    text = forms.CharField(
        label=_("In English"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    text_es = forms.CharField(
        label=_("In Spanish"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, current: InitiativeText | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"seen": 0}
        if current is not None:
            initial = {"text": current.text.get("en", ""), "text_es": current.text.get("es", "")}
            initial["seen"] = current.version
        super().__init__(*args, **{"initial": initial} | kwargs)

    def said(self) -> dict[str, Any]:
        """What ``write`` takes beside the kind."""
        clean = self.cleaned_data
        return {"text": {"en": clean["text"], "es": clean["text_es"]}, "seen": clean["seen"]}


class PartForm(forms.Form):
    """One part; left without a name it is left out."""

    name = forms.CharField(label=_("Part"), max_length=120, required=False)
    meaning = forms.CharField(label=_("What it means"), max_length=400, required=False)
    autonomy = forms.ChoiceField(label=_("Who decides"), choices=Autonomy, initial=Autonomy.LOCAL)


PartForms = forms.formset_factory(PartForm, extra=SPARE, max_num=40, absolute_max=60, validate_max=True)


def part_forms(data: Any, parts: list[InitiativePart]) -> forms.BaseFormSet:
    """The parts in their order, and a few empty rows."""
    initial = [{"name": one.name, "meaning": one.meaning, "autonomy": one.autonomy} for one in parts]
    return PartForms(data, initial=initial, prefix="parts")


def parts_said(rows: forms.BaseFormSet) -> list[tuple[str, str, str]]:
    """What ``set_parts`` takes: the rows that have a name."""
    said = [row.cleaned_data for row in rows if row.cleaned_data.get("name", "").strip()]
    return [(one["name"], one["meaning"], one["autonomy"]) for one in said]


class InquiryForm(forms.Form):
    """One piece of the needs assessment."""

    kind = forms.ChoiceField(label=_("How"), choices=InquiryKind)
    held_on = forms.DateField(
        label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    with_whom = forms.CharField(
        label=_("With whom"),
        max_length=200,
        help_text=_(
            "Groups and places, no names: “twelve teachers of three schools”, the title of what was read."
        ),
    )
    learnt = forms.CharField(
        label=_("What we learned"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class MemberForm(forms.Form):
    """Somebody who works on the initiative: in the design team, or for a function in the steering committee."""

    email = forms.CharField(label=_("Work e-mail address"), max_length=254)
    function = forms.ChoiceField(label=_("As"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        committee = [
            (key, gettext("Steering committee: %(what)s") % {"what": name}) for key, name in Function.choices
        ]
        choose_from(self, "function", [("", gettext("Design team")), *committee])

    def clean_email(self) -> Person:
        """The one colleague with this address."""
        email = self.cleaned_data["email"].strip()
        person = self.people.filter(email__iexact=email, is_student=False, ended_on__isnull=True).first()
        if person is None:
            raise forms.ValidationError(gettext("Nobody who works here has this address."))
        return person
