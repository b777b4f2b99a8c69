"""The verb that brings a public record into a district: schools, their years, measures, figures and statements."""

from pathlib import Path

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import MeasureState, OrganisationKind
from groundswell.roster.models import Figure, Measure, Organisation, School, Source, Statement, Succession
from groundswell.roster.public_files import compact
from groundswell.roster.queries.measures import FIRST_COHORT

STUDENTS = "students"


@verb
def load(*, by: Actor, folder: Path, district_code: str) -> dict[str, int]:
    """Load the compact files of ``folder`` (see ``roster.public_files.compact``) into an empty district.

    ``district_code`` is the key under which the district itself stands in the measures. Returns how many of each
    kind came in. Raises UnreadableFile, and nothing is loaded, when a file can't be read; ValueError when the
    district has schools already: a public record is loaded once and corrected as a new source.
    """
    if School.objects.exists():
        raise ValueError(
            "This district has schools already. A public record is loaded into an empty district."
        )
    sources = _sources(by, folder)
    places = _schools(by, folder)
    top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    counts = {
        "schools": len(places),
        "measures": _measures(by, folder, sources, places | {district_code: top}),
        "figures": _figures(by, folder, sources),
        "statements": _statements(by, folder, sources),
    }
    journal.record("roster.public_record.loaded", by=by, subject_id=by.tenant.pk, data=counts)
    return counts


def _sources(by: Actor, folder: Path) -> dict[str, Source]:
    rows = [
        Source(
            tenant=by.tenant,
            key=row.key,
            title=row.title,
            publisher=row.publisher,
            published=row.published,
            found_at=row.found,
            note=row.note,
        )
        for row in compact.read_sources(folder)
    ]
    return {source.key: source for source in Source.objects.bulk_create(rows)}


def _schools(by: Actor, folder: Path) -> dict[str, Organisation]:
    rows = compact.read_schools(folder)
    top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    communities = {
        name: Organisation.objects.create(
            tenant=by.tenant, kind=OrganisationKind.LEARNING_COMMUNITY, name=name, parent=top
        )
        for name in sorted({row.learning_community for row in rows if row.learning_community})
    }
    organisations = Organisation.objects.bulk_create(
        Organisation(
            tenant=by.tenant,
            kind=OrganisationKind.SCHOOL,
            name=row.name,
            parent=communities.get(row.learning_community, top),
            source_id=row.key,
        )
        for row in rows
    )
    places = {row.key: place for row, place in zip(rows, organisations, strict=True)}
    School.objects.bulk_create(
        School(
            organisation=places[row.key],
            tenant=by.tenant,
            state_code=row.code,
            level=row.level,
            title_one=row.title_one,
            longitude=float(row.lon),
            latitude=float(row.lat),
        )
        for row in rows
    )
    Succession.objects.bulk_create(
        Succession(tenant=by.tenant, before_id=places[step.before].pk, after_id=places[step.after].pk)
        for step in compact.read_successions(folder)
    )
    return places


def _measures(by: Actor, folder: Path, sources: dict[str, Source], places: dict[str, Organisation]) -> int:
    rows = [
        Measure(
            tenant=by.tenant,
            organisation=places[row.key],
            year=row.year,
            kind=row.measure,
            group=row.group.lower(),
            grade=row.grade.lower(),
            subject=row.subject.lower(),
            state=row.state,
            value=row.value,
            text=row.text,
            source=sources[row.source],
        )
        for row in compact.read_measures(folder)
    ]
    rows += [
        Measure(
            tenant=by.tenant,
            organisation=places[row.key],
            year=row.first_year,
            kind=FIRST_COHORT,
            state=MeasureState.MEASURED,
            text=row.institute,
            source=sources[row.source],
        )
        for row in compact.read_first_cohort(folder)
    ]
    for year in compact.read_school_years(folder):
        counted = {"all": year.students, **year.groups}
        rows += [
            Measure(
                tenant=by.tenant,
                organisation=places[year.key],
                year=year.year,
                kind=STUDENTS,
                group=group,
                state=MeasureState.MEASURED if students is not None else MeasureState.NO_DATA,
                value=students,
                source=sources["cms-list"],
            )
            for group, students in counted.items()
        ]
    return len(Measure.objects.bulk_create(rows, batch_size=2000))


def _figures(by: Actor, folder: Path, sources: dict[str, Source]) -> int:
    return len(
        Figure.objects.bulk_create(
            Figure(
                tenant=by.tenant,
                kind=row.figure,
                value=row.value,
                text=row.text,
                unit=row.unit,
                as_of=row.dated,
                note=row.note,
                source=sources[row.source],
            )
            for row in compact.read_figures(folder)
        )
    )


def _statements(by: Actor, folder: Path, sources: dict[str, Source]) -> int:
    seen: dict[str, int] = {}
    rows = []
    for row in compact.read_statements(folder):
        seen[row.kind] = seen.get(row.kind, 0) + 1
        rows.append(
            Statement(
                tenant=by.tenant,
                kind=row.kind,
                version=seen[row.kind],
                title=row.version,
                text=row.summary,
                said=row.dated,
                source=sources[row.source],
            )
        )
    return len(Statement.objects.bulk_create(rows))
