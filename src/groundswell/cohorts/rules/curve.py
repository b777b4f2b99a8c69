"""The adoption curve: how many schools were to be in, and how many are, year by year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from groundswell.cohorts.models import AdoptionWave
from groundswell.cohorts.queries.members import times_in
from groundswell.cohorts.rules.rollout import Row, actual_against_plan
from groundswell.planning.models import Initiative
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation

JULY = 7
Time = tuple[date, date | None]
Life = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """The rows by school year, and the one in which we are: how many of how many schools are in."""

    rows: Sequence[Row]
    now: Row
    goal: int

    @property
    def share(self) -> float:
        """Of the schools open this year, how many are in: 0 to 1."""
        return float(self.now.share or 0)

    @property
    def planned_share(self) -> float:
        """Of the schools open this year, how many were to be in by its end: 0 to 1, more where the plan counted on more
        schools than are open."""
        return (self.now.planned or 0) / self.now.open_schools if self.now.open_schools else 0.0


def school_year(day: date) -> int:
    """The school year of a day, by the year in which it ends. A new one begins in July."""
    return day.year + (day.month >= JULY)


def curve_of(initiative: Initiative, today: date) -> Curve | None:
    """The curve of one initiative, None without a wave. Three statements."""
    return curves_of([initiative], today).get(initiative.pk)


def curves_of(initiatives: Collection[Initiative], today: date) -> dict[int, Curve]:
    """Planned and actual schools by school year, from the first wave to the last one planned, or to today, by
    initiative; one without a wave has none. A school counts for a year when it was in at that year's end, or today in
    the running year. Three statements."""
    waves: dict[int, list[AdoptionWave]] = {}
    for wave in AdoptionWave.objects.filter(initiative__in=initiatives).order_by("number"):
        waves.setdefault(wave.initiative_id, []).append(wave)
    times, schools = times_in(initiatives), _schools() if waves else []
    return {pk: _curve(planned, times.get(pk, []), schools, today) for pk, planned in waves.items()}


def _curve(
    waves: Sequence[AdoptionWave], times: Sequence[Time], schools: Sequence[Life], today: date
) -> Curve:
    now = school_year(today)
    years = range(waves[0].year, max(now, waves[-1].year) + 1)
    ends = [min(date(year, JULY, 1) - timedelta(days=1), today) for year in years if year <= now]
    there = [sum(_in(time, day) for time in times) for day in ends]
    goals = [max((wave.planned for wave in waves if wave.year <= year), default=0) for year in years]
    rows = actual_against_plan(
        _steps(goals), _steps(there), _open_schools(schools, years, today), first=years[0]
    )
    current = next((row for row in rows if row.year == now), rows[0])
    return Curve(rows, current, waves[-1].planned)


def _in(time: Time, day: date) -> bool:
    joined, left = time
    return joined <= day and (left is None or left > day)


def _steps(totals: Sequence[int]) -> list[int]:
    return [total - before for before, total in zip([0, *totals], totals, strict=False)]


def _schools() -> list[Life]:
    return list(
        Organisation.objects.filter(kind=OrganisationKind.SCHOOL).values_list("opened_on", "closed_on")
    )


def _open_schools(schools: Sequence[Life], years: Sequence[int], today: date) -> list[int]:
    """How many schools are open in each year; what is still to come counts those of today."""
    days = [min(date(year - 1, 12, 1), today) for year in years]
    return [
        sum((not opened or opened <= day) and (not closed or closed > day) for opened, closed in schools)
        for day in days
    ]
