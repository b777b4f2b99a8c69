"""Verb for what a district publishes about itself: dated figures, and measures of its schools."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import MeasureState
from groundswell.roster.models import Figure, Measure, Organisation, Source


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One figure of the whole district, as of a year or a date."""

    kind: str
    as_of: str
    value: Decimal | int | None = None
    text: str = ""
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SchoolMeasure:
    """One measured number of a school (by its identifier in the roster files) in the school year ending in ``year``."""

    source_id: str
    kind: str
    year: int
    value: Decimal | int
    group: str = "all"


@verb
def publish(
    *,
    by: Actor,
    key: str,
    title: str,
    publisher: str,
    published: str,
    note: str = "",
    figures: Sequence[StatedFigure] = (),
    measures: Sequence[SchoolMeasure] = (),
) -> Source:
    """Publish figures and measures under a source of their own, ``key``. Raises LookupError for an unknown school."""
    source = Source.objects.create(
        tenant=by.tenant, key=key, title=title, publisher=publisher, published=published, note=note
    )
    schools = dict(Organisation.objects.filter(source_id__isnull=False).values_list("source_id", "pk"))
    missing = sorted({one.source_id for one in measures} - set(schools))
    if missing:
        raise LookupError(f"No such school in this district: {', '.join(missing)}.")
    Figure.objects.bulk_create(_figure(by, source, one) for one in figures)
    rows = (_measure(by, source, one, schools[one.source_id]) for one in measures)
    Measure.objects.bulk_create(rows, batch_size=2000)
    data = {"figures": len(figures), "measures": len(measures)}
    journal.record("roster.figures.published", by=by, subject=source, data=data)
    return source


def _figure(by: Actor, source: Source, one: StatedFigure) -> Figure:
    return Figure(
        tenant=by.tenant,
        kind=one.kind,
        as_of=one.as_of,
        value=one.value,
        text=one.text,
        unit=one.unit,
        note=one.note,
        source=source,
    )


def _measure(by: Actor, source: Source, one: SchoolMeasure, school_id: int) -> Measure:
    return Measure(
        tenant=by.tenant,
        organisation_id=school_id,
        year=one.year,
        kind=one.kind,
        group=one.group,
        subject="all",
        grade="all",
        state=MeasureState.MEASURED,
        value=one.value,
        source=source,
    )
