"""The filters of the office's board, kept in the address."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import EventKind, EventState
from groundswell.events.forms.quick import FoldedForm, QuickSelect, day_field, hidden_field, words_field
from groundswell.events.queries import board
from groundswell.events.queries.board import NONE, OWN, BoardFilter, Flag
from groundswell.kernel.forms import choose_from

SHOWN = [(state, EventState(state).label) for state in (EventState.PUBLISHED, EventState.DRAFT)]


class BoardForm(FoldedForm):
    """What the board shows."""

    RARE = ("kind", "programme", "provider", "community", "led_by", "begins", "ends")

    q = words_field(_("Words"))
    flag = forms.ChoiceField(
        label=_("To look at"),
        required=False,
        widget=QuickSelect,
        choices=[("", _("Everything")), *Flag.choices],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        widget=QuickSelect,
        choices=[("", _("Published and drafts")), *SHOWN],
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        widget=QuickSelect,
        choices=[("", _("Any kind")), *EventKind.choices],
    )
    programme = forms.ChoiceField(label=_("Programme"), required=False, widget=QuickSelect)
    provider = forms.ChoiceField(label=_("Given by"), required=False, widget=QuickSelect)
    community = forms.TypedChoiceField(
        label=_("Learning community"), required=False, widget=QuickSelect, coerce=int, empty_value=None
    )
    led_by = words_field(_("Led by"))
    begins = day_field(_("From"))
    ends = day_field(_("Until"))
    mine = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        widget=QuickSelect,
        choices=[("", _("Everybody's")), ("yes", _("What I lead"))],
    )
    tab = hidden_field()

    def offer(self) -> None:
        partners, communities = board.partners_and_communities()
        choices = {
            "programme": [("", _("Any")), (NONE, _("Outside a programme")), *board.programme_names()],
            "provider": [("", _("Anybody")), (OWN, _("The district itself")), *partners],
            "community": [("", _("Any")), *communities],
        }
        for name, some in choices.items():
            choose_from(self, name, some)

    def wanted(self, zone: str) -> BoardFilter:
        """What was asked for; days are those of the district's ``zone``."""
        asked = self.asked()
        begins, ends = asked["begins"], asked["ends"]
        midnight = time(0, tzinfo=ZoneInfo(zone))
        return BoardFilter(
            text=asked["q"] or "",
            mine=asked["mine"] == "yes",
            begins=datetime.combine(begins, midnight) if begins else None,
            ends=datetime.combine(ends + timedelta(days=1), midnight) if ends else None,
            community=asked["community"] or None,
            **{
                name: asked[name] or ""
                for name in ("flag", "state", "kind", "programme", "provider", "led_by")
            },
        )
