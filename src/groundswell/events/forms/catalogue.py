"""The filters of the catalogue, kept in its address."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import EventKind, EventMode
from groundswell.events.forms.quick import FoldedForm, QuickSelect, day_field, hidden_field, words_field
from groundswell.events.queries.catalogue import Wanted
from groundswell.kernel.forms import choose_from
from groundswell.roster.queries.folding import words_of

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


class CatalogueForm(FoldedForm):
    """What somebody looks for."""

    RARE = ("kind", "mode", "programme", "community", "begins", "ends")

    q = words_field(_("Words"))
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
    begins = day_field(_("From"))
    ends = day_field(_("Until"))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS, widget=QuickSelect)
    tab = hidden_field()

    def __init__(self, data: Any, offered: Callable[[], dict[str, list[tuple[int, str]]]]) -> None:
        """``offered`` is ``queries.catalogue.choices`` for who asks."""
        self.offered = offered
        super().__init__(data)

    def offer(self) -> None:
        for name, some in self.offered().items():
            choose_from(self, name, [("", _("Any")), *some])

    @property
    def is_filtered(self) -> bool:
        """True where the address asks for less than everything."""
        return any(self.data.get(name) for name in ("q", "only", *self.RARE))

    def wanted(self, tab: str, zone: str) -> Wanted:
        """What was asked for; days are those of the district's ``zone``."""
        asked = self.asked()
        begins, ends, only = asked["begins"], asked["ends"], asked["only"]
        midnight = time(0, tzinfo=ZoneInfo(zone))
        return Wanted(
            tab=tab,
            text=words_of(asked["q"] or ""),
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
