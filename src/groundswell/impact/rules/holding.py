"""What a sentence may not say, or only with a footnote. One small rule each; ``findings`` asks them all.

Every rule reads a ``Statement`` alone, so that our own claims and those of others are held to the same. R1 to R11 are
explained in docs/claims.md.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

from groundswell.impact.choices import Design, Reason, Relation
from groundswell.impact.models import Claim
from groundswell.impact.queries.claims import wordings_in_use
from groundswell.impact.rules import comparing, sentences, statements
from groundswell.impact.rules.sentences import TYPED_COUNT, TYPED_SHARE
from groundswell.impact.rules.statements import Finding, Number, Sorted, Statement

IMPLEMENTED = "implemented"
MEASURED = ("share", "mean", "growth")
EVERY = {"en": r"all|every|everyone|everybody", "es": r"todos|todas|cada"}
NONE = {"en": r"no|none|never|nobody|always", "es": r"ningún|ninguna|ninguno|nunca|nadie|siempre"}
A_BASE = re.compile(r"\b(?:of|de) (?:all|every\w*|todos|todas|cada)\b", re.IGNORECASE)
BY_YEAR = re.compile(r"\b(?:by|until|para|hasta) (?:19|20)\d\d\b", re.IGNORECASE)
WEAK = (Design.NO_COMPARISON, Design.BEFORE_AFTER)

Rule = Callable[[Statement], Iterator[Finding]]


def findings_of(claim: Claim, language: str = "en", goals: Sequence[str] | None = None) -> list[Finding]:
    """What does not hold in a claim, or needs a footnote, in the reader's language. ``goals`` are the wordings in use
    (:func:`goals_in_use`), for who asks about many claims."""
    figures = list(claim.figures.all())
    language = sentences.spoken(claim.sentence, language)
    template = claim.sentence.get(language, "")
    filled = sentences.fill(template, figures)
    used = goals_in_use() if goals is None else goals
    return findings(statements.of_claim(claim, figures, used, filled, template, language))


def goals_in_use() -> list[str]:
    """The wordings of the plan's goals under which claims stand, as the rules compare them."""
    return [statements.worded(*one) for one in wordings_in_use()]


def findings(statement: Statement) -> list[Finding]:
    """Everything that does not hold, those that refuse first."""
    found = [one for rule in RULES for one in rule(statement)]
    return sorted(dict.fromkeys(found), key=lambda one: not one.refuses)


def in_two(found: list[Finding]) -> Sorted:
    """What refuses, and what becomes a footnote."""
    return Sorted([one for one in found if one.refuses], [one for one in found if not one.refuses])


def without_a_base(statement: Statement) -> Iterator[Finding]:
    """R4: how many answered, how many were asked."""
    for one in statement.numbers:
        if one.is_suppressed:
            said = _("Too few people answered to show this number without giving anyone away.")
            yield Finding(Reason.R4, True, said, _("More answers, or a wider group."))
        elif one.kind in MEASURED and (not one.answered or not one.asked):
            said = _("It does not say how many people this is based on, nor how many were asked.")
            needed = _(
                "How many answered and how many were asked: with them the response rate, and the range that those "
                "who kept silent leave open."
            )
            yield Finding(Reason.R4, True, said, needed)
        elif one.answered and one.asked and 2 * one.answered < one.asked:
            said = _("Fewer than half of those who were asked answered.")
            yield Finding(
                Reason.R4, False, said, _("The range with those who kept silent, which stands beside it.")
            )


def merged_states(statement: Statement) -> Iterator[Finding]:
    """R3: who did it and who means to are not one number; neither are all and those who were asked."""
    for one in statement.numbers:
        if IMPLEMENTED in one.states and len(one.states) > 1:
            said = _("It counts people who have done it together with people who plan to.")
            yield Finding(Reason.R3, True, said, _("The two apart, each with its own number of people."))
        if one.of_some and not one.base:
            said = _("It is not clear whether this counts everybody or only those who had done it.")
            yield Finding(Reason.R3, True, said, _("Of whom the question was asked, and how many they were."))
        elif one.of_some:
            said = _("This was asked only of those whose earlier answer led to it, not of everybody.")
            yield Finding(Reason.R3, False, said)


def two_definitions(statement: Statement) -> Iterator[Finding]:
    """R2: another question, scale or box is another number."""
    pairs = list(combinations(statement.numbers, 2)) if statement.relation == Relation.COMPARES else []
    pairs += [(one, other) for one in statement.numbers for other in statement.beside]
    for one, other in pairs:
        if one.kind in MEASURED and one.question and other.question and one.measure != other.measure:
            said = _(
                "Two numbers stand side by side that count different answers, so they can't be compared."
            )
            needed = _("The same question with the same answers counted, both times.")
            yield Finding(Reason.R2, True, said, needed)


def changing_base(statement: Statement) -> Iterator[Finding]:
    """R1: a share of those who answered beside one of those who were asked; another group; several totals."""
    if statement.relation == Relation.COMPARES:
        for one, other in combinations(statement.numbers, 2):
            if one.base != other.base:
                said = _("One number is a share of those who answered, the other of those who were asked.")
                yield Finding(Reason.R1, True, said, _("The same base for both."))
            elif one.population != other.population:
                said = _("The two numbers come from different groups of people.")
                yield Finding(
                    Reason.R1, False, said, _("The same group both times, or people who answered twice.")
                )
    for one in statement.numbers:
        if len(set(one.wholes)) > 1:
            totals = ", ".join(map(str, one.wholes))
            said = _("The total is told in different ways: %(totals)s.") % {"totals": totals}
            yield Finding(Reason.R1, True, said, _("One total with its date, its definition and its source."))
        if not one.is_final:
            said = _("People can still answer, so the number may move.")
            yield Finding(Reason.R1, False, said, _("The end of the survey."))


