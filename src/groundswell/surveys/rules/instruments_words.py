"""What changed between two versions, and what is not translated yet, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.models import Item
from groundswell.surveys.rules.fingerprints import SOURCE, fingerprint_of
from groundswell.surveys.rules.instruments import item_values
from groundswell.surveys.rules.ready_made import Question, Questionnaire, Words, label_of
from groundswell.surveys.rules.ready_made.parts import words_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was. ``parts`` says what, ``is_other`` that its answers are not those of before."""

    what: str
    parts: tuple[str, ...] = ()
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What one language lacks: how many texts and words, and in which questions (numbers from 1)."""

    language: str
    texts: int
    words: int
    questions: tuple[int, ...]


def differences(before: Questionnaire, after: Questionnaire) -> list[Difference]:
    """What a version says otherwise than the one it was made from, in the order of the newer one."""
    found = []
    if before.title != after.title:
        found.append(Difference(_("The title changed."), (_from_to(before.title, after.title),)))
    if before.introduction != after.introduction:
        found.append(Difference(_("The introduction changed.")))
    if before.pages != after.pages:
        found.append(Difference(_("The pages changed.")))
    old = {question.key: question for question in before.questions}
    for question in after.questions:
        name = said_in(question.wording, language_here())
        if question.key not in old:
            found.append(Difference(_("New: “%(question)s”") % {"question": name}))
            continue
        parts = tuple(_parts(old[question.key], question))
        if parts:
            is_other = fingerprint(old[question.key]) != fingerprint(question)
            found.append(Difference(_("Changed: “%(question)s”") % {"question": name}, parts, is_other))
    kept = {question.key for question in after.questions}
    gone = (question for question in before.questions if question.key not in kept)
    found += [
        Difference(
            _("Not asked any more: “%(question)s”") % {"question": said_in(one.wording, language_here())}
        )
        for one in gone
    ]
    if _order(before, old.keys() & kept) != _order(after, old.keys() & kept):
        found.append(Difference(_("The questions stand in another order.")))
    return found


def fingerprint(question: Question) -> str:
    """When two questions are one, before either is a row."""
    return fingerprint_of(Item(**item_values(question)))


def gaps(one: Questionnaire, languages: list[str]) -> list[Gap]:
    """What is said in English and not in these languages; the English words are shown there."""
    found = []
    for language in languages:
        missing = {
            at: [words[SOURCE] for words in texts if words.get(SOURCE) and not words.get(language)]
            for at, texts in enumerate([_frame_texts(one), *map(_texts, one.questions)])
        }
        texts = [text for at in missing for text in missing[at]]
        words = sum(len(text.split()) for text in texts)
        found.append(Gap(language, len(texts), words, tuple(at for at in missing if at and missing[at])))
    return found


def languages_of(one: Questionnaire) -> set[str]:
    """Every language in which something is said."""
    texts = [*_frame_texts(one), *(words for question in one.questions for words in _texts(question))]
    return {language for words in texts for language in words}


def condition_in_words(only_if: tuple[str, frozenset[str]] | None, one: Questionnaire) -> str:
    """Of whom something is asked: “Only if “How much …” is “Some of it” or “All of it””; empty for everyone."""
    if only_if is None:
        return ""
    leading = next((question for question in one.questions if question.key == only_if[0]), None)
    if leading is None:
        return _("Only after a question that isn’t there any more")
    labels = [label_of(point, language_here()) for point in leading.points if point["key"] in only_if[1]]
    said = {
        "question": said_in(leading.wording, language_here()),
        "answers": _(" or ").join(f"“{label}”" for label in labels),
    }
    return _("Only if “%(question)s” was answered with %(answers)s") % said


def _parts(old: Question, new: Question) -> Iterator[str]:
    if old.wording.get(SOURCE) != new.wording.get(SOURCE):
        yield _from_to(old.wording, new.wording)
    if old.kind != new.kind:
        yield _("Answered otherwise: %(kind)s") % {"kind": new.kind.label}
    if _keys(old.points) != _keys(new.points) or _source(old.points) != _source(new.points):
        yield _("Other answers: %(answers)s") % {"answers": ", ".join(_source(new.points))}
    if _keys(old.rows) != _keys(new.rows) or _source(old.rows) != _source(new.rows):
        yield _("Other lines: %(lines)s") % {"lines": ", ".join(_source(new.rows))}
    if set(old.box) != set(new.box):
        yield _("What counts together changed")
    if (old.lowest, old.highest) != (new.lowest, new.highest):
        yield _("Other limits")
    if old.only_if != new.only_if:
        yield _("Asked of others than before")
    if old.is_required != new.is_required:
        yield _("Must be answered now") if new.is_required else _("May be left out now")
    if old.is_protected_topic != new.is_protected_topic:
        yield (
            _("Marked as a protected topic")
            if new.is_protected_topic
            else _("No longer marked as a protected topic")
        )
    if _elsewhere(old) != _elsewhere(new):
        yield _("Translation, hint or name changed")


def _elsewhere(one: Question) -> tuple[object, ...]:
    """What changes neither the question nor its answers."""
    others = [
        {name: text for name, text in words.items() if name != SOURCE}
        for words in (one.wording, *map(words_of, (*one.points, *one.rows)))
    ]
    return one.hint, one.box_name, one.unit, others


def _order(one: Questionnaire, keys: set[str]) -> list[str]:
    return [question.key for question in one.questions if question.key in keys]


def _keys(points: tuple[Words, ...]) -> list[tuple[str, str]]:
    return [(point["key"], point.get("state", "")) for point in points]


def _source(points: tuple[Words, ...]) -> list[str]:
    return [label_of(point, SOURCE) for point in points]


def _from_to(old: Words, new: Words) -> str:
    return f"“{said_in(old, language_here())}” → “{said_in(new, language_here())}”"


def _texts(one: Question) -> list[Words]:
    return [one.wording, one.hint, one.box_name, one.unit, *map(words_of, (*one.points, *one.rows))]


def _frame_texts(one: Questionnaire) -> list[Words]:
    return [one.title, one.introduction, *(page.title for page in one.pages)]
