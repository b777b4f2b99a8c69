"""What was answered, in counts. Only released answers are counted, and no query here touches a person."""

from dataclasses import dataclass

from django.db.models import Count

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Answer, Item, SurveyWave


@dataclass(frozen=True, slots=True)
class Tally:
    """One question and how often each of its points was chosen, every point present; or its texts."""

    item: Item
    counts: dict[str, int]
    texts: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return len(self.texts) if self.item.kind == ItemKind.TEXT else sum(self.counts.values())


def tallies_of(wave: SurveyWave) -> list[Tally]:
    """A tally for each question of the wave, in order: three statements. Not yet fit to show (``rules.results``)."""
    released = Answer.objects.filter(wave=wave, is_released=True)
    counted = released.exclude(choice="").values("item", "choice").annotate(n=Count("pk")).order_by()
    counts = {(row["item"], row["choice"]): row["n"] for row in counted}
    texts: dict[int, list[str]] = {}
    for item, text in released.exclude(text="").order_by("key").values_list("item", "text"):
        texts.setdefault(item, []).append(text)
    return [
        Tally(
            item,
            {point["key"]: counts.get((item.pk, point["key"]), 0) for point in item.points},
            tuple(texts.get(item.pk, ())),
        )
        for item in Item.objects.filter(instrument_id=wave.instrument_id)
    ]
