"""What a wave asks."""

from django.db.models import F, QuerySet

from groundswell.kernel.rows import Given, written_once
from groundswell.surveys.models import Item, SurveyWave

_READ = "_questions_read"
IN_ORDER = (F("page__position").asc(nulls_first=True), "position", "pk")  # of questions, as they are asked


def questions_of(wave: SurveyWave) -> list[Item]:
    """The questions of a wave in the order in which they are asked, each with its page: one statement.

    Who is asked again with the same instance of the wave gets the same questions: page, form and verb read them once.
    """
    known = wave.__dict__.get(_READ)
    if known is None or known[0] != wave.instrument_id:
        known = wave.__dict__[_READ] = (wave.instrument_id, _questions(instrument=wave.instrument_id))
    return list(known[1])


@written_once
def _questions() -> QuerySet[Item]:
    items = Item.objects.select_related("page").filter(instrument_id=Given("instrument"))
    return items.order_by(*IN_ORDER)
