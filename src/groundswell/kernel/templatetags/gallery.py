"""Invented sample data for templates/gallery.html: every piece can be seen without a database."""

import math
from types import SimpleNamespace
from typing import Any

from django import forms, template
from django.core.paginator import Paginator

from groundswell.kernel import charts
from groundswell.kernel.numbers import ShareDefinition, share

register = template.Library()

SCALE = ("not at all", "slightly", "moderately", "very", "extremely")
COUNTS = (4, 13, 54, 98, 49)
COMMUNITIES = ("Central", "East", "Harbor", "North", "South", "West")


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title", help_text="As teachers will see it in the list.", max_length=80)
    why = forms.CharField(label="Why it is worth their time", widget=forms.Textarea, required=False)
    seats = forms.IntegerField(
        label="Seats", min_value=1, max_value=400, help_text="One facilitator for every 20."
    )
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.ChoiceField(label="Where", choices=[("", "Choose"), ("v", "Virtual"), ("r", "In a room")])
    confident = forms.ChoiceField(
        label="How confident are you that you can try this with your students?",
        choices=[(answer, answer.capitalize()) for answer in SCALE],
        widget=forms.RadioSelect(attrs={"data-layout": "scale"}),
    )
    lead = forms.MultipleChoiceField(
        label="Who may come",
        choices=[("t", "Teachers"), ("c", "School coaches"), ("m", "Media coordinators")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mail = forms.BooleanField(label="Tell everyone who is waiting", required=False)


class SampleFilter(forms.Form):
    """The filters of a list of schools."""

    q = forms.CharField(label="Name", required=False)
    community = forms.ChoiceField(
        label="Learning community", choices=[("", "All"), *((c, c) for c in COMMUNITIES)], required=False
    )
    level = forms.ChoiceField(label="Level", choices=[("", "All"), ("e", "Elementary"), ("m", "Middle")])


@register.simple_tag
def sample_data() -> dict[str, Any]:
    """Everything that the gallery shows."""
    definition = ShareDefinition(
        "How confident are you to try this?", SCALE, frozenset({"very", "extremely"})
    )
    schools = _schools()
    return {
        "bars": [
            charts.Bar(a.capitalize(), n, a in definition.box) for a, n in zip(SCALE, COUNTS, strict=True)
        ],
        "held_back": [charts.Bar("Used it", 12, True), charts.Bar("Plan to", None), charts.Bar("Not yet", 9)],
        "share": share(definition, dict(zip(SCALE, COUNTS, strict=True)), invited=400),
        "scores": [
            _years("Maple Creek Middle", 58, 61, None, 60, 64, 67, 71),
            _years("Riverbend, middle schools", 62, 62, 63, 61, 63, 64, 64),
        ],
        "pupils": _years("Students", 812, 846, 871, 868, 902, None, 947),
        "places": [charts.Place(s.name, s.lon, s.lat, s.community, "#schools") for s in schools],
        "schools": schools[:8],
        "page": Paginator(schools, 12).page(3),
        "form": SampleForm(),
        "wrong": SampleForm({"title": "", "seats": "900", "day": "2026-03-17", "place": "v", "mail": "on"}),
        "filters": SampleFilter(),
    }


def _years(name: str, *values: float | None) -> charts.Series:
    years = [charts.YearValue(str(2014 + at), value, "suppressed") for at, value in enumerate(values)]
    return charts.Series(name, years)


def _schools() -> list[SimpleNamespace]:
    words = (
        "Maple Creek",
        "Stonebridge",
        "Harper's Landing",
        "Willow Run",
        "Eastgate",
        "Piney Grove",
        "Old Mill",
    )
    kinds = ("Elementary", "Middle", "High")
    found = []
    for at in range(140):
        angle, reach = at * 2.39996, 0.012 * math.sqrt(at + 1)
        lon, lat = -80.83 + reach * math.cos(angle), 35.23 + reach * math.sin(angle)
        community = COMMUNITIES[int(angle % math.tau / math.tau * 6)]
        kind = kinds[at % 3]
        found.append(
            SimpleNamespace(
                name=f"{words[at % 7]} {kind}",
                lon=lon,
                lat=lat,
                community=community,
                level=kind,
                students=420 + at * 37 % 900,
                score=None if at % 5 == 4 else 52 + at * 13 % 40,
            )
        )
    return found


@register.simple_tag
def url_pairs(*texts: str) -> list[list[str]]:
    """Pairs for the crumbs: each text is ``label|url``."""
    return [text.split("|") for text in texts]


@register.simple_tag
def tab_list(*texts: str) -> list[dict[str, Any]]:
    """Tabs: each text is ``label|url|mark`` where the mark is ``now`` or a count."""
    parts = [[*text.split("|"), ""] for text in texts]
    return [
        {"label": p[0], "url": p[1], "current": p[2] == "now", "count": p[2] if p[2].isdigit() else None}
        for p in parts
    ]


@register.simple_tag
def as_list(one: Any) -> list[Any]:
    """A list of one."""
    return [one]
