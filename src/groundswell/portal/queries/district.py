"""The district page: its schools on a map, its numbers with their sources, its letters year by year."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groundswell.kernel import charts
from groundswell.kernel.links import link
from groundswell.kernel.models import Tenant
from groundswell.portal.choices import FIGURES, STATEMENTS, word
from groundswell.roster.models import District, Figure, Measure, Organisation, Statement
from groundswell.roster.queries import figures as figure_queries
from groundswell.roster.queries import measures, schools
from groundswell.roster.queries.figures import FigureGroup, FigureShare
from groundswell.roster.queries.measures import LetterYear, StudentYear

LETTERS, PERSONALISED, SCHOOLS = "f_schools", "personalised_learning_schools", "schools"
TOLD_APART = (LETTERS, PERSONALISED)


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A learning community with its open schools and the students that their latest lists count."""

    community: Organisation
    schools: int
    students: int
    levels: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    """Figures of one kind as they stand side by side; ``differ`` where sources give different numbers for a date."""

    label: str
    figures: Sequence[Figure]
    differ: bool

    @property
    def percent(self) -> bool:
        """True for shares, of which no source says what they are a share of."""
        return any(figure.unit == "percent" for figure in self.figures)


@dataclass(slots=True)
class LetterStory:
    """Schools with an F by year as the files have it, beside what was published."""

    years: list[LetterYear] = field(default_factory=list)
    published: list[tuple[Figure, str]] = field(default_factory=list)

    @property
    def picture(self) -> SafeString:
        """Schools with an F as columns; the table beside it has the same rows."""
        title = _("Schools with letter F")
        values = [charts.YearValue(str(one.year), one.failing) for one in self.years]
        return charts.columns(charts.Series(title, values), title=title, desc=self.sentence, uid="letters")

    @property
    def sentence(self) -> str:
        first, last = self.years[0], self.years[-1]
        return _(
            "In %(first)s, %(f1)s of %(n1)s schools with a letter got an F; in %(last)s it was %(f2)s of %(n2)s."
        ) % {
            "first": first.year,
            "f1": first.failing,
            "n1": first.graded,
            "last": last.year,
            "f2": last.failing,
            "n2": last.graded,
        }


@dataclass(slots=True)
class DistrictPage:
    """Everything on a district's page, read in a fixed number of statements.

    ``places`` are the open schools with coordinates, for the map; ``first_cohort`` are the schools that a public
    record names as the first to start, each with month and source.
    """

    district: District
    open_schools: list[Organisation]
    closed: int
    communities: list[CommunityRow]
    by_year: list[StudentYear]
    numbers: list[NumberRow]
    personalised: list[Figure]
    shares: list[FigureShare]
    statements: list[tuple[str, list[Statement]]]
    letters: LetterStory
    places: list[charts.Place]
    first_cohort: list[Measure]

    @property
    def students(self) -> int:
        return sum(students_of(school) for school in self.open_schools)

    @property
    def students_year(self) -> int | None:
        years = {school.students_year for school in self.open_schools} - {None}  # type: ignore[attr-defined]
        return max(years, default=None)

    @property
    def enrolment(self) -> list[charts.Series]:
        values = [charts.YearValue(str(one.year), one.students) for one in self.by_year]
        return [charts.Series(_("Students"), values)]

    @property
    def enrolment_sentence(self) -> str:
        first, last = self.by_year[0], self.by_year[-1]
        return _("%(s1)s students in %(n1)s schools in %(y1)s; %(s2)s in %(n2)s schools in %(y2)s.") % {
            "s1": charts.number(first.students),
            "n1": first.schools,
            "y1": first.year,
            "s2": charts.number(last.students),
            "n2": last.schools,
            "y2": last.year,
        }


