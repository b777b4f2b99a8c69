"""An assignment that was worked out, in words: read back from what was kept of it."""

from collections.abc import Mapping
from typing import Any

from groundswell.cohorts.rules.assigning_terms import Aim, Answer, Kind, Reached, Reason, Status
from groundswell.cohorts.rules.assigning_words import words_of, words_of_reached


def reached_in_words(said: Mapping[str, Any]) -> list[str]:
    """One sentence for each aim, with what of it is proven."""
    answer = Answer(Status.FOUND, most=said.get("most", 0))
    return [
        words_of_reached(Reached(Aim(aim), value, bound), answer)
        for aim, value, bound in said.get("reached", [])
    ]


def reasons_in_words(
    said: Mapping[str, Any], schools: Mapping[int, str], readers: Mapping[int, str]
) -> list[list[str]]:
    """Sets of rules that can't be kept together, each as its sentences."""
    return [
        [
            words_of(Reason(Kind(kind), one, reader, need, have), applications=schools, readers=readers)
            for kind, one, reader, need, have in some
        ]
        for some in said.get("reasons", [])
    ]
