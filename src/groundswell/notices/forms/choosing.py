"""What somebody wants to get by mail, and how many days ahead a district reminds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from groundswell.notices.choices import REMINDER_DAYS, Pace
from groundswell.notices.models import MailChoice

USUAL, OWN, NEVER = "usual", "own", "never"


def _days() -> list[tuple[str, str]]:
    return [
        (str(days), ngettext("%(days)s day before", "%(days)s days before", days) % {"days": days})
        for days in REMINDER_DAYS
    ]


def in_words(days: Sequence[int]) -> str:
    """How many days ahead, in words: "7 days before, 1 day before"."""
    return ", ".join(label for key, label in _days() if int(key) in days) or str(_("not at all"))


class ChoiceForm(forms.Form):
    """A person's own choice. It says what holds now, also for whoever never chose."""

    pace = forms.ChoiceField(
        label=_("News that can wait"),
        help_text=_(
            "A new event, an answer to a request, a plan that is shared with you. What is about your seats, your "
            "place in line and dates that change always comes at once, and what waits for your yes or no always comes."
        ),
        choices=Pace.choices,
        widget=forms.RadioSelect,
    )
    new_events = forms.BooleanField(label=_("Tell me of new events for me"), required=False)
    remind = forms.ChoiceField(
        label=_("Reminders of what you have a seat at"),
        choices=[(USUAL, _("As each event says")), (OWN, _("On these days:")), (NEVER, _("No reminders"))],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=_("Days before"), choices=_days, required=False, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def of(cls, choice: MailChoice) -> "ChoiceForm":
        """The form with what somebody chose."""
        days = choice.reminder_days
        remind = USUAL if days is None else (OWN if days else NEVER)
        return cls(
            initial={
                "pace": choice.pace,
                "new_events": choice.new_events,
                "remind": remind,
                "days": [str(one) for one in days or []],
            }
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("remind") == OWN and not values.get("days"):
            self.add_error("days", _("Choose at least one day, or “No reminders” above."))
        return values

    @property
    def reminder_days(self) -> list[int] | None:
        """The days as they are stored: none at all for "as each event says"."""
        remind = self.cleaned_data["remind"]
        return {USUAL: None, NEVER: []}.get(remind, [int(one) for one in self.cleaned_data["days"]])


class ReminderDaysForm(forms.Form):
    """How many days ahead people are reminded, in the district or of one event."""

    days = forms.MultipleChoiceField(
        label=_("Reminders are sent"),
        help_text=_(
            "At eight in the morning. Nothing chosen means no reminder. Each person can choose otherwise."
        ),
        choices=_days,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, days: Sequence[int]) -> "ReminderDaysForm":
        """The form with the days that hold now."""
        return cls(initial={"days": [str(one) for one in days]})

    @property
    def chosen(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["days"]]
