"""Forms of a section: how its seats are given, what is kept, when lots are drawn, who is on call."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import FreedSeat, LineOrder
from groundswell.events.forms.audience import cohorts_to_invite, roles_to_invite
from groundswell.events.forms.events import MOST_SEATS, day_field, people_at, time_field
from groundswell.events.models import Section
from groundswell.events.models.audience import TITLE_ONE
from groundswell.kernel import clock
from groundswell.kernel.forms import choose_from
from groundswell.roster.choices import SchoolLevel
from groundswell.roster.models import Person
from groundswell.roster.queries.schools import school_names

PRIORITIES = ("first", "second", "third")


def groups(*, with_schools: bool = False) -> list[tuple[str, Any]]:
    """Groups to choose from, each an audience token with its name."""
    found: list[tuple[str, Any]] = [(f"role:{key}", name) for key, name in roles_to_invite()]
    found += [(TITLE_ONE, _("Title I schools"))]
    found += [(f"level:{key}", name) for key, name in SchoolLevel.choices]
    found += cohorts_to_invite()
    if not with_schools:
        return found
    schools = [(f"school:{pk}", name) for pk, name in school_names()]
    return [("", _("Choose")), (_("Groups"), found), (_("Schools"), schools)]  # type: ignore[list-item]


def _emails(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=help_text,
    )


class SectionForm(forms.Form):
    """How a section gives its seats, when people may register, and who leads it."""

    cap = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=MOST_SEATS, help_text=_("As many as there are places.")
    )
    per_facilitator = forms.IntegerField(
        label=_("Participants for each facilitator"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Whichever is less decides. One more facilitator opens seats at once."),
    )
    school_cap = forms.IntegerField(
        label=_("Most seats for one school"), min_value=1, max_value=MOST_SEATS, required=False
    )
    each_school = forms.IntegerField(
        label=_("Keep so many seats for each invited school"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Seats that a school has already count."),
    )
    each_school_until = day_field(
        _("Until the end of"), required=False, help_text=_("Then everybody may have what is left of them.")
    )
    leads = _emails(
        _("Who leads it"), _("E-mail addresses of colleagues, one on each line. They take attendance.")
    )
    freed_seat = forms.ChoiceField(
        label=_("When somebody gives a seat back"), choices=FreedSeat, widget=forms.RadioSelect
    )
    takes_parties = forms.BooleanField(
        label=_("Principals may bring teams: all of a team get seats, or all wait"), required=False
    )
    overbooks = forms.BooleanField(label=_("Give a few seats more than there are"), required=False)
    line_order = forms.ChoiceField(
        label=_("Order of the line"),
        choices=[(one.value, one.label) for one in (LineOrder.TIME, LineOrder.PRIORITY)],
        widget=forms.RadioSelect,
    )
    first = forms.ChoiceField(label=_("Served first"), required=False)
    second = forms.ChoiceField(label=_("Then"), required=False)
    third = forms.ChoiceField(label=_("Then"), required=False)
    opens_on = day_field(_("Registration opens"))
    closes_on = day_field(
        _("Last day to register"), required=False, help_text=_("Leave empty to close when it begins.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: Section, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(section, zone)} | kwargs)
        self.section, self.zone = section, zone
        known = [("", _("Nobody in particular")), *groups()]
        named = {",".join(one["group"]): one["name"] for one in section.priority}
        more = [(key, name) for key, name in named.items() if key not in dict(known)]
        for name in PRIORITIES:
            choose_from(self, name, [*known, *more])
        if section.line_order == LineOrder.LOTTERY:
            for name in ("line_order", *PRIORITIES):
                del self.fields[name]

    def clean_leads(self) -> list[Person]:
        """The people behind the addresses; an unknown address is named."""
        return people_at(self, "leads")

    def clean(self) -> dict[str, Any]:
        """Add ``priority`` (groups in their order) and ``window`` (the two moments, where they were changed)."""
        values = super().clean() or {}
        chosen = dict.fromkeys(values[name] for name in PRIORITIES if values.get(name))
        if values.get("line_order") == LineOrder.PRIORITY and not chosen:
            self.add_error("first", gettext("Say who is served first, or choose first come, first served."))
        if "line_order" in self.fields:
            names = {key: str(name) for key, name in self.fields["first"].choices}  # type: ignore[attr-defined]
            values["priority"] = [{"name": names[key], "group": key.split(",")} for key in chosen]
        values["for_each_school"] = self._for_each_school(values)
        zone, opens, closes = ZoneInfo(self.zone), values.get("opens_on"), values.get("closes_on")
        values["window"] = window = {}
        if "opens_on" in self.changed_data and opens:
            window["registration_opens_at"] = datetime.combine(opens, time(0), zone)
        if "closes_on" in self.changed_data:
            end = datetime.combine(closes + timedelta(days=1), time(0), zone) if closes else None
            window["registration_closes_at"] = min(end or self.section.begins_at, self.section.begins_at)
        begins = window.get("registration_opens_at", self.section.registration_opens_at)
        if begins >= window.get("registration_closes_at", self.section.registration_closes_at):
            self.add_error("opens_on", gettext("Registration must open before it closes."))
        return values

    def _for_each_school(self, values: dict[str, Any]) -> tuple[int, datetime] | None:
        number, until = values.get("each_school"), values.get("each_school_until")
        if number and until:
            return number, datetime.combine(until + timedelta(days=1), time(0), ZoneInfo(self.zone))
        if number and "each_school_until" not in self.errors:
            self.add_error("each_school_until", gettext("Say until which day they are kept."))
        if until and "each_school" not in self.errors:
            self.add_error("each_school", gettext("Say how many seats each school gets."))
        return None


def _initial(section: Section, zone: str) -> dict[str, Any]:
    closes = section.registration_closes_at
    same = ("cap", "per_facilitator", "school_cap", "freed_seat", "takes_parties", "overbooks", "line_order")
    served = [",".join(one["group"]) for one in section.priority]
    return {
        **{name: getattr(section, name) for name in same},
        **dict(zip(PRIORITIES, served, strict=False)),
        "opens_on": clock.local(section.registration_opens_at, zone).date(),
        "closes_on": None if closes == section.begins_at else clock.local(closes, zone).date(),
        "leads": "\n".join(one.person.email for one in section.facilitators.select_related("person")),
        "version": section.event.version,
    }


class GiveForm(forms.Form):
    """Whom the office gives a place. Turns the address into the person."""

    email = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "give_%s"} | kwargs)

    def clean_email(self) -> Person | None:
        """The one person behind the address; an unknown one is named."""
        found = people_at(self, "email")
        if len(found) > 1:
            self.add_error("email", gettext("Write one address; the next person gets a press of their own."))
        return found[0] if found else None


class KeepForm(forms.Form):
    """So many seats for a group, until the end of a day."""

    group = forms.ChoiceField(label=_("For whom"))
    number = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    until = day_field(_("Until the end of"), help_text=_("Then everybody may have what is left of them."))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "keep_%s"} | kwargs)
        self.zone = zone
        choose_from(self, "group", groups(with_schools=True))

    def values(self) -> dict[str, Any]:
        """What ``policy.keep_seats`` asks for."""
        clean = self.cleaned_data
        kinds = self.fields["group"].choices  # type: ignore[attr-defined]
        names = {key: str(name) for _kind, some in kinds if isinstance(some, list) for key, name in some}
        until = datetime.combine(clean["until"] + timedelta(days=1), time(0), ZoneInfo(self.zone))
        return {
            "name": names[clean["group"]], "group": [clean["group"]], "number": clean["number"], "until": until,
        }  # fmt: skip


class LotteryForm(forms.Form):
    """When lots are drawn, on the district's clock."""

    day = day_field(_("Day of the draw"))
    at = time_field(_("Time"), initial=time(12))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "lottery_%s"} | kwargs)
        self.zone = zone

    def draws_at(self) -> datetime:
        """The moment of the draw, aware."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], ZoneInfo(self.zone))


class OnCallForm(forms.Form):
    """Who is ready to lead one more section."""

    people = _emails(
        _("Who is ready to lead one more section"),
        _("E-mail addresses of colleagues, one on each line. They are called in this order."),
        required=True,
    )
    has_agreed = forms.BooleanField(
        label=_("They have said yes already: no need to ask again"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "call_%s"} | kwargs)

    def clean_people(self) -> list[Person]:
        """The people behind the addresses; an unknown address is named."""
        return people_at(self, "people")


class AnotherForm(forms.Form):
    """One more section at the same times."""

    leads = _emails(_("Who leads the new one"), _("E-mail addresses of colleagues, one on each line."))
    cap = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Leave empty for as many as this section has for each facilitator."),
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "another_%s"} | kwargs)
        self.fields["leads"].required = section.per_facilitator is not None

    def clean_leads(self) -> list[Person]:
        """The people behind the addresses; an unknown address is named."""
        return people_at(self, "leads")
