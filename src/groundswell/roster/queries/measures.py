"""What is measured about schools, by year, each with its source and with the reason where a value is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Sum

from groundswell.roster.choices import MeasureState, OrganisationKind
from groundswell.roster.models import Measure, Organisation

ALL = "all"
GRADE = "performance_grade"
STUDENTS = "students"
FAILING = "F"
FIRST_COHORT = "first_cohort"  # of a public record; ``text`` is the month in which the school started


@dataclass(frozen=True, slots=True)
class LetterYear:
    """One school year of the state's letters: schools with an F, with any letter, and with students listed."""

    year: int
    failing: int
    graded: int
    listed: int | None

    @property
    def share(self) -> float:
        """Schools with an F among schools with a letter."""
        return self.failing / self.graded


@dataclass(frozen=True, slots=True)
class StudentYear:
    """One school year of the enrolment lists: students of all schools, and how many schools were counted."""

    year: int
    students: int
    schools: int


@dataclass(slots=True)
class Shown:
    """All measures of one organisation, found by kind, subject and group."""

    rows: list[Measure] = field(default_factory=list)

    def of(self, kind: str, *, subject: str = ALL, group: str = ALL) -> list[Measure]:
        """The measures of one kind in order of years, one per year (of two sources, the first by key)."""
        found = [
            row
            for row in self.rows
            if row.kind == kind and row.group == group and row.grade == ALL and row.subject in (subject, "")
        ]
        return [next(years) for _year, years in groupby(found, key=lambda row: row.year)]

    def subjects(self, kind: str) -> list[str]:
        """Subjects that this kind has beside all of them together."""
        return sorted({row.subject for row in self.rows if row.kind == kind} - {ALL, ""})

    def kinds(self) -> list[str]:
        return sorted({row.kind for row in self.rows})

    def groups(self, kind: str) -> list[str]:
        """Groups that this kind has beside all together, in the order in which they came in."""
        seen = sorted((row for row in self.rows if row.kind == kind), key=lambda row: row.pk)
        return [group for group in dict.fromkeys(row.group for row in seen) if group != ALL]


def measures_of(organisation: Organisation) -> Shown:
    """Everything that is measured about one school or district, with its sources. One statement."""
    rows = Measure.objects.filter(organisation=organisation).select_related("source")
    return Shown(list(rows.order_by("kind", "subject", "group", "year", "source__key")))


def first_cohort() -> list[Measure]:
    """The schools that a public record names as the first to start, by name, with school and source. One statement."""
    rows = Measure.objects.filter(kind=FIRST_COHORT).select_related("organisation", "source")
    return list(rows.order_by("organisation__name", "pk"))


def letters_and_students() -> tuple[list[LetterYear], list[StudentYear]]:
    """Schools by state letter, and students of all schools, year by year. One statement.

    A year counts each school once; a masked letter counts nowhere.
    """
    rows = Measure.objects.filter(
        organisation__kind=OrganisationKind.SCHOOL,
        group=ALL,
        subject=ALL,
        kind__in=(GRADE, STUDENTS),
        state=MeasureState.MEASURED,
    )
    counted = rows.order_by("year", "text").values_list("kind", "year", "text")
    letters: dict[int, dict[str, int]] = {}
    listed: dict[int, StudentYear] = {}
    for kind, year, text, schools, total in counted.annotate(
        schools=Count("organisation", distinct=True), total=Sum("value")
    ):
        if kind == STUDENTS:
            listed[year] = StudentYear(year, int(total), schools)
        else:
            letters.setdefault(year, {})[text] = schools
    return [_letter_year(year, of, listed.get(year)) for year, of in letters.items()], list(listed.values())


def _letter_year(year: int, letters: dict[str, int], students: StudentYear | None) -> LetterYear:
    return LetterYear(
        year, letters.get(FAILING, 0), sum(letters.values()), students.schools if students else None
    )


def sources_of(rows: Iterable[Measure]) -> list[str]:
    """Titles of the sources of these measures, each once."""
    return list(dict.fromkeys(row.source.title for row in rows))
