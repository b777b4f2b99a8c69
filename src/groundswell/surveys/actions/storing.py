"""What somebody said, checked and written down: the same under every promise. For verbs."""

from collections.abc import Iterable, Mapping, Sequence

from groundswell.kernel import rows
from groundswell.surveys.choices import Channel
from groundswell.surveys.models import Answer, Item, Response, SurveyWave
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.answering import Part, is_complete, parts_of, tidy
from groundswell.surveys.rules.branching import Given, Said, asked_of


def checked(wave: SurveyWave, answers: Given, channel: Channel = Channel.LINK) -> list[tuple[Item, Part]]:
    """What is kept of the answers, question by question. ``answers`` in the shape of ``rules.branching.Given``.

    An answer to a question that the other answers leave out is not kept. Raises ValueError for no answer at all, for
    a question that was not asked, for what a question does not offer and where a required answer is missing (on paper
    nobody can be asked again: there it may be).
    """
    questions = questions_of(wave)
    given = tidy(answers)
    asked = asked_of(questions, given)
    _check(questions, asked, given, channel)
    parts = [(item, part) for item in asked if item.key in given for part in parts_of(item, given[item.key])]
    if not parts:
        raise ValueError("An answer to at least one question is needed.")
    return parts


def has_words(parts: Iterable[tuple[Item, Part]]) -> bool:
    """True where somebody answered in their own words."""
    return any(part.text for _, part in parts)


def store(response: Response, parts: Iterable[tuple[Item, Part]]) -> Response:
    """Write one response with its answers."""
    with rows.together():
        rows.add(response)
        for item, part in parts:
            rows.add(answer(response, item.pk, part))
    return response


def answer(response: Response, item: int, part: Part) -> Answer:
    """A row that is not written yet."""
    return Answer(
        tenant_id=response.tenant_id,
        wave_id=response.wave_id,
        response_id=response.pk,
        item_id=item,
        part=part.part,
        choice=part.choice,
        number=part.number,
        text=part.text,
    )


def _check(
    questions: Sequence[Item], asked: Sequence[Item], given: Mapping[str, Said], channel: Channel
) -> None:
    if unknown := given.keys() - {item.key for item in questions}:
        raise ValueError(f"There is no question called {sorted(unknown)[0]!r}.")
    if channel == Channel.PAPER:
        return
    missing = [
        item.key for item in asked if item.is_required and not is_complete(item, given.get(item.key, ""))
    ]
    if missing:
        raise ValueError(f"{missing[0]!r} needs an answer.")
