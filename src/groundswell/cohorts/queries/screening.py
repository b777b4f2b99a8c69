"""What screening looks up about schools, and what was found: by school and criterion."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from groundswell.cohorts.choices import Basis, CandidacyState, FindingState, PhaseKind
from groundswell.cohorts.models import (
    Call,
    Candidacy,
    FindingCorrection,
    PhaseOutcome,
    ScreeningCriterion,
    ScreeningFinding,
    SelectionPhase,
)
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.planning.models.goals import year_name
from groundswell.roster.choices import MeasureState, PositionRole
from groundswell.roster.models import Measure, Position
from groundswell.roster.queries.grants import held_on
from groundswell.roster.queries.measures import ALL
from groundswell.surveys.choices import Margin
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.waves import begun, declaring
from groundswell.surveys.rules.results_groups import GroupItem, kept_groups

FROM_MEASURES = (Basis.MEASURE, Basis.DEVICES)
EXACT, TENTHS = Decimal("0.0001"), Decimal("0.1")
DAYS_OF_A_YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up for one criterion at one school. ``source`` as ``rules.screening.source_of`` reads it."""

    state: FindingState = FindingState.MISSING
    value: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One criterion at one school: what is known there now, and None where nothing was ever looked up or judged."""

    criterion: ScreeningCriterion
    finding: ScreeningFinding | None = None

    @property
    def is_known(self) -> bool:
        return self.finding is not None and self.finding.state == FindingState.KNOWN

    @property
    def met(self) -> bool | None:
        return self.finding.met if self.finding is not None else None


def criteria_of(phase: SelectionPhase) -> list[ScreeningCriterion]:
    """The criteria of a screening in their order. One statement."""
    return list(ScreeningCriterion.objects.filter(phase=phase))


def looked_up(
    criteria: Collection[ScreeningCriterion], candidacies: QuerySet[Candidacy], today: date
) -> dict[tuple[int, int], Found]:
    """By (school, criterion) what is known today; what is not there is missing. Statements: one for all measures, one
    for positions, three for all surveys."""
    schools = candidacies.order_by().values("school_id")
    found: dict[tuple[int, int], Found] = {}
    for basis, look in (
        (FROM_MEASURES, _measured),
        ((Basis.STAFFING,), _tenures),
        ((Basis.SURVEY,), _surveyed),
    ):
        mine = [one for one in criteria if one.basis in basis]
        if mine:
            found |= look(mine, schools, today)
    return found


def _measured(
    criteria: Sequence[ScreeningCriterion], schools: QuerySet[Any], _today: date
) -> dict[tuple[int, int], Found]:
    """The newest school year of each kind; of two sources the first by key."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for one in criteria:
        kinds[one.measure].append(one.pk)
    rows = Measure.objects.filter(organisation_id__in=schools, kind__in=list(kinds), group=ALL, grade=ALL)
    rows = rows.filter(subject__in=(ALL, "")).order_by("-year", "source__key", "pk")
    found: dict[tuple[int, int], Found] = {}
    said = rows.values_list("organisation_id", "kind", "year", "state", "value", "source__title")
    for school, kind, year, state, value, title in said:
        for pk in kinds[kind]:
            found.setdefault((school, pk), _found(state, value, f"{title}, {year_name(year)}"[:300]))
    return found


def _found(state: str, value: Decimal | None, source: str) -> Found:
    if state == MeasureState.MEASURED and value is not None:
        return Found(FindingState.KNOWN, value, source)
    masked = state in (MeasureState.SUPPRESSED, MeasureState.BELOW, MeasureState.ABOVE)
    return Found(FindingState.MASKED if masked else FindingState.MISSING, None, source)


