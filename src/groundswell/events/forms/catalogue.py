"""The filters of the catalogue, kept in its address."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import EventKind, EventMode
from groundswell.events.forms.events import day_field
from groundswell.events.forms.quick import QuickSelect
from groundswell.events.queries.catalogue import Wanted

FILTERS = ("q", "kind", "mode", "programme", "community", "only", "begins", "ends")
ORDERS = [
    ("", _("By time")),
    ("title", _("By title")),
    ("free", _("Most free seats first")),
    ("-when", _("Latest first")),
]
FOR_ME, FREE, FITS, ALL = "for_me", "free", "fits", "all"
ONLY = [
    ("", _("Everything")),
    (FOR_ME, _("What I can take now")),
    (FREE, _("With free seats")),
    (FITS, _("Without a clash")),
    (ALL, _("All three of these")),
]


class CatalogueForm(forms.Form):
    """What somebody looks for. What makes no sense is left aside, so that any address gives a list."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    only = forms.ChoiceField(label=_("Only"), required=False, choices=ONLY, widget=QuickSelect)
    kind = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        choices=[("", _("Any kind")), *EventKind.choices],
        widget=QuickSelect,
    )
    mode = forms.ChoiceField(
        label=_("How"), required=False, choices=[("", _("Any way")), *EventMode.choices], widget=QuickSelect
    )
    programme = forms.TypedChoiceField(
        label=_("Programme"), required=False, coerce=int, empty_value=None, widget=QuickSelect
    )
    community = forms.TypedChoiceField(
        label=_("Learning community"), required=False, coerce=int, empty_value=None, widget=QuickSelect
    )
    begins = day_field(_("From"), required=False)
    ends = day_field(_("Until"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS, widget=QuickSelect)
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, offered: dict[str, list[tuple[int, str]]]) -> None:
        """``offered`` is what ``queries.catalogue.choices`` leaves to choose from."""
        super().__init__(data)
        for name, some in offered.items():
            self.fields[name].choices = [("", _("Any")), *some]  # type: ignore[attr-defined]

    @property
    def is_filtered(self) -> bool:
        """True where the address asks for less than everything."""
        return any(self.data.get(name) for name in FILTERS)

    def wanted(self, tab: str, zone: str) -> Wanted:
        """What was asked for; days are those of the district's ``zone``."""
        self.is_valid()  # what is wrong in an address is left aside
        asked = {name: self.cleaned_data.get(name) for name in self.fields}
        begins, ends, only = asked["begins"], asked["ends"], asked["only"]
        midnight = time(0, tzinfo=ZoneInfo(zone))
        return Wanted(
            tab=tab,
            text=asked["q"] or "",
            kind=asked["kind"] or "",
            mode=asked["mode"] or "",
            programme=asked["programme"],
            community=asked["community"],
            for_me=only in (FOR_ME, ALL),
            free=only in (FREE, ALL),
            fits=only in (FITS, ALL),
            begins=datetime.combine(begins, midnight) if begins else None,
            ends=datetime.combine(ends + timedelta(days=1), midnight) if ends else None,
            order=asked["sort"] or "",
        )