def some_of_more(statement: Statement) -> Iterator[Finding]:
    """R5: n of m named where more exist; numbers typed by hand."""
    for one in statement.numbers:
        if one.exist is not None and one.whole is not None and one.exist > one.whole:
            said = _("It names %(part)s of %(whole)s, but %(exist)s are listed.") % {
                "part": one.part, "whole": one.whole, "exist": one.exist,
            }  # fmt: skip
            yield Finding(Reason.R5, True, said, _("All of them, found by a query and not by hand."))
        if one.hidden and statement.is_ours:
            said = _(
                "In %(hidden)s of the %(whole)s surveys too few answered to be shown; their people count as silent."
            ) % {"hidden": one.hidden, "whole": one.whole}
            yield Finding(Reason.R5, False, said)
    if statement.is_ours and (typed := TYPED_COUNT.search(statement.template)):
        said = _("The sentence counts by hand (“%(words)s”).") % {"words": typed[0]}
        yield Finding(Reason.R5, True, said, _("A number that a definition gives, in its gap."))
    if statement.is_ours and TYPED_SHARE.search(statement.template):
        said = _("The sentence has a share that was typed by hand.")
        yield Finding(Reason.R4, True, said, _("A number that a definition gives, in its gap."))


def other_dates(statement: Statement) -> Iterator[Finding]:
    """R6: years in the words that are not those of the data."""
    for one in statement.numbers:
        if one.years_measured and (wrong := sorted(set(one.years_said) - set(one.years_measured))):
            said = _("It says %(said)s, but people were asked in %(measured)s.") % {
                "said": ", ".join(map(str, wrong)), "measured": _years(one),
            }  # fmt: skip
            yield Finding(Reason.R6, True, said, _("The dates of the survey itself."))


def absolute_words(statement: Statement) -> Iterator[Finding]:
    """R7 and R10: all, no, never, without a share that was measured as all or none; a plan told as done."""
    words = A_BASE.sub("", statement.words)
    if any(one.is_absolute for one in statement.numbers):
        return
    every, none = (_word(lists, statement.language, words) for lists in (EVERY, NONE))
    if every and BY_YEAR.search(words):
        yield _plan(statement.numbers)
    elif word := every or none:
        said = _("It says “%(word)s”, and nothing measured it.") % {"word": word}
        elsewhere = next((one.contradicted_by for one in statement.numbers if one.contradicted_by), "")
        if elsewhere:
            said += " " + _("The same source says elsewhere: %(words)s") % {"words": elsewhere}
        yield Finding(Reason.R7, True, said, _("The share, counted, with its date."))


def _word(lists: dict[str, str], language: str, words: str) -> str:
    found = re.search(rf"\b(?:{lists.get(language, lists['en'])})\b", words, re.IGNORECASE)
    return found[0] if found else ""


def _plan(numbers: tuple[Number, ...]) -> Finding:
    counted = next((one for one in numbers if one.part is not None and one.whole), None)
    said = _("This is a plan for a year, not something that was counted.")
    if counted:
        said += " " + _("Counted were %(part)s of %(whole)s.") % {
            "part": counted.part,
            "whole": counted.whole,
        }
    return Finding(Reason.R10, True, said, _("The plan beside what was reached, year by year."))


def growth_without_design(statement: Statement) -> Iterator[Finding]:
    """R8: what would have happened anyway."""
    if statement.relation != Relation.GROWTH:
        return
    if not statement.design:
        said = _("It says that something brought growth about, but not what the growth was compared with.")
        needed = _("The design: who was compared with whom, and how they were chosen.")
        yield Finding(Reason.R8, True, said, needed)
    elif statement.design in WEAK:
        said = _("Nothing shows what would have happened without it.")
        yield Finding(Reason.R8, False, said, _("A comparison: matched, staggered or by lot."))


def points_without_a_trend(statement: Statement) -> Iterator[Finding]:
    """R9: two points; a difference that chance could make."""
    for one in statement.numbers:
        if 1 < len(one.series) < 3:
            said = _("Two points make no trend.")
            if one.series[-1] < one.series[0]:
                said += " " + _("The second is lower than the first.")
            yield Finding(Reason.R9, True, said, _("The years before and between, each with its interval."))
    if statement.relation != Relation.COMPARES or not statement.is_ours:
        return
    for one, other in combinations(statement.numbers, 2):
        if comparing.may_be_chance(one, other):
            said = _("The difference is so small that chance alone could make it.")
            yield Finding(
                Reason.R9, True, said, _("More answers, or a sentence that says that they are about equal.")
            )
        if (one.from_on, one.to_on) != (other.from_on, other.to_on):
            said = _("Two points in time are no trend.")
            yield Finding(Reason.R9, False, said, _("More points in time."))


def goal_in_other_words(statement: Statement) -> Iterator[Finding]:
    """R11: one goal, two wordings."""
    name = statement.goal.partition(":")[0].strip().casefold()
    same = [one for one in statement.goals if one.partition(":")[0].strip().casefold() == name]
    if name and any(one.strip() != statement.goal.strip() for one in same):
        said = _("The same goal stands in other words elsewhere.")
        yield Finding(Reason.R11, False, said, _("One wording, or the version that held then."))


def _years(number: Number) -> str:
    first, last = number.years_measured[0], number.years_measured[-1]
    return str(first) if first == last else f"{first}–{last}"


RULES: tuple[Rule, ...] = (
    without_a_base, two_definitions, merged_states, changing_base, some_of_more, other_dates, absolute_words,
    growth_without_design, points_without_a_trend, goal_in_other_words,
)  # fmt: skip
