"""What a story of a decision needs: readings with scores, without a reader's page, and phases that are through."""

from decimal import Decimal
from types import SimpleNamespace

from groundswell.cohorts.choices import ReadingPurpose, ReadingState
from groundswell.cohorts.models import (
    Reader,
    Reading,
    Rubric,
    RubricCriterion,
    RubricVersion,
    Score,
    SelectionPhase,
)
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.choices import PositionRole
from tests.cast import hire


def scored(cast, story, scores, *, unfinished=""):
    """These schools take part and were read: a total from each of two readers, a specialist each. One reading of the
    school ``unfinished`` is still a draft, which ``.finish(school)`` ends. Readers' own pages are another story."""
    story.take_part(*scores)
    phase, most = story.phase("reading"), max(map(len, scores.values()))
    who = [_reader(cast, phase, f"reader{at}") for at in range(most)]
    with writing(cast.tenant):
        version = _rubric(cast, story.call.wave.initiative)
        SelectionPhase.objects.filter(pk=phase.pk).update(rubric=version)
        criterion = version.criteria.get()
        for school, totals in scores.items():
            for one, total in zip(who, totals, strict=False):
                row = Reading.objects.create(
                    tenant=cast.tenant, phase=phase, reader=one, candidacy=story.candidacy(school), total=total,
                    state=ReadingState.DONE, done_at=clock.now(), for_school=f"What {school} could add.",
                )  # fmt: skip
                Score.objects.create(
                    tenant=cast.tenant, reading=row, criterion=criterion, level=max(1, round(total))
                )
        if unfinished:
            left = Reading.objects.filter(candidacy=story.candidacy(unfinished)).order_by("-pk").first()
            Reading.objects.filter(pk=left.pk).update(state=ReadingState.DRAFT)

    def finish(school):
        with writing(cast.tenant):
            rows = Reading.objects.filter(candidacy=story.candidacy(school), state=ReadingState.DRAFT)
            rows.update(state=ReadingState.DONE, done_at=clock.now())

    return SimpleNamespace(finish=finish, readers=who, version=version)


def visited(cast, story, scores) -> None:
    """Scores of visits, by one visitor."""
    phase = story.phase("visit")
    who = _reader(cast, phase, "visitor")
    with writing(cast.tenant):
        for school, total in scores.items():
            Reading.objects.create(
                tenant=cast.tenant, phase=phase, reader=who, candidacy=story.candidacy(school), total=Decimal(total),
                state=ReadingState.DONE, done_at=clock.now(), purpose=ReadingPurpose.VISIT,
            )  # fmt: skip


def through(cast, story) -> None:
    """Every phase that is not settled yet is over; whoever nobody spoke against goes on."""
    with reading(cast.tenant):
        left = SelectionPhase.objects.filter(call=story.call, settled_at=None).order_by("position")
        kinds = list(left.values_list("kind", flat=True))
    story.settle(*kinds)


def fresh(cast, row):
    """The row as it stands now."""
    with reading(cast.tenant):
        return type(row)._default_manager.select_related().get(pk=row.pk)


def _reader(cast, phase, name) -> Reader:
    if name not in cast.people:
        hire(cast, name, name.title(), "Reads", PositionRole.DISTRICT_SPECIALIST, "district")
    with writing(cast.tenant):
        return Reader.objects.create(tenant=cast.tenant, phase=phase, person=cast.people[name])


def _rubric(cast, initiative) -> RubricVersion:
    rubric = Rubric.objects.create(tenant=cast.tenant, initiative=initiative, title="Reading rubric")
    version = RubricVersion.objects.create(tenant=cast.tenant, rubric=rubric)
    RubricCriterion.objects.create(tenant=cast.tenant, version=version, position=1, title="Vision")
    return version
