"""Forms around an event: what it is, when it is, and the filters of the list."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import EventKind, EventMode, ProgrammeState
from groundswell.events.forms.audience import AudienceForm
from groundswell.events.models import LearningEvent, Meeting, Programme, Section
from groundswell.kernel import clock
from groundswell.kernel.forms import choose_rows
from groundswell.roster.models import Person

MOST_SEATS = 5000
OF_A_SECTION = (
    "seats",
    "opens_on",
    "closes_on",
    "leads",
)  # with several sections, each has a form of its own


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, from the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """A time on the clock."""
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


class TimeForm(forms.Form):
    """When and where, on the district's wall clock. ``zone`` is its IANA name."""

    day = day_field(_("Day"))
    begins = time_field(_("From"))
    ends = time_field(_("To"))
    place = forms.CharField(
        label=_("Where"), max_length=200, required=False, help_text=_("School and room, or how people join.")
    )
    link = forms.URLField(
        label=_("Link to join"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Only those with a seat and those who lead it see the link."),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Add ``begins_at`` and ``ends_at``: aware moments, the end on the same day and after the beginning."""
        values = super().clean() or {}
        if {"day", "begins", "ends"} <= values.keys():
            begins_at = self._moment("begins", values["day"], values["begins"])
            ends_at = self._moment("ends", values["day"], values["ends"])
            if begins_at and ends_at and ends_at <= begins_at:
                self.add_error("ends", gettext("The end must come after the beginning."))
            values |= {"begins_at": begins_at, "ends_at": ends_at}
        return values

    def _moment(self, field: str, day: date, at: time) -> datetime | None:
        """The wall-clock time as a moment; an hour that the change to summer time skips is refused."""
        moment = datetime.combine(day, at, ZoneInfo(self.zone))
        there_and_back = moment.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(self.zone))
        if there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            self.add_error(
                field, gettext("The clocks change on this day and skip this time. Choose another one.")
            )
            return None
        return moment


class EventForm(AudienceForm, TimeForm):
    """Everything about an event with one section."""

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("As people will see it in the list.")
    )
    why = forms.CharField(
        label=_("Why it is worth their time"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What somebody can do afterwards that they can't do today."),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=EventKind)
    mode = forms.ChoiceField(label=_("How people take part"), choices=EventMode)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    opens_on = day_field(_("Registration opens"), required=False, help_text=_("Leave empty to open at once."))
    closes_on = day_field(
        _("Last day to register"), required=False, help_text=_("Leave empty to close when it begins.")
    )
    leads = forms.CharField(
        label=_("Who leads it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("E-mail addresses of colleagues, one on each line. They take attendance."),
    )
    approval = forms.BooleanField(
        label=_("A place is asked for, and the principal or the office says yes or no"), required=False
    )
    surge = forms.BooleanField(
        label=_("When more people wait than there are seats, open further sections with who is on call"),
        required=False,
    )
    programme: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Part of a programme"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("Stands on its own"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = (
        "title", "why", "kind", "mode", "programme", "audience", "cohorts", "approval", "surge", "day", "begins",
        "ends", "place", "link", "seats", "opens_on", "closes_on", "leads",
    )  # fmt: skip

    def __init__(
        self, *args: Any, section: Section | None = None, several: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        programmes = Programme.objects.exclude(state=ProgrammeState.ENDED).order_by("title", "pk")
        if section is not None and section.event.programme_id is not None:
            programmes = programmes | Programme.objects.filter(pk=section.event.programme_id)
        choose_rows(self, "programme", programmes)
        if section is None:
            del self.fields["version"]
        else:
            # A new time or place has a page of its own, which says who will be told.
            for name in (*TimeForm.base_fields, *(OF_A_SECTION if several else ())):
                del self.fields[name]

    def clean_leads(self) -> list[Person]:
        """The people behind the addresses; an unknown address is named."""
        return people_at(self, "leads")

    def clean(self) -> dict[str, Any]:
        """Add ``opens_at`` and ``closes_at`` (None where nothing is said)."""
        values = super().clean()
        zone, opens, closes = ZoneInfo(self.zone), values.get("opens_on"), values.get("closes_on")
        values["opens_at"] = datetime.combine(opens, time(0), zone) if opens else None
        values["closes_at"] = datetime.combine(closes + timedelta(days=1), time(0), zone) if closes else None
        begins_at = self.section.begins_at if self.section else values.get("begins_at")
        if begins_at and values["closes_at"]:
            values["closes_at"] = min(values["closes_at"], begins_at)
        if begins_at and values["opens_at"] and values["opens_at"] >= (values["closes_at"] or begins_at):
            self.add_error("opens_on", gettext("Registration must open before it closes."))
        return values


class WordsForm(EventForm):
    """What an event without a date says: everything of its form but the date, the seats and who leads it."""

    def __init__(self, *args: Any, event: LearningEvent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*TimeForm.base_fields, *OF_A_SECTION):
            del self.fields[name]
        if event is not None:
            self.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        if event is not None and event.programme_id is not None:
            kept = Programme.objects.filter(pk=event.programme_id)
            field: Any = self.fields["programme"]
            field.queryset = field.queryset | kept


class SectionDatesForm(TimeForm):
    """One more section: its first date, its seats, and who leads it."""

    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    leads = forms.CharField(
        label=_("Who leads it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("E-mail addresses of colleagues, one on each line. They take attendance."),
    )

    def clean_leads(self) -> list[Person]:
        """The people behind the addresses; an unknown address is named."""
        return people_at(self, "leads")


def people_at(form: forms.Form, field: str) -> list[Person]:
    """The staff behind the addresses in a field; an unknown address is named on it."""
    found = []
    for address in (form.cleaned_data[field] or "").replace(",", "\n").split():
        person = Person.objects.filter(email=address.lower(), is_student=False, ended_on__isnull=True).first()
        if person is None:
            message = gettext("Nobody in this district has the address %(address)s. Check the spelling.")
            form.add_error(field, message % {"address": address})
        else:
            found.append(person)
    return found


def times_of(section: Section | Meeting, zone: str) -> dict[str, Any]:
    """What a time form shows first for a section or a date that is there."""
    begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
    return {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place": section.place,
        "link": section.link,
    }
