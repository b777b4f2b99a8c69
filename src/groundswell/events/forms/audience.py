"""What forms ask about whom something is for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.models.audience import COHORT, DESIGN_TEAMS, ROLE, dimension_of, values_of
from groundswell.events.queries.audience import cohort_names
from groundswell.kernel.forms import choose_from
from groundswell.roster.choices import PositionRole
from groundswell.roster.choices.roles import GUEST, ROLES

OF_COHORTS = (COHORT, DESIGN_TEAMS)


def roles_to_invite() -> list[tuple[str, Any]]:
    """Everyone who may be an audience: the staff's roles, and guests."""
    staff = [role for role in PositionRole if role != PositionRole.STUDENT]
    return [(str(role), ROLES[role].name) for role in staff] + [(GUEST.key, GUEST.name)]


def cohorts_to_invite() -> list[tuple[str, Any]]:
    """The schools, and the design teams, of each cohort, each an audience token with its name. One statement."""
    names = cohort_names()
    schools = [(f"{COHORT}:{pk}", _("Schools of %(cohort)s") % {"cohort": name}) for pk, name in names]
    teams = [
        (f"{DESIGN_TEAMS}:{pk}", _("Design teams of %(cohort)s") % {"cohort": name}) for pk, name in names
    ]
    return [*schools, *teams]


class AudienceForm(forms.Form):
    """Whom something is for: roles, and schools of which cohorts. Whatever else an audience names stays as it is."""

    audience = forms.MultipleChoiceField(
        label=_("Who it is for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where nobody is ticked, it is for everyone in the district, guests too."),
    )
    cohorts = forms.MultipleChoiceField(
        label=_("Only for these cohorts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where none is ticked, it does not matter at which school somebody works."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "audience", roles_to_invite())
        if known := cohorts_to_invite():
            choose_from(self, "cohorts", known)
        else:
            del self.fields["cohorts"]

    def clean_cohorts(self) -> list[str]:
        """Tokens; schools and teams together would mean those teams alone, so that one has to choose."""
        chosen: list[str] = self.cleaned_data["cohorts"]
        if len({dimension_of(token) for token in chosen}) > 1:
            raise forms.ValidationError(gettext("Choose schools or design teams, not both."))
        return chosen

    def audience_said(self, before: Iterable[str] = ()) -> list[str]:
        """The whole audience: what the form says, and of ``before`` what it does not ask."""
        kept = [token for token in before if dimension_of(token) not in (ROLE, *OF_COHORTS)]
        return [*kept, *self.cleaned_data["audience"], *self.cleaned_data.get("cohorts", [])]


def audience_shown(audience: Iterable[str]) -> dict[str, list[str]]:
    """What an :class:`AudienceForm` shows first."""
    tokens = list(audience)
    return {
        "audience": values_of(tokens, ROLE),
        "cohorts": [token for token in tokens if dimension_of(token) in OF_COHORTS],
    }
