"""The same question in two waves: who can be compared, and how the same people moved. Counts, made in the database."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, OuterRef, QuerySet, Subquery

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.results import released_in
from groundswell.surveys.queries.waves import waves_for

Said = tuple[str, Decimal | None]  # point, number
Moves = dict[tuple[Said, Said], int]  # what was said before and after → people


def comparable_with(actor: Actor, wave: SurveyWave, most: int = 50) -> list[SurveyWave]:
    """Other closed waves of the actor's that ask at least one question of the same fingerprint, newest first."""
    return list(_asking_the_same(actor, wave)[:most])


def _asking_the_same(actor: Actor, wave: SurveyWave) -> QuerySet[SurveyWave]:
    prints = (
        Item.objects.filter(instrument_id=wave.instrument_id).exclude(fingerprint="").values("fingerprint")
    )
    asking = Item.objects.filter(fingerprint__in=prints).values("instrument")
    same = waves_for(actor, Permission.RESULTS_VIEW).filter(instrument__in=asking, state=WaveState.CLOSED)
    return same.exclude(pk=wave.pk)


def shown_twice(*waves: SurveyWave) -> bool:
    """True when one of the waves was closed, opened again and closed once more: it had two showings."""
    ids = [wave.pk for wave in waves]
    closings = JournalEntry.objects.filter(
        subject_kind="surveys.wave", subject_id__in=ids, kind="surveys.wave.closed"
    )
    return closings.values("subject_id").annotate(n=Count("pk")).filter(n__gt=1).order_by().exists()


def moves_between(first: SurveyWave, second: SurveyWave) -> dict[int, Moves]:
    """How the people who answered in both moved, for each question of the second (its id). One statement.

    Between two anonymous waves a person is the same pseudonym; whoever came without the own code is in neither.
    """
    is_linked = first.is_anonymous and second.is_anonymous
    same = "response__pseudonym" if is_linked else "response__invitation__person"
    before = released_in(first).filter(
        **{"item__fingerprint": OuterRef("item__fingerprint"), "part": "", same: OuterRef(same)}
    )
    after = released_in(second).exclude(item__fingerprint="").filter(part="", text="")
    if is_linked:
        after = after.exclude(response__pseudonym="")
    both = after.annotate(
        was=Subquery(before.values("choice")[:1]), was_number=Subquery(before.values("number")[:1])
    )
    rows = (
        both.filter(was__isnull=False).values_list("item", "was", "was_number", "choice", "number").order_by()
    )
    found: dict[int, Moves] = defaultdict(dict)
    for item, was, was_number, choice, number, n in rows.annotate(n=Count("pk")):
        found[item][(was, was_number), (choice, number)] = n
    return found
