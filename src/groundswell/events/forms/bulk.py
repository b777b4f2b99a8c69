"""What can be asked of many sections at once: one small form for each change."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.forms.events import MOST_SEATS, day_field, people_at, time_field
from groundswell.events.models import Room
from groundswell.events.rules.bulk import Change, What
from groundswell.kernel.forms import choose_from

MOST_WEEKS, MOST_DAYS = 60, 365


class Asked(forms.Form):
    """A change that somebody asks for. ``what`` says which; the fields stand in the forms below."""

    what: What

    def __init__(self, *args: Any, zone: str, rooms: list[Room], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.what}_%s"} | kwargs)
        self.zone, self.rooms = zone, rooms
        self.is_to_fill_in = bool(self.fields)

    def change(self) -> Change:
        """What is asked for, once the form is valid."""
        return Change(self.what, **self.values(self.cleaned_data))

    def values(self, clean: dict[str, Any]) -> dict[str, Any]:
        """The fields of ``rules.bulk.Change`` that this form fills."""
        return clean


class WindowForm(Asked):
    what = What.WINDOW
    opens_on = day_field(_("Opens on"), required=False)
    opens = time_field(_("At"), required=False, initial=time(8))
    closes_on = day_field(
        _("Closes on"), required=False, help_text=_("At the latest when the section begins.")
    )
    closes = time_field(_("At"), required=False, initial=time(17))

    def clean(self) -> dict[str, Any]:
        """At least one of the two days; a time alone says nothing."""
        values = super().clean() or {}
        if not (values.get("opens_on") or values.get("closes_on")) and not self.errors:
            self.add_error("opens_on", gettext("Say on which day it opens, or closes, or both."))
        return values

    def values(self, clean: dict[str, Any]) -> dict[str, Any]:
        return {
            "opens_at": self._moment(clean["opens_on"], clean["opens"] or time(0)),
            "closes_at": self._moment(clean["closes_on"], clean["closes"] or time(23, 59)),
        }

    def _moment(self, day: date | None, at: time) -> datetime | None:
        return datetime.combine(day, at, ZoneInfo(self.zone)) if day else None


class ShiftForm(Asked):
    what = What.SHIFT
    days = forms.IntegerField(
        label=_("By how many days"), min_value=-MOST_DAYS, max_value=MOST_DAYS,
        help_text=_("Later; with a minus sign earlier."),
    )  # fmt: skip


class CapForm(Asked):
    what = What.CAP
    cap = forms.IntegerField(label=_("Seats in each"), min_value=1, max_value=MOST_SEATS)


class RoomForm(Asked):
    what = What.ROOM
    room = forms.TypedChoiceField(label=_("Room"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, f"{one.organisation}: {one} ({one.capacity})") for one in self.rooms]
        choose_from(self, "room", [("", _("Choose")), *choices])

    def values(self, clean: dict[str, Any]) -> dict[str, Any]:
        return {"room": next(one for one in self.rooms if one.pk == clean["room"])}


class LeadForm(Asked):
    what = What.LEAD
    person = forms.CharField(
        label=_("Who"), max_length=254, help_text=_("The e-mail address of a colleague."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_person(self) -> Any:
        """The person behind the address; an unknown address is named."""
        found = people_at(self, "person")
        if len(found) > 1:
            self.add_error("person", gettext("One person at a time."))
        return found[0] if found else None


class DatesForm(Asked):
    what = What.DATES
    weeks = forms.IntegerField(
        label=_("By how many weeks"), min_value=-MOST_WEEKS, max_value=MOST_WEEKS,
        help_text=_("Later; with a minus sign earlier. The time of day stays."),
    )  # fmt: skip


class PublishForm(Asked):
    what = What.PUBLISH


class CancelForm(Asked):
    what = What.CANCEL
    message = forms.CharField(
        label=_("A word to everyone with a place"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Why, and what comes instead. It stands in the mail that says so, and answers to it go to you."
        ),
    )


FORMS: dict[str, type[Asked]] = {
    str(one.what): one
    for one in (WindowForm, ShiftForm, CapForm, RoomForm, LeadForm, DatesForm, PublishForm, CancelForm)
}