def _tenures(
    criteria: Sequence[ScreeningCriterion], schools: QuerySet[Any], today: date
) -> dict[tuple[int, int], Found]:
    """For how many years the principal has been there; of several the one who came first."""
    held = Position.objects.filter(held_on(today), role=PositionRole.PRINCIPAL, organisation_id__in=schools)
    held = held.filter(begins_on__isnull=False, person__ended_on__isnull=True)
    found: dict[tuple[int, int], Found] = {}
    for school, begins_on in held.order_by("begins_on").values_list("organisation_id", "begins_on"):
        if begins_on is None:
            continue
        years = (Decimal((today - begins_on).days) / DAYS_OF_A_YEAR).quantize(TENTHS)
        for one in criteria:
            found.setdefault((school, one.pk), Found(FindingState.KNOWN, years, begins_on.isoformat()))
    return found


def _surveyed(
    criteria: Sequence[ScreeningCriterion], _schools: QuerySet[Any], _today: date
) -> dict[tuple[int, int], Found]:
    """What closed surveys published of each school; what they hide stays hidden. Shares in per cent."""
    wanted: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in criteria:
        wave, _colon, key = one.measure.partition(":")
        if wave.isdecimal() and len(wave) < 19:
            wanted[int(wave)][key].append(one.pk)
    waves = list(SurveyWave.objects.filter(pk__in=list(wanted)).select_related("tenant", "instrument"))
    found: dict[tuple[int, int], Found] = {}
    for pk, table in kept_groups(waves, Margin.SCHOOL, "en").items():
        source = (
            f"{table.wave.title}, {clock.local(table.wave.closes_at, table.wave.tenant.time_zone):%Y-%m-%d}"
        )
        for item in table.items:
            for criterion in wanted[pk].get(item.item.key, ()) if not item.part else ():
                found |= _by_school(item, criterion, source[:300])
    return found


def _by_school(item: GroupItem, criterion: int, source: str) -> dict[tuple[int, int], Found]:
    found = {}
    for row in item.rows:
        if not row.key.isdecimal():
            continue
        if row.value is None:
            found[int(row.key), criterion] = Found(FindingState.MASKED, None, source)
        else:
            value = Decimal(row.value.numerator) / Decimal(row.value.denominator)
            value = (value * (100 if item.is_share else 1)).quantize(EXACT)
            found[int(row.key), criterion] = Found(FindingState.KNOWN, value, source)
    return found


def measure_kinds() -> list[str]:
    """Kinds of numbers that some school of the district has, for all its students together."""
    rows = Measure.objects.filter(group=ALL, grade=ALL, value__isnull=False, subject__in=(ALL, ""))
    return list(rows.order_by("kind").values_list("kind", flat=True).distinct())


def survey_questions() -> list[tuple[str, str]]:
    """(name of the measure, words) of every number that closed surveys published by school, the latest first."""
    waves = declaring(begun(), Margin.SCHOOL).select_related("tenant", "instrument").order_by("-opens_at")
    found = []
    for pk, table in kept_groups(list(waves[:20]), Margin.SCHOOL, get_language() or "en").items():
        found += [
            (f"{pk}:{item.item.key}", f"{table.wave.title}: {item.question}")
            for item in table.items
            if not item.part
        ]
    return found


def seen_at(
    candidacies: Iterable[Candidacy], criteria: Sequence[ScreeningCriterion]
) -> dict[int, list[Seen]]:
    """By candidacy every criterion in order with its current finding. One statement."""
    calls = {one.pk: one.call_id for one in candidacies}
    ids = list(calls)
    rows = ScreeningFinding.objects.filter(is_current=True, criterion__in=criteria)
    # Of a page of schools those alone; of a whole district the list would be longer than the query.
    of_all = {"candidacy__call__in": set(calls.values())}
    rows = rows.filter(candidacy__in=ids) if len(ids) <= 500 else rows.filter(**of_all)
    by_place = {(one.candidacy_id, one.criterion_id): one for one in rows}
    return {pk: [Seen(one, by_place.get((pk, one.pk))) for one in criteria] for pk in ids}


