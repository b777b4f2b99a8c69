"""Doors and lists of questionnaires: versions, what waits as a draft, the item bank."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.surveys.choices import InstrumentState
from groundswell.surveys.models import Instrument, Item, QuestionPage, SurveyWave


def instruments_for(actor: Actor, permission: Permission) -> QuerySet[Instrument]:
    """Every version that is the actor's business, drafts too."""
    allowed = Instrument.objects.all() if actor.may(permission) else Instrument.objects.none()
    return allowed.select_related("based_on")


def get_instrument_for(actor: Actor, pk: int, permission: Permission) -> Instrument:
    """One version; Http404 for whoever may not know of it."""
    return found_or_404(instruments_for(actor, permission), pk=pk)


def get_item_for(actor: Actor, instrument_pk: int, pk: int, permission: Permission) -> Item:
    """One question of a version; Http404 for any other's."""
    instrument = get_instrument_for(actor, instrument_pk, permission)
    return found_or_404(Item.objects.select_related("instrument", "page"), pk=pk, instrument=instrument)


def get_page_for(actor: Actor, instrument_pk: int, pk: int, permission: Permission) -> QuestionPage:
    """One page of a version; Http404 for any other's."""
    instrument = get_instrument_for(actor, instrument_pk, permission)
    return found_or_404(QuestionPage.objects.select_related("instrument"), pk=pk, instrument=instrument)


def get_bank_item_for(actor: Actor, pk: int, permission: Permission) -> Item:
    """One question that a ready version asks; Http404 for anything else."""
    return found_or_404(Item.objects.filter(instrument__in=_ready(actor, permission)), pk=pk)


@dataclass(frozen=True, slots=True)
class Lineage:
    """All versions of one questionnaire, newest first, and how many waves asked any of them."""

    key: str
    versions: tuple[Instrument, ...]
    waves: int = 0

    @property
    def ready(self) -> Instrument | None:
        """The version that a new wave would ask."""
        return next((one for one in self.versions if not one.is_draft), None)

    @property
    def draft(self) -> Instrument | None:
        return next((one for one in self.versions if one.is_draft), None)

    @property
    def newest(self) -> Instrument:
        return self.ready or self.versions[0]


def keys_of(actor: Actor, permission: Permission) -> list[str]:
    """The keys of the district's questionnaires, the one that was worked on last first."""
    lately = instruments_for(actor, permission).values("key").annotate(last=Max("pk")).order_by("-last")
    return [row["key"] for row in lately]


def lineages(keys: Collection[str]) -> list[Lineage]:
    """These questionnaires with all their versions, in this order: two statements."""
    versions: dict[str, list[Instrument]] = {key: [] for key in keys}
    counted = Instrument.objects.annotate(questions=Count("items"))
    for one in counted.filter(key__in=keys).order_by("-version"):
        versions[one.key].append(one)
    asked = SurveyWave.objects.filter(instrument__key__in=keys).values("instrument__key")
    waves = {row["instrument__key"]: row["n"] for row in asked.annotate(n=Count("pk")).order_by()}
    return [Lineage(key, tuple(found), waves.get(key, 0)) for key, found in versions.items() if found]


def versions_of(key: str) -> list[Instrument]:
    """Every version of a questionnaire, newest first, each with ``asked``: how many waves asked it."""
    counted = Instrument.objects.filter(key=key).annotate(asked=Count("waves"))
    return list(counted.select_related("based_on").order_by("-version"))


def waves_that_asked(instrument: Instrument, most: int = 10) -> list[SurveyWave]:
    """The newest waves that asked exactly this version."""
    return list(SurveyWave.objects.filter(instrument=instrument).order_by("-opens_at", "-pk")[:most])


def items_of(instrument: Instrument) -> list[Item]:
    """The questions of a version in their order, each with its page."""
    return list(Item.objects.filter(instrument=instrument).select_related("page"))


def pages_of(instrument: Instrument) -> list[QuestionPage]:
    """The pages of a version in their order."""
    return list(QuestionPage.objects.filter(instrument=instrument))


def bank_for(actor: Actor, permission: Permission, words: str = "") -> list[Item]:
    """Every question that a ready version asks, in its newest revision; those with all the ``words`` in any language.

    One statement. A district has some hundreds of questions, so that they are searched here and not in JSON columns.
    """
    asked = Item.objects.filter(instrument__in=_ready(actor, permission)).select_related("instrument")
    newest = {item.key: item for item in asked.order_by("revision", "pk")}
    wanted = words.casefold().split()
    found = [item for item in newest.values() if all(word in _searched(item) for word in wanted)]
    return sorted(found, key=lambda item: -item.pk)


def _ready(actor: Actor, permission: Permission) -> QuerySet[Instrument]:
    return instruments_for(actor, permission).filter(state=InstrumentState.READY).order_by()


def _searched(item: Item) -> str:
    said = [*item.wording.values(), *(text for point in item.points for text in point.values())]
    return " ".join([*said, *item.instrument.title.values()]).casefold()
