"""Who was asked and what was answered, by role and place on the day of asking: counts, made in the database.

A closed wave's tables are made of these (``rules.groups``). Nothing here is fit to show before ``rules.suppression``
has seen it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When

from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Invitation, Item, Response, SurveyWave
from groundswell.surveys.queries.results import nps_value, released_in

Post = tuple[str, int | None]  # role, place
Part = tuple[int, str]  # question (id), and the line or option of it; empty where it has none

POST = ("response__invitation__role", "response__invitation__place")


@dataclass(frozen=True, slots=True)
class Place:
    """What a place counts as: keys of its school, learning community and level, empty outside of schools."""

    school: str = ""
    community: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a wave's people, and what schools and communities are called by their keys."""

    by_id: dict[int, Place]
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the people of one role at one place said to one question: in the box, and the sum of their numbers."""

    answered: int
    in_box: int = 0
    total: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)


def asked_by_post(wave: SurveyWave) -> dict[Post, tuple[int, int]]:
    """(invited, answered) for each role at each place: one statement."""
    rows = Invitation.objects.filter(wave=wave).values_list("role", "place").order_by()
    counted = rows.annotate(invited=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)))
    return {(role, place): (invited, done) for role, place, invited, done in counted}


def is_cut_off(wave: SurveyWave) -> bool:
    """True when the way from some answer to its group is gone, because a record was erased."""
    return Response.objects.filter(wave=wave, invitation=None).exists()


def places_of(ids: Iterable[int | None]) -> Places:
    """School, community and level of these places; a team counts as its school. One statement."""
    found = Organisation.objects.filter(pk__in={pk for pk in ids if pk is not None})
    above = found.select_related(
        "school", "parent__school", "parent__parent__school", "parent__parent__parent"
    )
    by_id: dict[int, Place] = {}
    names: dict[str, str] = {}
    for place in above:
        line = _line(place)
        school = next((one for one in line if one.kind == OrganisationKind.SCHOOL), None)
        community = next((one for one in line if one.kind == OrganisationKind.LEARNING_COMMUNITY), None)
        if school is not None:
            by_id[place.pk] = Place(
                str(school.pk), str(community.pk) if community else "", school.school.level
            )
        names |= {str(one.pk): one.name for one in (school, community) if one is not None}
    return Places(by_id, names)


def _line(place: Organisation | None) -> list[Organisation]:
    """A place and what is above it, as far as a team's school's community."""
    line: list[Organisation] = []
    while place is not None and len(line) < 4:
        line.append(place)
        place = place.parent
    return line


def answers_by_post(wave: SurveyWave, items: Iterable[Item]) -> dict[Part, dict[Post, Cell]]:
    """What each role at each place said to these questions, to each line of a matrix and each of several options.

    An option's cell counts those who answered the question, and as in the box who chose it. Two statements at most.
    """
    asked = list(items)
    if not asked:
        return {}
    found: dict[Part, dict[Post, Cell]] = defaultdict(dict)
    for item, part, role, place, n, inside, total, squares in _counted(wave, asked):
        found[item, part][role, place] = Cell(n, inside, total or Decimal(0), squares or Decimal(0))
    several = [item for item in asked if item.kind == ItemKind.SEVERAL]
    people = _people(wave, several)
    for item in several:
        for point in item.points:
            chosen = found[item.pk, point["key"]]
            found[item.pk, point["key"]] = {
                post: Cell(n, chosen[post].answered if post in chosen else 0)
                for post, n in people[item.pk].items()
            }
    return found


def _counted(wave: SurveyWave, asked: list[Item]) -> Iterable[tuple[Any, ...]]:
    value = Case(
        *_values(asked), default=Value(None), output_field=DecimalField(max_digits=20, decimal_places=4)
    )
    in_box = [Q(item=item.pk, choice__in=item.box) for item in asked if item.box]
    said = released_in(wave).filter(item__in=asked).annotate(value=value)
    rows: Any = said.values_list("item", "part", *POST).order_by()
    return rows.annotate(
        n=Count("pk"),
        inside=Count("pk", filter=_any(in_box)) if in_box else Value(0),
        total=Sum("value"),
        squares=Sum(F("value") * F("value"), output_field=DecimalField(max_digits=38, decimal_places=8)),
    )


def _people(wave: SurveyWave, items: list[Item]) -> dict[int, dict[Post, int]]:
    """How many of each role at each place answered these questions, however many options they chose."""
    found: dict[int, dict[Post, int]] = {item.pk: {} for item in items}
    if items:
        said: Any = released_in(wave).filter(item__in=items).values_list("item", *POST).order_by()
        for item, role, place, n in said.annotate(n=Count("response", distinct=True)):
            found[item][role, place] = n
    return found


def _values(items: list[Item]) -> list[When]:
    """The number that an answer stands for: its own, or that of its point; for NPS what its score is the mean of."""
    whens = [When(number__isnull=False, then=F("number"))]
    for kind, value_of in ((ItemKind.RATING_1_10, int), (ItemKind.NPS_0_10, nps_value)):
        asked = [item.pk for item in items if item.kind == kind]
        for number in range(11) if asked else ():
            then = Value(Decimal(value_of(number)))
            whens.append(When(item__in=asked, choice=str(number), then=then))
    return whens


def _any(conditions: list[Q]) -> Any:
    found = conditions[0]
    for one in conditions[1:]:
        found |= one
    return found
