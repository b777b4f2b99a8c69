"""What a facilitator posts: a tap on the list, a paper list typed in, and a code that somebody types."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.events.actions.arrivals import Note
from groundswell.events.choices import THERE, ArrivalState
from groundswell.events.models import Arrival, Meeting, Registration
from groundswell.events.rules.checkin import LENGTH
from groundswell.kernel import clock


def moment_at(meeting: Meeting, value: time | None, zone: str) -> datetime | None:
    """A time on the district's clock at the day of a date; after midnight where the date goes on that long."""
    if value is None:
        return None
    begins = clock.local(meeting.begins_at, zone)
    found = datetime.combine(begins.date(), value, ZoneInfo(zone))
    ends = clock.local(meeting.ends_at, zone)
    if ends.date() > begins.date() and value < begins.time() and value <= ends.time():
        found = datetime.combine(begins.date() + timedelta(days=1), value, ZoneInfo(zone))
    return found


class TapForm(forms.Form):
    """One tap: ``state`` alone, ``now`` ("came" or "left" at this moment), or ``times`` with what was written.

    ``at`` is the time of the tap, ``key`` names it, ``seen`` is the version that the page showed.
    """

    state = forms.ChoiceField(choices=ArrivalState, required=False)
    now = forms.ChoiceField(choices=[("came", ""), ("left", "")], required=False)
    times = forms.BooleanField(required=False)
    came = forms.TimeField(required=False)
    left = forms.TimeField(required=False)
    at = forms.CharField(max_length=40, required=False)  # UTC, as a browser's Date writes it
    key = forms.RegexField(r"^[0-9a-f]{32}\Z", required=False)  # it goes into the journal, which keeps it
    seen = forms.CharField(max_length=120, required=False)

    def clean_at(self) -> datetime | None:
        """The moment; None for none, and for what is no moment."""
        try:
            at = datetime.fromisoformat(self.cleaned_data["at"])
        except ValueError:
            return None
        return at if at.tzinfo is not None else None

    def clean(self) -> dict[str, Any]:
        """A tap says something."""
        said = self.cleaned_data
        if not any(said.get(name) for name in ("state", "now", "times")):
            raise forms.ValidationError("")
        return said

    def note(self, meeting: Meeting, before: Arrival | None, zone: str) -> dict[str, Any]:
        """What the verb is told; ``before`` is what stands now."""
        said = self.cleaned_data
        at = said["at"]
        told = {"at": at, "key": said["key"], "seen": said["seen"] if "seen" in self.data else None}
        if said["state"]:
            return told | {"state": said["state"]}
        state = before.state if before is not None and before.state in THERE else ArrivalState.ATTENDED
        if said["times"]:
            came, left = (moment_at(meeting, said[name], zone) for name in ("came", "left"))
        else:
            tapped = min(at or clock.now(), clock.now())
            came, left = (before.came_at, before.left_at) if before is not None else (None, None)
            came, left = (tapped, left) if said["now"] == "came" else (came, tapped)
        state = state if came or left else ArrivalState.ATTENDED
        return told | {"state": state, "came_at": came, "left_at": left, "says_times": True}


class PaperForm(forms.Form):
    """A paper list of one date: for each seat what was signed. ``shown`` are rows as (registration, arrival or None).

    A row that says what the page showed is no note; ``rest`` makes everyone without one "not there".
    """

    rest = forms.BooleanField(required=False, label=_("Whoever is left open was not there"))

    def __init__(
        self,
        *args: Any,
        shown: list[tuple[Registration, Arrival | None]],
        meeting: Meeting,
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.meeting, self.zone = shown, meeting, zone
        for seat, there in shown:
            for name, field in _fields(seat, there, zone).items():
                self.fields[f"{name}{seat.pk}"] = field

    def rows(self) -> list[dict[str, Any]]:
        """For each seat its three fields, for the table."""
        return [
            {"seat": seat, **{name: self[f"{name}{seat.pk}"] for name in ("state", "came", "left")}}
            for seat, _there in self.shown
        ]

    def notes(self, versions: dict[str, str]) -> list[Note]:
        """What was typed, once the form is valid. ``versions`` are those that the page showed, by registration."""
        found = []
        for seat, _there in self.shown:
            names = [f"{name}{seat.pk}" for name in ("state", "came", "left")]
            state, came, left = (self.cleaned_data[name] for name in names)
            state = state or (ArrivalState.ATTENDED if came or left else "")
            if not state and self.cleaned_data["rest"]:
                state = ArrivalState.NO_SHOW
            elif not state or not set(names) & set(self.changed_data):
                continue
            found.append(
                Note(
                    seat,
                    ArrivalState(state),
                    moment_at(self.meeting, came, self.zone),
                    moment_at(self.meeting, left, self.zone),
                    says_times=True,
                    seen=versions.get(str(seat.pk), ""),
                )
            )
        return found


def _fields(seat: Registration, there: Arrival | None, zone: str) -> dict[str, forms.Field]:
    name = seat.person.name
    states = [("", "—"), *ArrivalState.choices]

    def clock_field(label: Any, at: datetime | None) -> forms.TimeField:
        shown = clock.local(at, zone).strftime("%H:%M") if at else None
        attrs = {"type": "time", "class": "control", "aria-label": f"{label}: {name}"}
        return forms.TimeField(required=False, initial=shown, widget=forms.TimeInput(attrs, format="%H:%M"))

    return {
        "state": forms.ChoiceField(
            choices=states,
            required=False,
            initial=there.state if there else "",
            widget=forms.Select({"class": "control", "aria-label": name}),
        ),
        "came": clock_field(_("Came at"), there.came_at if there else None),
        "left": clock_field(_("Left at"), there.left_at if there else None),
    }


class CodeForm(forms.Form):
    """The code that stands on the wall."""

    code = forms.CharField(
        label=_("The code that you see in the room"),
        max_length=20,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-field",
                "maxlength": 2 * LENGTH,
            }
        ),
    )