def district_page(tenant: Tenant) -> DistrictPage:
    """Read the district's page: five statements, whatever its size; six for a public record."""
    district = schools.district_of(tenant)
    communities, every = schools.communities_and_schools(district)
    open_schools = [school for school in every if school.is_open]  # type: ignore[attr-defined]
    grouped = figure_queries.figures_by_kind()
    letters, by_year = measures.letters_and_students()
    personalised = grouped.get(PERSONALISED, FigureGroup(PERSONALISED, ()))
    bases = grouped.get(SCHOOLS, FigureGroup(SCHOOLS, ()))
    return DistrictPage(
        district=district,
        open_schools=open_schools,
        closed=len(every) - len(open_schools),
        communities=_communities(communities, open_schools),
        by_year=by_year,
        numbers=[_number_row(group) for kind, group in _in_order(grouped) if kind not in TOLD_APART],
        personalised=list(personalised.figures),
        shares=figure_queries.shares(personalised.figures, _one_per_value(bases.stated)),
        statements=[(word(STATEMENTS, kind), said) for kind, said in _statements_in_order()],
        letters=LetterStory(letters, _published(grouped, letters)),
        places=places_on_map(open_schools),
        first_cohort=measures.first_cohort() if district.is_public_record else [],
    )


def places_on_map(found: Sequence[Organisation]) -> list[charts.Place]:
    """These schools as points with their learning community and a link; a school without a place is left out."""
    return [
        charts.Place(
            school.name,
            school.school.longitude,
            school.school.latitude,
            community_name(school),
            link("portal:school", school.pk),
        )
        for school in found
        if school.school.longitude is not None and school.school.latitude is not None
    ]


def students_of(school: Organisation) -> int:
    """Students of a school's latest list; 0 where none was listed."""
    return school.students or 0  # type: ignore[attr-defined]


def community_name(school: Organisation) -> str:
    """Name of the school's learning community, or that it has none."""
    parent = school.parent
    if parent is None or parent.kind != "learning_community":
        return _("No learning community")
    return parent.name


def _communities(communities: list[Organisation], open_schools: list[Organisation]) -> list[CommunityRow]:
    found = {community.pk: [community] for community in communities}
    for school in open_schools:
        if school.parent_id in found:
            found[school.parent_id].append(school)
    return [_community_row(community, inside) for community, *inside in found.values()]


def _community_row(community: Organisation, inside: list[Organisation]) -> CommunityRow:
    levels = Counter(school.school.get_level_display() for school in inside)
    words = ", ".join(f"{count} {level.lower()}" for level, count in levels.most_common())
    students = sum(students_of(school) for school in inside)
    return CommunityRow(community, len(inside), students, words)


def _in_order(grouped: dict[str, FigureGroup]) -> list[tuple[str, FigureGroup]]:
    known = [kind for kind in FIGURES if kind in grouped]
    return [(kind, grouped[kind]) for kind in [*known, *sorted(set(grouped) - set(known))]]


def _statements_in_order() -> list[tuple[str, list[Statement]]]:
    order = {kind: at for at, kind in enumerate(STATEMENTS)}
    return sorted(figure_queries.statements_by_kind(), key=lambda pair: order.get(pair[0], len(order)))


def _number_row(group: FigureGroup) -> NumberRow:
    """What was published, and of our own counts those for the same dates and the latest."""
    told = {figure.as_of for figure in group.stated}
    latest = {figure.source_id: figure for figure in sorted(group.counted, key=lambda one: one.as_of)}
    counted = [one for one in group.counted if one.as_of in told or one is latest[one.source_id]]
    figures = sorted([*group.stated, *counted], key=lambda one: one.as_of)
    return NumberRow(word(FIGURES, group.kind), figures, group.differ)


def _one_per_value(figures: list[Figure]) -> list[Figure]:
    return list({figure.value: figure for figure in figures}.values())


def _published(grouped: dict[str, FigureGroup], letters: list[LetterYear]) -> list[tuple[Figure, str]]:
    """What was published about the letters, each with whether and why not it can be checked here."""
    stated = grouped.get(LETTERS, FigureGroup(LETTERS, ())).stated
    goals = grouped.get(f"{LETTERS}_goal", FigureGroup(LETTERS, ())).stated
    return [(figure, _checked(figure, letters)) for figure in stated] + [
        (
            figure,
            _("A goal as published; the files end in %(year)s.")
            % {"year": letters[-1].year if letters else "–"},
        )
        for figure in goals
    ]


def _checked(figure: Figure, letters: list[LetterYear]) -> str:
    if not re.fullmatch(r"\d{4}", figure.as_of):
        return _("As published; can't be checked because the source gives no year.")
    same = next((one for one in letters if str(one.year) == figure.as_of), None)
    if same is None:
        return _("As published; can't be checked because the files here don't hold that year.")
    return _("As published; the state's file for that year has %(count)s.") % {"count": same.failing}
