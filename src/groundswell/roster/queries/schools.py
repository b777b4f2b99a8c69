"""Schools and learning communities, as lists and with what hangs on them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.roster.choices import MeasureState, OrganisationKind
from groundswell.roster.models import District, Measure, Organisation
from groundswell.roster.queries.folding import contains
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
    district = District.objects.get(pk=tenant.pk)
    district.tenant = tenant
    return district


def communities() -> QuerySet[Organisation]:
    """Learning communities by name."""
    return Organisation.objects.filter(kind=OrganisationKind.LEARNING_COMMUNITY).order_by("name", "pk")


def school_names() -> list[tuple[int, str]]:
    """Number and name of every school, for a list to choose from."""
    rows = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).order_by("name", "pk")
    return list(rows.values_list("pk", "name"))


def all_schools(district: District) -> QuerySet[Organisation]:
    """Every school, open or not, with ``students`` of its latest year, ``students_year`` and ``is_open``.

    A school is open between its dates. A public record has no dates: there a school is open as long as the latest
    list of the district names it.
    """
    return _with_students(Organisation.objects.filter(kind=OrganisationKind.SCHOOL), district)


def communities_and_schools(district: District) -> tuple[list[Organisation], list[Organisation]]:
    """Learning communities and, as in :func:`all_schools`, schools, by name. One statement for both."""
    kinds = (OrganisationKind.LEARNING_COMMUNITY, OrganisationKind.SCHOOL)
    rows = _with_students(Organisation.objects.filter(kind__in=kinds), district).order_by("name", "pk")
    found = list(rows)
    return [one for one in found if one.kind == kinds[0]], [one for one in found if one.kind == kinds[1]]


def _with_students(organisations: QuerySet[Organisation], district: District) -> QuerySet[Organisation]:
    counted = Measure.objects.filter(
        organisation=OuterRef("pk"), kind=STUDENTS, group="all", state=MeasureState.MEASURED
    ).order_by("-year")
    return organisations.select_related("school", "parent").annotate(
        students=Subquery(counted.values("value")[:1], output_field=IntegerField()),
        students_year=Subquery(counted.values("year")[:1]),
        is_open=open_now(district),
    )


def open_now(district: District) -> Q:
    """Condition on an organisation with ``students_year``: open today, or named by the latest list of a record."""
    if district.is_public_record:
        latest = Measure.objects.filter(kind=STUDENTS).order_by().values("kind").annotate(last=Max("year"))
        return Q(students_year=Subquery(latest.values("last")))
    today = clock.today(district.tenant.time_zone)
    return (Q(closed_on__isnull=True) | Q(closed_on__gte=today)) & (
        Q(opened_on__isnull=True) | Q(opened_on__lte=today)
    )


def school_list(district: District, wanted: SchoolFilter, sort: str = "name") -> QuerySet[Organisation]:
    """The schools that match, sorted by a key of :data:`SORTS`, with ``-`` before it from the end.

    An unknown key sorts by name. Schools without a number of students come last either way.
    """
    schools = all_schools(district)
    if wanted.text:
        schools = schools.filter(
            contains("name", wanted.text) | Q(school__state_code__startswith=wanted.text)
        )
    if wanted.community:
        schools = schools.filter(parent_id=wanted.community)
    if wanted.level:
        schools = schools.filter(school__level=wanted.level)
    if wanted.title_one in TITLE_ONE:
        schools = schools.filter(school__title_one=TITLE_ONE[wanted.title_one])
    if wanted.state in ("open", "closed"):
        schools = schools.alias(wanted_open=open_now(district)).filter(wanted_open=wanted.state == "open")
    return schools.order_by(*ordering(SORTS, sort), "pk")


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


def places_named(text: str, limit: int) -> QuerySet[Organisation]:
    """Schools, learning communities and departments with these letters in their name, schools first."""
    kinds = (OrganisationKind.SCHOOL, OrganisationKind.LEARNING_COMMUNITY)
    named = Organisation.objects.filter(contains("name", text), kind__in=kinds).select_related(
        "school", "parent"
    )
    return named.order_by("-kind", "name", "pk")[:limit]
