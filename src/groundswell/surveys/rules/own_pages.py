"""Questions that stand on a page of a higher app, because only there is known what they are about.

``config.wiring`` connects one for an instrument's key. The mail, the reminder and the line on Today lead to that page;
answers, releases and results are the same as for every wave. An anonymous wave is answered on our page alone
(:func:`asked_elsewhere`): what the higher app knows of the person is shown there, and goes nowhere with the answer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from groundswell.surveys.models import SurveyWave

Words = Callable[[SurveyWave, Collection[int]], Mapping[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Where an instrument's questions stand, and how they are announced.

    ``by_token`` and ``by_number`` name addresses that take a mailed secret and an invitation's id. ``ask`` and
    ``remind`` are kinds of mail; ``words`` gives what more they say to each of these people (ids), and keys that begin
    with ``own_`` are shown to nobody else. ``beside`` is a template that shows them above the questions of an anonymous
    wave, whose mails carry none. ``headline`` takes ``what``, the wave's title; it and ``meta`` are lazily translated
    texts.
    """

    by_token: str
    by_number: str
    ask: str
    remind: str
    words: Words
    beside: str
    headline: Any
    meta: Any


_pages: dict[str, OwnPage] = {}


def connect(pages: Mapping[str, OwnPage]) -> None:
    """Called once by the wiring: instrument key → its page."""
    _pages.clear()
    _pages.update(pages)


def own_page_of(instrument_key: str) -> OwnPage | None:
    """The page of a higher app, or None where ours asks."""
    return _pages.get(instrument_key)


def asked_elsewhere(wave: SurveyWave) -> OwnPage | None:
    """The page of a higher app where a wave is answered; None where ours asks, as in every anonymous wave."""
    return None if wave.is_anonymous else own_page_of(wave.instrument.key)
