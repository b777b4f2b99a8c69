"""Filters of the lists, as they stand in the URL, and the one thing that people set for themselves here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from groundswell.events.forms.quick import QuickInput, QuickSelect
from groundswell.kernel.forms import choose_from
from groundswell.kernel.models import Tenant
from groundswell.roster.choices import GuestKind, PositionRole, SchoolLevel
from groundswell.roster.forms.calendar import ZONES
from groundswell.roster.models import Organisation
from groundswell.roster.queries.people import PeopleFilter
from groundswell.roster.queries.schools import SchoolFilter


class _UrlFilter(forms.Form):
    """A filter read from a URL: whatever makes no sense is left out, so that an old link still opens."""

    text = forms.CharField(
        label=_("Name"), required=False, max_length=80, widget=QuickInput(attrs={"type": "search"})
    )

    def wanted(self) -> dict[str, Any]:
        """Only the values that stand."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def narrows(self) -> bool:
        """True when anything is filtered."""
        return bool(self.wanted())


def _choice(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("All")), *choices], widget=QuickSelect
    )


class SchoolsForm(_UrlFilter):
    """The list of schools, narrowed."""

    community = forms.TypedChoiceField(
        label=_("Learning community"), required=False, coerce=int, empty_value=None, widget=QuickSelect
    )
    level = _choice(_("Level"), SchoolLevel.choices)
    title_one = _choice(_("Title I"), [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))])
    state = _choice(_("Open"), [("open", _("Open now")), ("closed", _("No longer open"))])

    def __init__(self, data: Any, communities: Sequence[Organisation]) -> None:
        super().__init__(data)
        self.fields["text"].label = _("Name or state code")
        choose_from(self, "community", [("", _("All")), *((one.pk, one.name) for one in communities)])

    def filter(self) -> SchoolFilter:
        return SchoolFilter(**self.wanted())


class PeopleForm(_UrlFilter):
    """The list of people, narrowed. ``who`` is offered only to those who may see more than staff."""

    role = _choice(
        _("Role"), [(str(role), role.label) for role in PositionRole if role != PositionRole.STUDENT]
    )
    place = forms.TypedChoiceField(
        label=_("School"), required=False, coerce=int, empty_value=None, widget=QuickSelect
    )
    who = forms.ChoiceField(label=_("Who"), required=False, widget=QuickSelect)

    def __init__(
        self, data: Any, schools: Sequence[tuple[int, str]], kinds: Sequence[tuple[str, Any]]
    ) -> None:
        super().__init__(data)
        choose_from(self, "place", [("", _("All")), *schools])
        choose_from(self, "who", kinds)
        if len(kinds) < 2:
            del self.fields["who"]

    def filter(self) -> PeopleFilter:
        return PeopleFilter(**self.wanted())


class ClassesForm(_UrlFilter):
    """The classes of a school, narrowed."""


class LanguageForm(forms.Form):
    """The language of somebody's own pages and mail."""

    language = forms.ChoiceField(label=_("Language of your pages and mail"), choices=settings.LANGUAGES)


class ClockForm(forms.Form):
    """The district's own time zone, and the language of those who chose none."""

    time_zone = forms.ChoiceField(label=_("Time zone of the district"))
    language = forms.ChoiceField(
        label=_("Language of the district"),
        choices=settings.LANGUAGES,
        help_text=_("Mail comes in it to whoever chose no language."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"time_zone": tenant.time_zone, "language": tenant.language, **self.initial}
        zones = dict.fromkeys([*ZONES, tenant.time_zone])
        choose_from(self, "time_zone", [(zone, zone.replace("_", " ")) for zone in zones])


COACH = "coach"


class GuestForm(forms.Form):
    """Somebody who is not in the roster files: a guest, or a coach of a partner organisation."""

    given_name = forms.CharField(label=_("First name"), max_length=120)
    family_name = forms.CharField(label=_("Family name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    kind = forms.ChoiceField(
        label=_("As"), choices=[*GuestKind.choices, (COACH, _("Coach of a partner organisation"))]
    )
    language = forms.ChoiceField(label=_("Language of their pages and mail"), choices=settings.LANGUAGES)
    partner = forms.CharField(
        label=_("Partner organisation"), max_length=200, required=False, help_text=_("Only for a coach.")
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for a coach. Signing in ends with this day."),
    )

    def clean(self) -> dict[str, Any]:
        """A coach comes from somewhere and until a day; a guest from nowhere."""
        values = super().clean() or {}
        if values.get("kind") == COACH:
            if not values.get("partner"):
                self.add_error("partner", _("Say which organisation the coach comes from."))
            if not values.get("until"):
                self.add_error("until", _("Say until which day the coach works with you."))
        return values
