"""The form with which somebody brings a team."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.forms import choose_from
from groundswell.roster.models import Person
from groundswell.roster.queries.folding import fold


class TeamForm(forms.Form):
    """Who comes together. ``staff`` are the people to choose from; ``text`` narrows the list, who is ticked stays.

    A ``team`` that is known brings its people ticked, and needs no looking for anybody.
    """

    text = forms.CharField(
        label=_("Find a colleague"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Who comes"),
        coerce=int,
        error_messages={"required": _("Tick at least two people.")},
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.CharField(
        label=_("Name of the team"),
        max_length=120,
        help_text=_("As it stands in the list."),
        error_messages={"required": _("Give the team a name, so that the office knows it.")},
    )
    lead = forms.TypedChoiceField(
        label=_("Who answers for all"),
        coerce=int,
        empty_value=None,
        error_messages={"required": _("Choose somebody who comes.")},
        help_text=_("Gets the mail when seats are offered to the team. Has to come, too."),
    )

    def __init__(self, *args: Any, staff: list[Person], is_team: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_team:
            del self.fields["text"]
            self.initial["people"] = [person.pk for person in staff]
        self.staff = {person.pk: person for person in staff}
        everyone = [(person.pk, person.name) for person in staff]
        wanted = fold(str(self.data.get("text", "")))
        ticked = set(self.data.getlist("people")) if self.is_bound else set()  # type: ignore[attr-defined]
        shown = [(pk, name) for pk, name in everyone if wanted in fold(name) or str(pk) in ticked]
        choose_from(self, "people", shown)
        choose_from(self, "lead", [("", _("Choose")), *everyone])

    def clean(self) -> dict[str, Any]:
        """Add ``members``; name what is missing."""
        values = super().clean() or {}
        chosen = values.get("people") or []
        if len(chosen) < 2 and "people" not in self.errors:
            self.add_error("people", gettext("Tick at least two people."))
        if values.get("lead") not in chosen and "lead" not in self.errors:
            self.add_error("lead", gettext("Choose somebody who comes."))
        values["members"] = [self.staff[pk] for pk in chosen]
        return values
