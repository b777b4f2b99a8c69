"""Forms of a call: its words and terms, its timetable, the parts of its application form."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.choices import PartKind, PhaseKind
from groundswell.cohorts.models import ApplicationPart, Call, SelectionPhase
from groundswell.cohorts.rules.phases import PartSpec, PhaseSpec, wall_time
from groundswell.kernel import clock
from groundswell.kernel.forms import choose_from
from groundswell.planning.models import Initiative
from groundswell.planning.models.goals import year_name

AHEAD, SPARE_PARTS = 6, 3


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, from the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """A time on the district's clock, to the second where somebody types one."""
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


def _text(label: Any, most: int, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class CallForm(forms.Form):
    """Title, words, promises and places. A promise is a line; the Spanish lines follow the English ones."""

    title = _text(_("Title"), 160)
    title_es = _text(_("The same in Spanish"), 160, required=False)
    text = _text(_("What schools read"), 6000, 6, required=False)
    text_es = _text(_("The same in Spanish"), 6000, 4, required=False)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000)
    commitments = _text(
        _("What a school promises by taking part"),
        8000,
        5,
        required=False,
        help_text=_("One promise in each line."),
    )
    commitments_es = _text(
        _("The promises in Spanish"),
        8000,
        5,
        required=False,
        help_text=_("As many lines, in the same order."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = kwargs.pop("initial", {})
        if call is not None:
            initial |= {"places": call.places, "seen": call.version}
            for name in ("title", "text"):
                words = getattr(call, name)
                initial |= {name: words.get("en", ""), f"{name}_es": words.get("es", "")}
            for name, language in (("commitments", "en"), ("commitments_es", "es")):
                lines = [one.get(language, "") for one in call.commitments]
                initial[name] = "\n".join(lines) if any(lines) else ""
        super().__init__(*args, **{"initial": initial} | kwargs)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        english, spanish = _lines(clean.get("commitments")), _lines(clean.get("commitments_es"))
        if spanish and len(spanish) != len(english):
            words = gettext("There are %(en)s promises in English and %(es)s in Spanish. Give each its line.")
            self.add_error("commitments_es", words % {"en": len(english), "es": len(spanish)})
        return clean

    def said(self) -> dict[str, Any]:
        """What ``prepare`` takes beside the wave, and ``edit`` beside the call."""
        clean = self.cleaned_data
        english, spanish = _lines(clean["commitments"]), _lines(clean["commitments_es"])
        promises = [{"en": one, "es": spanish[at] if spanish else ""} for at, one in enumerate(english)]
        words = {name: {"en": clean[name], "es": clean[f"{name}_es"]} for name in ("title", "text")}
        return words | {"commitments": promises, "places": clean["places"]}


class NewCallForm(CallForm):
    """The same with the wave that the call is for, and the first day of its timetable."""

    initiative = forms.TypedChoiceField(label=_("Initiative"), coerce=int)
    number = forms.IntegerField(label=_("Number of the wave"), min_value=1, max_value=99, initial=1)
    year = forms.TypedChoiceField(label=_("Its first school year"), coerce=int)
    planned = forms.IntegerField(
        label=_("Schools in after it"),
        min_value=1,
        max_value=50_000,
        help_text=_("All waves together, as the plan says."),
    )
    first_day = day_field(_("First day"), help_text=_("The five shipped phases follow one another from it."))

    def __init__(self, *args: Any, initiatives: list[Initiative], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"year": year + 1}} | kwargs)
        self.initiatives = {one.pk: one for one in initiatives}
        choose_from(self, "initiative", [(one.pk, one.title) for one in initiatives])
        choose_from(self, "year", [(one, year_name(one)) for one in range(year, year + AHEAD)])

    def wave(self) -> dict[str, Any]:
        """What ``plan_wave`` takes."""
        clean = self.cleaned_data
        return {name: clean[name] for name in ("number", "year", "planned")} | {
            "initiative": self.initiatives[clean["initiative"]]
        }


