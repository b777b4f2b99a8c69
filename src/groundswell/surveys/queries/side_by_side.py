"""Several waves of one questionnaire side by side: each with its own count, never put together."""

from collections.abc import Collection

from django.db.models import Count

from groundswell.surveys.choices import CHOOSING
from groundswell.surveys.models import Answer, Item, SurveyWave
from groundswell.surveys.queries.questions import IN_ORDER

Counts = dict[tuple[int, int], dict[str, int]]


def boxed_items(instruments: Collection[int]) -> list[Item]:
    """The questions of these versions that have a box and are asked of everybody, in order. One statement."""
    items = Item.objects.filter(instrument__in=instruments, kind__in=CHOOSING).select_related("page")
    return [one for one in items.order_by("instrument", *IN_ORDER) if one.box and not one.conditions]


def counts_in(waves: Collection[SurveyWave], items: Collection[Item]) -> Counts:
    """How often each point was chosen, by (wave, question): released answers alone. One statement at most."""
    found: Counts = {}
    if not waves or not items:
        return found
    released = Answer.objects.filter(wave__in=waves, item__in=items, is_released=True)
    rows = released.values_list("wave", "item", "choice").annotate(n=Count("*")).order_by()
    for wave, item, choice, n in rows:
        found.setdefault((wave, item), {})[choice] = n
    return found
