"""Own words of a wave, and whether their authors let them be quoted."""

from django.db.models import QuerySet

from groundswell.kernel.doors import found_or_404
from groundswell.surveys.choices import WRITING
from groundswell.surveys.models import Answer, Item, SurveyWave
from groundswell.surveys.queries.results import FORGOTTEN, released_in


def get_written_item(wave: SurveyWave, pk: int) -> Item:
    """A question of a wave that people answer in their own words; Http404 for any other."""
    written = Item.objects.select_related("page").filter(instrument_id=wave.instrument_id, kind__in=WRITING)
    return found_or_404(written, pk=pk)


def texts_in(wave: SurveyWave, item: Item) -> QuerySet[Answer]:
    """Released texts of a question that still say something, in the order of random keys."""
    said = released_in(wave).filter(item=item).exclude(text="").exclude(text=FORGOTTEN)
    return said.order_by("key")
