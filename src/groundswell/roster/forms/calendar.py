"""Forms of the calendar's pages: bring a file, say where a school's clocks stand."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.forms import choose_from
from groundswell.roster.models import Organisation
from groundswell.roster.rules.calendar_rows import MOST_BYTES

AMERICAN = ("New_York", "Chicago", "Denver", "Phoenix", "Los_Angeles", "Anchorage", "Puerto_Rico")
ZONES = [*(f"America/{city}" for city in AMERICAN), "Pacific/Honolulu", "Pacific/Guam"]


class CalendarFileForm(forms.Form):
    """A file of days or bell hours, and whose calendar it is for."""

    place = forms.TypedChoiceField(label=_("Whose calendar"), coerce=int, required=True)
    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("CSV of days or of bell hours, or iCalendar (.ics) of days. At most 1 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.ics,text/csv,text/calendar"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )
    replaces = forms.BooleanField(
        label=_("The file is complete"),
        required=False,
        help_text=_("Days between its first and its last that it does not name become ordinary days again."),
    )

    def __init__(self, *args: Any, schools: Sequence[Organisation], district: str, **kwargs: Any) -> None:
        """``district`` is the name of the district where its calendar may be changed, else empty."""
        super().__init__(*args, **kwargs)
        choices = [(0, district)] if district else []
        choose_from(self, "place", [*choices, *((one.pk, one.name) for one in schools)])

    def clean_file(self) -> Any:
        """Size only: what is in the file is the reader's to judge."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than one megabyte. Bring one school year at a time.")
            )
        return file


class TimeZoneForm(forms.Form):
    """The time zone of a school; empty for the district's."""

    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, district: str, current: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["zone"] = current
        own = [current] if current and current not in ZONES else []
        as_district = _("As the district: %s") % district
        known = available_timezones()  # each call walks the system's folder of zones
        zones = [zone for zone in (*ZONES, *own) if zone in known]
        choose_from(self, "zone", [("", as_district), *((zone, zone.replace("_", " ")) for zone in zones)])
