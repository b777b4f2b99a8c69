"""Own words as they may be read: by nobody below the threshold, and quoted only with consent.

A quote is said to be a teacher's only where as many teachers as the threshold asks answered this question and the
wave's tables show them: a role on a quote is a row of a table with one person in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from groundswell.kernel import numbers
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import Margin
from groundswell.surveys.models import Answer, Item, SurveyWave, Theme
from groundswell.surveys.queries.words import texts_in
from groundswell.surveys.rules.results_groups import label_of_group, table_of
from groundswell.surveys.rules.themes import smallest_of, texts_having


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one question. ``answered`` is None where they are too few to show; ``texts`` is empty then."""

    item: Item
    question: str
    threshold: int
    answered: int | None
    texts: QuerySet[Answer]
    quotable: int = 0
    roles: dict[str, str] = field(default_factory=dict)

    def quotes(self, texts: Iterable[Answer]) -> list["Quote"]:
        """Some of the texts as they may be read."""
        return [
            Quote(
                one.text,
                one.response.may_quote,
                self.roles.get(_role(one), "") if one.response.may_quote else "",
                one.pk,
            )
            for one in texts
        ]


@dataclass(frozen=True, slots=True)
class Quote:
    """One text; ``role`` in words where it may be quoted so, empty otherwise. ``key`` is the answer's."""

    text: str
    may_quote: bool = False
    role: str = ""
    key: UUID | None = None


def words_of(
    wave: SurveyWave,
    item: Item,
    *,
    wanted: str = "",
    only_quotes: bool = False,
    about: Theme | None = None,
    language: str,
) -> Words:
    """The texts that hold ``wanted`` in any case, all where it is empty; with ``only_quotes`` those with consent.

    ``about`` leaves those in which somebody found the theme: none where the theme's number is not shown.
    """
    smallest, question = smallest_of(wave), said_in(item.wording, language)
    texts = texts_in(wave, item)
    answered = texts.count()
    if numbers.suppressed(answered, smallest):
        return Words(item, question, smallest, None, texts.none())
    quotable = texts.filter(response__may_quote=True).count()
    if wanted:
        texts = texts.filter(text__icontains=wanted)
    if only_quotes:
        texts = texts.filter(response__may_quote=True)
    if about:
        texts = texts.filter(pk__in=texts_having(wave, item, about))
    roles = roles_that_may_be_named(wave, item) if quotable else {}
    texts = texts.select_related("response__invitation")
    return Words(item, question, smallest, answered, texts, quotable, roles)


def _role(text: Answer) -> str:
    invitation = text.response.invitation
    return invitation.role if invitation else ""


def roles_that_may_be_named(wave: SurveyWave, item: Item) -> dict[str, str]:
    """Roles in words beside which a quote may stand: shown in the tables of this question, once the wave is closed."""
    table = table_of(wave, Margin.ROLE)
    shown = table.quotable.get(item.key, ())
    return {one.key: label_of_group(Margin.ROLE, one) for one in table.groups if one.key in shown}
