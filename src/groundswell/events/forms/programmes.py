"""Forms of programmes and of needs that people raise."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.forms.audience import AudienceForm, audience_shown, roles_to_invite
from groundswell.events.forms.events import day_field
from groundswell.events.models import LearningEvent, Programme
from groundswell.kernel.forms import choose_from, choose_rows
from groundswell.roster.models import SchoolYear

SAYS = ("title", "why", "goal", "funder", "grant", "sponsor", "scope_of_work", "school_year")


def _text(
    label: Any, most: int, help_text: Any = "", *, rows: int = 0, required: bool = False
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=widget, required=required
    )


class ProgrammeForm(AudienceForm):
    """What a programme says, who it is for, and who pays for it."""

    title = _text(_("Title"), 160, required=True)
    why = _text(_("Why it is worth their time"), 4000, _("People read it before anything else."), rows=4)
    goal = _text(_("What it is to reach"), 4000, rows=3)
    school_year: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("School year"), queryset=SchoolYear.objects.none(), required=False, empty_label=_("No year")
    )
    funder = _text(_("Funder"), 160)
    grant = _text(_("Grant"), 160)
    sponsor = _text(_("Sponsor"), 160)
    scope_of_work = _text(_("Version of the scope of work"), 60)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(programme)} | kwargs)
        self.before = [] if programme is None else programme.audience
        choose_rows(self, "school_year", SchoolYear.objects.order_by("-pk"))

    def said(self) -> dict[str, Any]:
        """What the verbs take."""
        said = {name: self.cleaned_data[name] for name in SAYS}
        return said | {"audience": self.audience_said(self.before)}


def _initial(programme: Programme | None) -> dict[str, Any]:
    if programme is None:
        return {}
    said = {name: getattr(programme, name) for name in SAYS}
    return said | audience_shown(programme.audience) | {"version": programme.version}


class RuleForm(forms.Form):
    """What a role takes of a programme: these events, and so many of the others."""

    role = forms.ChoiceField(label=_("For"), required=False)
    required = forms.TypedMultipleChoiceField(
        label=_("Required"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    electives = forms.IntegerField(
        label=_("How many of the others, of one's own choice"), min_value=0, max_value=100, initial=0
    )

    def __init__(self, *args: Any, events: list[LearningEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = {event.pk: event for event in events}
        choose_from(self, "role", [("", _("Everyone whom it is for")), *roles_to_invite()])
        choose_from(self, "required", [(event.pk, event.title) for event in events])

    def clean_required(self) -> list[LearningEvent]:
        """The events behind the ticks."""
        return [self.events[pk] for pk in self.cleaned_data["required"]]


class CopyForm(forms.Form):
    """To which school year a programme is copied."""

    school_year: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("School year"), queryset=SchoolYear.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "copy_%s"} | kwargs)
        choose_rows(self, "school_year", SchoolYear.objects.order_by("-pk"))


class NeedForm(forms.Form):
    """A need that somebody raises."""

    what = _text(_("What do you want to learn?"), 200, _("You, or your colleagues."), required=True)
    why = _text(_("Why"), 4000, _("What you see in class that makes you ask."), rows=4)
    how_many = forms.IntegerField(
        label=_("For about how many people"), min_value=1, max_value=20000, required=False
    )
    by_when = day_field(_("By when"), required=False)


class AnswerForm(forms.Form):
    """An event that answers a need, or the reason why not."""

    event: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("This event answers it"), queryset=LearningEvent.objects.none(), required=False
    )
    reason = _text(_("Or: why it won't happen"), 4000, _("The person who asked reads this."), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = LearningEvent.objects.exclude(state="cancelled").order_by("-pk")
        choose_rows(self, "event", events)

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        values = super().clean() or {}
        if bool(values.get("event")) == bool((values.get("reason") or "").strip()):
            self.add_error(None, gettext("Choose an event, or say why it won't happen: one of the two."))
        return values
