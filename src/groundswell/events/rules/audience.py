"""How pages and mail say whom an event is for. The decision itself is ``models.audience.is_for``."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.events.models.audience import (
    COHORT,
    DESIGN_TEAMS,
    DIMENSIONS,
    ROLE,
    TITLE_ONE,
    is_for,
    values_of,
)
from groundswell.events.queries.audience import cohort_names
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.roster.choices import SchoolLevel
from groundswell.roster.choices.roles import ROLES
from groundswell.roster.models import Organisation

__all__ = ["in_words", "is_for"]

OF_COHORTS = {
    COHORT: gettext_lazy("Schools of %(cohort)s"),
    DESIGN_TEAMS: gettext_lazy("Design teams of %(cohort)s"),
}
PLACES = ("school", "community", "team")
LEVELS = dict(SchoolLevel.choices)


def in_words(audience: Iterable[str]) -> str:
    """Each dimension with its values: "Teacher, Principal; Alder Elementary; grade 8".

    One statement for places, one for cohorts.
    """
    tokens = list(audience)
    if not tokens:
        return _("Everyone in the district")
    ids = [int(pk) for name in PLACES for pk in values_of(tokens, name) if pk.isdigit()]
    names = dict(_names(places=ids)) if ids else {}
    cohorts = [int(pk) for name in OF_COHORTS for pk in values_of(tokens, name) if pk.isdigit()]
    called = dict(cohort_names(cohorts)) if cohorts else {}
    told = (", ".join(_values(tokens, name, called if name in OF_COHORTS else names)) for name in DIMENSIONS)
    return "; ".join(filter(None, told))


@written_once
def _names() -> QuerySet[Any]:
    return Organisation.objects.filter(Among("pk", Given("places"))).values_list("pk", "name")


def _values(tokens: list[str], dimension: str, names: dict[int, str]) -> list[str]:
    values = values_of(tokens, dimension)
    if dimension == ROLE:
        return [str(ROLES[key].name) for key in values if key in ROLES]
    if dimension == TITLE_ONE:
        return [_("Title I schools")] if TITLE_ONE in tokens else []
    if dimension in OF_COHORTS:
        said = OF_COHORTS[dimension]
        return [str(said) % {"cohort": names[int(pk)]} for pk in values if pk.isdigit() and int(pk) in names]
    if dimension in PLACES:
        return [names[int(pk)] for pk in values if pk.isdigit() and int(pk) in names]
    if dimension == "level":
        return [str(LEVELS.get(value, value)) for value in values]
    if dimension == "grade":
        return [_("grade %(grade)s") % {"grade": value.upper()} for value in values]
    return [value.replace("-", " ").capitalize() for value in values]