def corrections_by_criterion(candidacy: Candidacy) -> dict[int, list[FindingCorrection]]:
    """What the school said to its findings, by criterion, the latest first. One statement."""
    rows = FindingCorrection.objects.filter(finding__candidacy=candidacy)
    found: dict[int, list[FindingCorrection]] = defaultdict(list)
    for one in rows.select_related("finding", "made_by", "answered_by").order_by("-pk"):
        found[one.finding.criterion_id].append(one)
    return found


def earlier_by_criterion(candidacy: Candidacy) -> dict[int, list[ScreeningFinding]]:
    """Findings that hold no more, by criterion, the latest first. One statement."""
    rows = ScreeningFinding.objects.filter(candidacy=candidacy, is_current=False).select_related("made_by")
    found: dict[int, list[ScreeningFinding]] = defaultdict(list)
    for one in rows.order_by("-pk"):
        found[one.criterion_id].append(one)
    return found


def outcomes_in(phase: SelectionPhase) -> dict[int, PhaseOutcome]:
    """What a phase said so far, by candidacy. One statement."""
    rows = PhaseOutcome.objects.filter(phase=phase).select_related("made_by")
    return {one.candidacy_id: one for one in rows}


def get_finding_for(actor: Actor, candidacy: Candidacy, pk: int) -> ScreeningFinding:
    """A current finding of a school that the actor leads; Http404 otherwise."""
    rows = ScreeningFinding.objects.filter(candidacy=candidacy, is_current=True)
    if not actor.may(Permission.SCHOOL_APPLY, place=candidacy.school_id):
        rows = rows.none()
    return found_or_404(rows.select_related("criterion__phase", "candidacy__school"), pk=pk)


def get_correction_for(actor: Actor, call: Call, pk: int) -> FindingCorrection:
    """A correction that was asked for in a call, for who runs calls; Http404 otherwise."""
    rows = FindingCorrection.objects.filter(finding__candidacy__call=call)
    if not actor.may(Permission.CALL_MANAGE):
        rows = rows.none()
    return found_or_404(rows.select_related("finding__criterion__phase", "finding__candidacy__school"), pk=pk)


def in_screening(phase: SelectionPhase, text: str = "") -> QuerySet[Candidacy]:
    """The schools of a screening by name: those that take part, and those of which it said something. ``text`` narrows
    them to names that hold its words."""
    said = PhaseOutcome.objects.filter(phase=phase).values("candidacy")
    rows = Candidacy.objects.filter(
        Q(state=CandidacyState.INTERESTED) | Q(pk__in=said), call_id=phase.call_id
    )
    return named(rows, text).select_related("school__school", "school__parent").order_by("school__name", "pk")


def asking(call: Call) -> dict[int, int]:
    """How many corrections each school (candidacy) waits for. One statement."""
    rows = FindingCorrection.objects.filter(accepted__isnull=True, finding__candidacy__call=call)
    return dict(rows.order_by().values_list("finding__candidacy").annotate(n=Count("pk")))


def get_criterion_for(actor: Actor, phase: SelectionPhase, pk: int) -> ScreeningCriterion:
    """A criterion of a screening, for who runs calls; Http404 otherwise."""
    rows = ScreeningCriterion.objects.filter(phase=phase).select_related("phase")
    return found_or_404(rows if actor.may(Permission.CALL_MANAGE) else rows.none(), pk=pk)


def screening_of(call: Call) -> SelectionPhase:
    """The screening of a call; Http404 where it has none."""
    rows = SelectionPhase.objects.filter(call=call, kind=PhaseKind.SCREENING)
    return found_or_404(rows.select_related("call__wave__initiative"))


def named(candidacies: QuerySet[Candidacy], text: str) -> QuerySet[Candidacy]:
    """Those whose school's or learning community's name holds each of these words."""
    for word in text.split():
        in_name = Q(school__name__icontains=word) | Q(school__parent__name__icontains=word)
        candidacies = candidacies.filter(in_name)
    return candidacies
