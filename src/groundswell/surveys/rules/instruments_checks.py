"""What a draft still lacks before people can be asked. Each finding says which question, what, and what to do."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.choices import CHOOSING, WRITING, ItemKind, UseState
from groundswell.surveys.rules.ready_made import Point, Question, Questionnaire
from groundswell.surveys.rules.ready_made.parts import Condition, words_of
from groundswell.surveys.rules.ready_made.scales import ONE_TO_TEN, ZERO_TO_TEN

NUMBERS = {ItemKind.RATING_1_10: ONE_TO_TEN, ItemKind.NPS_0_10: ZERO_TO_TEN}
OPTIONS = (ItemKind.SCALE_5, ItemKind.USE, ItemKind.ONE, ItemKind.SEVERAL, ItemKind.MATRIX)
WITHOUT_POINTS = (ItemKind.NUMBER, *WRITING)
# On what is said to these questions another one may depend.
LEADING = (*CHOOSING, ItemKind.SEVERAL)
# Names of fields that stand beside the questions on the page that asks.
RESERVED = frozenset({"csrfmiddlewaretoken", "lang", "page", "next", "may_quote", "given", "form", "token"})
ALL_STATES = frozenset(UseState.values)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to do. ``key`` names the question, where it is about one; ``where`` says it in words."""

    where: str
    problem: str
    remedy: str
    key: str = ""

    def __str__(self) -> str:
        said = f"{self.problem} {self.remedy}"
        return f"{self.where}: {said}" if self.where else said


def findings(one: Questionnaire) -> list[Finding]:
    """Everything that keeps a draft from being ready, in the order of its questions; empty when it is ready."""
    found = []
    if not said_in(one.title, "en").strip():
        found.append(
            Finding("", _("The questionnaire has no title."), _("Say in a few words what it is about."))
        )
    if not one.questions:
        found.append(Finding("", _("It asks nothing yet."), _("Add a question.")))
    keys = Counter(question.key for question in one.questions)
    for at, question in enumerate(one.questions):
        where = name_of(question, at)
        told = [*_of_question(question), *_of_condition(question.only_if, one.questions[:at], one)]
        if keys[question.key] > 1:
            told.append((_("Two questions have its key."), _("Remove one of them.")))
        found += [Finding(where, problem, remedy, question.key) for problem, remedy in told]
    return found + list(_of_pages(one))


def name_of(question: Question, at: int) -> str:
    """“Question 3 (“How well did it go?”)”; ``at`` counts from 0."""
    words = said_in(question.wording, language_here())
    short = f"{words[:57]}…" if len(words) > 60 else words
    return _("Question %(number)d (“%(words)s”)") % {"number": at + 1, "words": short}


def _of_question(one: Question) -> Iterator[tuple[str, str]]:
    if not said_in(one.wording, "en").strip():
        yield _("It has no words."), _("Write what is asked.")
    if one.kind in OPTIONS and len(one.points) < 2:
        yield _("It has fewer than two answers to choose from."), _("Write each answer on a line of its own.")
    yield from _of_list(one.points, needs_words=one.kind in OPTIONS)
    wanted = NUMBERS.get(one.kind, () if one.kind in WITHOUT_POINTS else one.points)
    if [point["key"] for point in one.points] != [point["key"] for point in wanted]:
        yield (
            _("Its answers are not those that a question of this kind has."),
            _("Add the question anew: its answers come with its kind."),
        )
    if one.kind == ItemKind.MATRIX:
        if not one.rows:
            yield (
                _("It has no lines."),
                _("Write what is asked about, each on a line of its own."),
            )
        yield from _of_list(one.rows, needs_words=True)
    if one.lowest is not None and one.highest is not None and one.lowest >= one.highest:
        yield (
            _("Its lowest number is not below its highest."),
            _("Change one of the two."),
        )
    yield from _of_use(one) if one.kind == ItemKind.USE else _of_box(one)
    if one.key in RESERVED:
        yield _("Its key is a name that the page needs for itself."), _("Add the question anew.")


def _of_list(points: tuple[Point, ...], *, needs_words: bool) -> Iterator[tuple[str, str]]:
    keys = Counter(point["key"] for point in points)
    labels = Counter(said_in(words_of(point), "en").strip() for point in points) if needs_words else Counter()
    if max(keys.values(), default=1) > 1 or max(labels.values(), default=1) > 1:
        yield _("Two of its answers or lines are the same."), _("Change or take away one of them.")
    if "" in labels:
        yield _("One of its answers or lines has no words."), _("Write them, or take it away.")


def _of_box(one: Question) -> Iterator[tuple[str, str]]:
    keys = {point["key"] for point in one.points}
    if not set(one.box) <= keys:
        yield (
            _("What counts together names an answer that isn’t there."),
            _("Tick again what counts together."),
        )
    elif one.box and set(one.box) == keys:
        yield (
            _("All its answers count together, so that everybody is always in the share."),
            _("Leave at least one out."),
        )
    if one.box and not said_in(one.box_name, "en").strip():
        yield (
            _("What counts together has no name."),
            _("Say what people are who chose it, such as “very or extremely confident”."),
        )


def _of_use(one: Question) -> Iterator[tuple[str, str]]:
    states = {point.get("state", "") for point in one.points}
    if states != ALL_STATES:
        yield (
            _("It needs an answer for each state: used it, plans to, neither."),
            _("Write at least one answer under each."),
        )
    used = {point["key"] for point in one.points if point.get("state") == UseState.IMPLEMENTED}
    if set(one.box) != used:
        yield (
            _("What counts together is not what was used. “Plans to” is never merged with “used it”."),
            _("Save the question once more."),
        )
    if not said_in(one.box_name, "en").strip():
        yield (
            _("What counts as used has no name."),
            _("Say what people are who chose it, such as “using some of it or more”."),
        )


def _of_condition(
    only_if: Condition | None, earlier: tuple[Question, ...], one: Questionnaire
) -> Iterator[tuple[str, str]]:
    if only_if is None:
        return
    leading = next((question for question in earlier if question.key == only_if[0]), None)
    if leading is None:
        later = any(question.key == only_if[0] for question in one.questions)
        problem = (
            _("It depends on a question that comes after it.")
            if later
            else _("It depends on a question that isn’t there.")
        )
        yield problem, _("Move it, or choose again whom it is asked of.")
    elif leading.kind not in LEADING:
        yield (
            _("It depends on a question without answers to choose from."),
            _("Choose again whom it is asked of."),
        )
    elif not only_if[1] or not only_if[1] <= {point["key"] for point in leading.points}:
        yield (
            _("It depends on an answer that isn’t there any more."),
            _("Choose again whom it is asked of."),
        )


def _of_pages(one: Questionnaire) -> Iterator[Finding]:
    for number, page in enumerate(one.pages, start=1):
        where = _("Page %(number)d") % {"number": number}
        if all(question.page != number for question in one.questions):
            yield Finding(where, _("It has no question."), _("Move a question to it, or take the page away."))
        earlier = tuple(question for question in one.questions if question.page < number)
        for problem, remedy in _of_condition(page.only_if, earlier, one):
            yield Finding(where, problem, remedy)
