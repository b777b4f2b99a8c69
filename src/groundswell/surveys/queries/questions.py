"""What a wave asks."""

from django.db.models import F, QuerySet

from groundswell.kernel.rows import Given, written_once
from groundswell.surveys.models import Item, SurveyWave


def questions_of(wave: SurveyWave) -> list[Item]:
    """The questions of a wave in the order in which they are asked, each with its page: one statement."""
    return _questions(instrument=wave.instrument_id)


@written_once
def _questions() -> QuerySet[Item]:
    items = Item.objects.select_related("page").filter(instrument_id=Given("instrument"))
    return items.order_by(F("page__position").asc(nulls_first=True), "position", "pk")
