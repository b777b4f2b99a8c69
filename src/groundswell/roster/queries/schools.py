"""Schools and learning communities, as lists and with what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.roster.choices import MeasureState, OrganisationKind
from groundswell.roster.models import District, Measure, Organisation
from groundswell.roster.queries.folding import pattern
from groundswell.roster.queries.succession import line_of

STUDENTS = "students"
SORTS = {
    "name": ("name",),
    "community": ("parent__name", "name"),
    "level": ("school__level", "name"),
    "students": ("students", "name"),
}


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """What a list of schools is narrowed to; an empty value leaves it wide.

    ``title_one`` is "", "yes", "no" or "unknown"; ``state`` is "", "open" or "closed".
    """

    text: str = ""
    community: int | None = None
    level: str = ""
    title_one: str = ""
    state: str = ""


def district_of(tenant: Tenant) -> District:
    """What the roster knows of this tenant, which it carries along."""
    [district] = _district(pk=tenant.pk)
    district.tenant = tenant
    return district


@written_once
def _district() -> QuerySet[District]:
    return District.objects.filter(pk=Given("pk"))


@written_once
def communities() -> QuerySet[Organisation]:
    """Learning communities by name."""
    return Organisation.objects.filter(kind=OrganisationKind.LEARNING_COMMUNITY).order_by("name", "pk")


def school_names() -> list[tuple[int, str]]:
    """Number and name of every school, for a list to choose from."""
    rows = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).order_by("name", "pk")
    return list(rows.values_list("pk", "name"))


def communities_and_schools(district: District) -> tuple[list[Organisation], list[Organisation]]:
    """Learning communities and schools, by name, each as :func:`read_schools` gives them. One statement for both."""
    found = _communities_and_schools(district.is_public_record, today=_today(district))
    communities = [one for one in found if one.kind == OrganisationKind.LEARNING_COMMUNITY]
    return communities, [one for one in found if one.kind == OrganisationKind.SCHOOL]


@written_once
def _communities_and_schools(public: bool) -> QuerySet[Organisation]:
    kinds = (OrganisationKind.LEARNING_COMMUNITY, OrganisationKind.SCHOOL)
    return _whole(Organisation.objects.filter(kind__in=kinds), public).order_by("name", "pk")


def school_list(district: District, wanted: SchoolFilter, sort: str = "name") -> list[int]:
    """The schools that match by number, sorted by a key of :data:`SORTS`, with ``-`` before it from the end.

    An unknown key sorts by name. Schools without a number of students come last either way.
    """
    values = {"text": wanted.text, "letters": pattern(wanted.text), "community": wanted.community}
    shape = replace(wanted, text="x" if wanted.text else "", community=1 if wanted.community else None)
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    rows = _numbers(district.is_public_record, shape, sort, today=_today(district), **values)
    return [pk for (pk,) in rows]


@written_once
def _numbers(public: bool, wanted: SchoolFilter, sort: str) -> QuerySet[Any]:
    """Of ``wanted`` it counts only whether there is a text and a learning community: their values are given."""
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL)
    if wanted.text:
        named = Q(name__regex=Given("letters"))
        schools = schools.filter(named | Q(school__state_code__startswith=Given("text")))
    if wanted.community:
        schools = schools.filter(parent_id=Given("community"))
    if wanted.level:
        schools = schools.filter(school__level=wanted.level)
    if wanted.title_one in TITLE_ONE:
        schools = schools.filter(school__title_one=TITLE_ONE[wanted.title_one])
    if wanted.state in ("open", "closed"):
        schools = schools.alias(students_year=_latest("year"))
        schools = schools.alias(wanted_open=_open_now(public)).filter(wanted_open=wanted.state == "open")
    if sort.endswith("students"):
        schools = schools.annotate(students=_latest("value"))
    return schools.order_by(*ordering(SORTS, sort), "pk").values_list("pk")


def read_schools(district: District, numbers: Sequence[int]) -> list[Organisation]:
    """These schools in this order, with ``students`` of their latest year, ``students_year`` and ``is_open``.

    A school is open between its dates. A public record has no dates: there a school is open as long as the latest
    list of the district names it. One statement.
    """
    rows = _schools(district.is_public_record, numbers=numbers, today=_today(district))
    found = {one.pk: one for one in rows}
    return [found[pk] for pk in numbers if pk in found]


@written_once
def _schools(public: bool) -> QuerySet[Organisation]:
    return _whole(Organisation.objects.filter(Among("pk", Given("numbers"))), public)


def _whole(organisations: QuerySet[Organisation], public: bool) -> QuerySet[Organisation]:
    return organisations.select_related("school", "parent").annotate(
        students=_latest("value"), students_year=_latest("year"), is_open=_open_now(public)
    )


def _latest(what: str) -> Subquery:
    """What the latest count of students of an organisation says."""
    counted = Measure.objects.filter(
        organisation=OuterRef("pk"), kind=STUDENTS, group="all", state=MeasureState.MEASURED
    ).order_by("-year")
    field = IntegerField() if what == "value" else None
    return Subquery(counted.values(what)[:1], output_field=field)


def _open_now(public: bool) -> Q:
    """Condition on an organisation with ``students_year``: open today, or named by the latest list of a record."""
    if public:
        latest = Measure.objects.filter(kind=STUDENTS).order_by().values("kind").annotate(last=Max("year"))
        return Q(students_year=Subquery(latest.values("last")))
    today = Given("today")
    return (Q(closed_on__isnull=True) | Q(closed_on__gte=today)) & (
        Q(opened_on__isnull=True) | Q(opened_on__lte=today)
    )


def _today(district: District) -> date:
    return clock.today(district.tenant.time_zone)


TITLE_ONE = {"yes": True, "no": False, "unknown": None}


def ordering(sorts: dict[str, tuple[str, ...]], sort: str) -> list[Any]:
    """The ORDER BY of a sort key from the URL; rows without a value come last both ways."""
    fields = sorts.get(sort.removeprefix("-")) or next(iter(sorts.values()))
    first, rest = F(fields[0]), fields[1:]
    turned = first.desc(nulls_last=True) if sort.startswith("-") else first.asc(nulls_last=True)
    return [turned, *rest]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands next to a school: its teams today, the schools that it continues, and those that continue it."""

    teams: list[Organisation]
    before: list[Organisation]
    after: list[Organisation]


def neighbours_of(school: Organisation) -> Neighbours:
    """The school's teams and its line of succession. Two statements."""
    teams = Organisation.objects.filter(parent=school, closed_on__isnull=True).order_by("name", "pk")
    return Neighbours(list(teams), *line_of(school))


def last_listed_year() -> int | None:
    """The latest year for which students were listed anywhere in the district."""
    return Measure.objects.filter(kind=STUDENTS).aggregate(last=Max("year"))["last"]


def places_named(text: str, limit: int) -> list[Organisation]:
    """Schools and learning communities with these letters in their name, schools first."""
    return _named(limit, letters=pattern(text))


@written_once
def _named(limit: int) -> QuerySet[Organisation]:
    kinds = (OrganisationKind.SCHOOL, OrganisationKind.LEARNING_COMMUNITY)
    named = Organisation.objects.filter(name__regex=Given("letters"), kind__in=kinds)
    return named.select_related("school", "parent").order_by("-kind", "name", "pk")[:limit]