class PhaseForm(forms.Form):
    """One phase of the timetable; left without a kind it is left out. ``zone`` is the district's."""

    kind = forms.ChoiceField(label=_("Phase"), required=False)
    opens_on = day_field(_("Opens on"))
    opens_at = time_field(_("Opens at"), initial=time(0))
    closes_on = day_field(_("Closes on"))
    closes_at = time_field(_("Closes at"), initial=time(17))
    grace_minutes = forms.IntegerField(
        label=_("Grace in minutes"), min_value=0, max_value=10_080, required=False, initial=0,
        help_text=_("What comes in it is taken, and marked as late."),
    )  # fmt: skip
    gates = forms.BooleanField(label=_("Only schools that pass go on"), required=False, initial=True)
    readings = forms.IntegerField(
        label=_("Readers for each"), min_value=1, max_value=9, required=False, initial=3
    )
    load_cap = forms.IntegerField(
        label=_("Most for a reader"), min_value=1, max_value=99, required=False, initial=12
    )
    gap = forms.DecimalField(
        label=_("One more reader from"), min_value=Decimal("0.01"), max_value=99, max_digits=5, decimal_places=2,
        required=False, initial=1, help_text=_("Difference of two totals."),
    )  # fmt: skip

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        choose_from(self, "kind", [("", _("No phase")), *PhaseKind.choices])

    def clean(self) -> dict[str, Any]:
        """Add ``opens`` and ``closes``, aware. Of a row without a phase nothing is asked."""
        clean = super().clean() or {}
        if not clean.get("kind"):
            self.errors.clear()
            return clean
        for name in ("opens", "closes"):
            if {f"{name}_on", f"{name}_at"} <= clean.keys():
                day, at = clean[f"{name}_on"], clean[f"{name}_at"]
                clean[name] = _moment(self, f"{name}_at", day, at, self.zone)
        return clean

    def spec(self) -> PhaseSpec:
        """What ``set_phases`` takes."""
        clean = self.cleaned_data
        return PhaseSpec(
            kind=clean["kind"], opens_at=clean["opens"], closes_at=clean["closes"], gates=clean["gates"],
            grace_minutes=clean["grace_minutes"] or 0, readings=clean["readings"] or 3,
            load_cap=clean["load_cap"] or 12, gap=clean["gap"] or Decimal(1),
        )  # fmt: skip


PhaseForms = forms.formset_factory(
    PhaseForm, extra=0, min_num=len(PhaseKind), max_num=len(PhaseKind), absolute_max=20
)


def phase_forms(data: Any, phases: list[SelectionPhase], zone: str) -> forms.BaseFormSet:
    """The phases in their order, then as many empty rows as there are kinds left."""
    initial = [_as_typed(one, zone) for one in phases]
    initial += [{"kind": "", "gates": True} for _spare in range(len(PhaseKind) - len(phases))]
    return PhaseForms(data, initial=initial, prefix="phases", form_kwargs={"zone": zone})


def _as_typed(one: SelectionPhase, zone: str) -> dict[str, Any]:
    opens, closes = clock.local(one.opens_at, zone), clock.local(one.closes_at, zone)
    same = {
        name: getattr(one, name) for name in ("kind", "grace_minutes", "gates", "readings", "load_cap", "gap")
    }
    return same | {
        "opens_on": opens.date(),
        "opens_at": _on_the_clock(opens),
        "closes_on": closes.date(),
        "closes_at": _on_the_clock(closes),
    }


def _on_the_clock(moment: datetime) -> str:
    """As a browser's field shows it: with seconds where there are some."""
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


class PartForm(forms.Form):
    """One part of the application form; left without a title it is left out."""

    title = _text(_("Part"), 160, required=False)
    kind = forms.ChoiceField(label=_("Answered with"), choices=PartKind, initial=PartKind.TEXT)
    prompt = _text(_("What is asked"), 800, 2, required=False)
    words = forms.IntegerField(
        label=_("Most words"), min_value=0, max_value=5000, required=False, help_text=_("0 for no limit.")
    )
    required = forms.BooleanField(label=_("Has to be answered"), required=False, initial=True)

    def spec(self) -> PartSpec:
        """What ``set_parts`` takes."""
        clean = self.cleaned_data
        return PartSpec(
            kind=clean["kind"], title=clean["title"], prompt=clean["prompt"], words=clean["words"] or 0,
            required=clean["required"],
        )  # fmt: skip


PartForms = forms.formset_factory(PartForm, extra=SPARE_PARTS, max_num=30, absolute_max=60, validate_max=True)


def part_forms(data: Any, parts: list[ApplicationPart]) -> forms.BaseFormSet:
    """The parts in their order, and a few empty rows."""
    names = ("title", "kind", "prompt", "words", "required")
    return PartForms(
        data, initial=[{name: getattr(one, name) for name in names} for one in parts], prefix="parts"
    )


class ReasonForm(forms.Form):
    """Why a call is called off."""

    reason = _text(_("The reason"), 400, 3)


class ExtendForm(forms.Form):
    """A later end on the district's clock, and the reason that everybody reads."""

    closes_on = day_field(_("New last day"))
    closes_at = time_field(_("Until"), initial=time(17))
    reason = _text(
        _("The reason"), 400, 3, help_text=_("Everybody whom it concerns reads it, by mail and on the page.")
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Add ``moment``, aware."""
        clean = super().clean() or {}
        if {"closes_on", "closes_at"} <= clean.keys():
            clean["moment"] = _moment(self, "closes_at", clean["closes_on"], clean["closes_at"], self.zone)
        return clean


def _moment(form: forms.Form, field: str, day: date, at: time, zone: str) -> datetime | None:
    moment = wall_time(day, at, zone)
    if moment is None:
        form.add_error(
            field, gettext("The clocks change on this day and skip this time. Choose another one.")
        )
    return moment


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
