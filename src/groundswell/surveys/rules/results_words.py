"""Own words as they may be read: by nobody below the threshold, and quoted only with consent.

A quote is said to be a teacher's only where as many teachers as the threshold asks answered this question and the
wave's tables show them: a role on a quote is a row of a table with one person in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from groundswell.kernel import numbers
from groundswell.surveys.choices import Margin
from groundswell.surveys.models import Answer, Item, SurveyWave
from groundswell.surveys.queries.groups import answers_by_post
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.queries.words import texts_in
from groundswell.surveys.rules import suppression
from groundswell.surveys.rules.ready_made import said_in
from groundswell.surveys.rules.results_groups import declared, label_of_group, refusal, tables_of


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
            )
            for one in texts
        ]


@dataclass(frozen=True, slots=True)
class Quote:
    """One text; ``role`` in words where it may be quoted so, empty otherwise."""

    text: str
    may_quote: bool = False
    role: str = ""


def words_of(wave: SurveyWave, item: Item, *, wanted: str, only_quotes: bool, language: str) -> Words:
    """The texts that hold ``wanted`` in any case, all where it is empty; with ``only_quotes`` those with consent."""
    smallest, question = threshold(), said_in(item.wording, language)
    texts = texts_in(wave, item)
    answered = texts.count()
    if numbers.suppressed(answered, smallest):
        return Words(item, question, smallest, None, texts.none())
    quotable = texts.filter(response__may_quote=True).count()
    if wanted:
        texts = texts.filter(text__icontains=wanted)
    if only_quotes:
        texts = texts.filter(response__may_quote=True)
    roles = roles_that_may_be_named(wave, item, smallest) if quotable else {}
    texts = texts.select_related("response__invitation")
    return Words(item, question, smallest, answered, texts, quotable, roles)


def _role(text: Answer) -> str:
    invitation = text.response.invitation
    return invitation.role if invitation else ""


def roles_that_may_be_named(wave: SurveyWave, item: Item, smallest: int) -> dict[str, str]:
    """Roles in words beside which a quote may stand: shown in the tables of this question, once the wave is closed."""
    if Margin.ROLE not in declared(wave) or refusal(wave):
        return {}
    tables = tables_of(wave, smallest)
    said = answers_by_post(wave, [item])[item.pk]
    answered = {post: cell.answered for post, cell in said.items()}
    hidden = suppression.hidden_cells(tables.cells, answered, threshold=smallest, already=tables.hidden)
    shown = [key for margin, key in tables.cells if margin == Margin.ROLE and (margin, key) not in hidden]
    return {key: label_of_group(Margin.ROLE, key, tables.places) for key in shown if key}
