"""Code books, and which texts of a wave were given to which theme by whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from groundswell.kernel.doors import found_or_404
from groundswell.roster.models import Person
from groundswell.surveys.models import Answer, Coding, Item, Theme


@dataclass(frozen=True, slots=True)
class Given:
    """One standing coding, as it was given: ``theme`` is None for "none of them", ``coder`` for a forgotten hand."""

    answer: UUID
    theme: int | None
    coder: int | None


def themes_of(item: Item) -> list[Theme]:
    """Every theme that the question's lineage ever had, by name."""
    every = Theme.objects.filter(question=item.key).select_related("merged_into")
    return list(every.order_by("name", "pk"))


def get_theme_of(item: Item, pk: int) -> Theme:
    """One theme of the question's lineage; Http404 for any other."""
    return found_or_404(Theme.objects.filter(question=item.key), pk=pk)


def standing(texts: QuerySet[Answer]) -> list[Given]:
    """The codings of these texts that have not ended: one statement."""
    rows = Coding.objects.filter(answer__in=texts.order_by().values("pk"), ended_at__isnull=True)
    return [Given(*row) for row in rows.order_by("pk").values_list("answer", "theme", "coder")]


def given_by(coder: int | None, answers: Collection[Answer]) -> dict[UUID, set[int | None]]:
    """What one coder gave to each of these texts; None stands for "none of them"."""
    found: dict[UUID, set[int | None]] = {}
    rows = Coding.objects.filter(answer__in=[one.pk for one in answers], ended_at__isnull=True)
    for answer, theme in rows.filter(coder=coder, coder__isnull=False).values_list("answer", "theme"):
        found.setdefault(answer, set()).add(theme)
    return found


def texts_with(themes: Collection[int]) -> QuerySet[Coding, Any]:
    """Keys of the texts to which somebody gave one of these themes, for a condition."""
    return Coding.objects.filter(theme__in=themes, ended_at__isnull=True).values("answer")


def get_text_of(texts: QuerySet[Answer], key: UUID) -> Answer:
    """One of these texts; Http404 for any other."""
    return found_or_404(texts, pk=key)


def left_for(coder: int | None, texts: QuerySet[Answer]) -> QuerySet[Answer]:
    """The texts that this coder has given nothing to."""
    done = Coding.objects.filter(coder=coder, coder__isnull=False, ended_at__isnull=True)
    return texts.exclude(pk__in=done.values("answer"))


def names_of(coders: Iterable[int | None]) -> dict[int, str]:
    """What these people are called."""
    people = Person.objects.filter(pk__in={one for one in coders if one is not None})
    return {person.pk: person.name for person in people}
