"""Forms of the survey office: ask an audience something, more time, how often people may be asked, filters."""

import re
import secrets
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.kernel import clock
from groundswell.kernel.forms import choose_from
from groundswell.roster.choices import OrganisationKind, PositionRole, SchoolLevel
from groundswell.surveys.choices import Margin, Promise
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.audiences import Audience, places_to_choose
from groundswell.surveys.queries.waves import WaveFilter
from groundswell.surveys.rules.askable import askable
from groundswell.surveys.rules.asking import problems

PLACES = {
    "communities": OrganisationKind.LEARNING_COMMUNITY,
    "departments": OrganisationKind.DEPARTMENT,
    "schools": OrganisationKind.SCHOOL,
}
ATTEMPT = re.compile(r"[0-9a-f]{32}")
LEAVE_OUT, ALL_THE_SAME, MOVE = "leave_out", "ask", "move"
STATES = [
    ("", _("Any state")),
    ("planned", _("Planned")),
    ("open", _("Open")),
    ("stopped", _("Stopped")),
    ("closed", _("Closed")),
    ("called_off", _("Called off")),
]


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _ticks(label: Any, choices: Any = (), **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class AskForm(forms.Form):
    """What is asked, of whom, and when. ``said`` gives it to the verb; ``audience`` is whom it means."""

    instrument_key = forms.ChoiceField(label=_("Questionnaire"))
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("As people read it in the mail: “What you need this winter”."),
    )
    about = forms.CharField(
        label=_("What it is about"),
        max_length=200,
        required=False,
        help_text=_("One line below the title: why you ask, and what you will do with the answers."),
    )
    promise = forms.ChoiceField(label=_("What you promise"), choices=Promise, widget=forms.RadioSelect)
    roles = _ticks(_("Roles"), [one for one in PositionRole.choices if one[0] != PositionRole.STUDENT])
    levels = _ticks(_("School levels"), SchoolLevel)
    communities = _ticks(_("Learning communities"))
    departments = _ticks(_("Departments"))
    schools = _ticks(_("Schools"))
    sample = forms.IntegerField(
        label=_("Only some, by chance"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("How many are drawn from those above. Leave it empty to ask them all."),
    )
    opens_on = _day(
        _("First day"), required=False, help_text=_("Leave it empty to ask now; else at 7 that morning.")
    )
    closes_on = _day(_("Last day for answers"))
    remind_after_days = forms.CharField(
        label=_("Reminders"),
        max_length=40,
        required=False,
        help_text=_(
            "Days after the question, like 5, 10. Only who has not answered gets them. Empty: one, after 5."
        ),
    )
    margins = _ticks(
        _("Show results also by"),
        Margin,
        help_text=_("Decide now: nothing can be added once people are asked. Small groups are never shown."),
    )
    seed = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    attempt = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    over_asked = forms.ChoiceField(
        choices=[(key, key) for key in (LEAVE_OUT, ALL_THE_SAME, MOVE)],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, language: str, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.questionnaires = dict(askable(language))
        choose_from(self, "instrument_key", self.questionnaires.items())
        there = places_to_choose()
        for name, kind in PLACES.items():
            choose_from(self, name, there[str(kind)])
            if not there[str(kind)]:
                del self.fields[name]

    def clean_remind_after_days(self) -> list[int]:
        """The days as numbers, in order, each once."""
        words = re.split(r"[\s,;]+", self.cleaned_data["remind_after_days"].strip())
        if not all(word.isascii() and word.isdecimal() and len(word) < 4 for word in words if word):
            raise forms.ValidationError(
                gettext("Write days as numbers with commas between them, like 5, 10.")
            )
        return sorted({int(word) for word in words if word})

    def clean(self) -> dict[str, Any]:
        """The window makes sense; ``attempt`` and ``seed`` are ours, made here where somebody sent others."""
        values = super().clean() or {}
        if not ATTEMPT.fullmatch(values.get("attempt") or ""):
            values["attempt"] = secrets.token_hex(16)
        values["seed"] = values.get("seed") or secrets.token_hex(8)
        if values.get("promise") == Promise.ANONYMOUS:
            # An answer carries neither role nor place; the page says so beside the choice.
            values["margins"] = []
        if "closes_on" in values and "opens_on" in values:
            found = problems(
                values["opens_on"],
                values["closes_on"],
                values.get("remind_after_days", ()),
                clock.today(self.zone),
            )
            for field, said in found:
                self.add_error(field, said)
        return values

    @property
    def audience(self) -> Audience:
        """Whom a valid form means."""
        values = self.cleaned_data
        return Audience(
            roles=tuple(values["roles"]),
            places=tuple(int(pk) for name in PLACES for pk in values.get(name, ())),
            levels=tuple(values["levels"]),
            sample=values["sample"],
            seed=values["seed"],
            spares=values["over_asked"] == LEAVE_OUT,
        )

    @property
    def day(self) -> date:
        """The day on which people would be asked."""
        return self.cleaned_data["opens_on"] or clock.today(self.zone)

    def said(self) -> dict[str, Any]:
        """For ``actions.asking``."""
        names = ("instrument_key", "title", "about", "promise", "opens_on", "closes_on", "remind_after_days")
        values = self.cleaned_data
        return {name: values[name] for name in (*names, "margins")} | {"audience": self.audience}


def initial_of(wave: SurveyWave, zone: str) -> dict[str, Any]:
    """What :class:`AskForm` begins with for a wave that is planned."""
    audience = Audience.of(wave.audience)
    return {
        "instrument_key": wave.instrument.key,
        "title": wave.title,
        "about": wave.context_label,
        "promise": wave.promise,
        "roles": audience.roles,
        "levels": audience.levels,
        **dict.fromkeys(PLACES, audience.places),
        "sample": audience.sample,
        "seed": audience.seed,
        "over_asked": LEAVE_OUT if audience.spares else ALL_THE_SAME,
        "opens_on": clock.local(wave.opens_at, zone).date(),
        "closes_on": wave.last_day,
        "remind_after_days": ", ".join(map(str, wave.remind_after_days)),
        "margins": wave.margins,
    }


class UntilForm(forms.Form):
    """A new last day for answers."""

    closes_on = _day(_("Last day for answers"))


class PolicyForm(forms.Form):
    """How often one person may be asked."""

    most = forms.IntegerField(label=_("Questionnaires"), min_value=1, max_value=50)
    days = forms.IntegerField(label=_("within so many days"), min_value=1, max_value=366)


class WavesForm(forms.Form):
    """The filters of the list of waves, kept in the address."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, is_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_office:
            choose_from(self, "state", [one for one in STATES if one[0] not in ("planned", "called_off")])

    def wanted(self) -> WaveFilter:
        """What was asked for; what makes no sense is left aside, so that any address gives a list."""
        self.is_valid()
        asked = self.cleaned_data
        return WaveFilter(text=asked.get("q", ""), state=asked.get("state", ""))
