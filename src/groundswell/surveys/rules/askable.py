"""Which questionnaires the office can ask staff."""

from groundswell.kernel.words import said_in
from groundswell.surveys.choices import InstrumentState
from groundswell.surveys.models import Instrument
from groundswell.surveys.rules.own_pages import own_page_of
from groundswell.surveys.rules.ready_made import READY_MADE, STUDENT_VOICE

NOT_FOR_STAFF = frozenset({STUDENT_VOICE.key})


def askable(language: str) -> list[tuple[str, str]]:
    """Key and title of each questionnaire by its newest ready version, the ready-made ones too. One statement.

    Left out is what a page elsewhere asks (after an event, in six weeks' time) and what is for students alone.
    """
    titles = {key: said_in(one.title, language) for key, one in READY_MADE.items()}
    ready = Instrument.objects.filter(state=InstrumentState.READY).order_by("version")
    titles |= {key: said_in(title, language) for key, title in ready.values_list("key", "title")}
    offered = [
        (key, title) for key, title in titles.items() if key not in NOT_FOR_STAFF and own_page_of(key) is None
    ]
    return sorted(offered, key=lambda one: (one[1].casefold(), one[0]))
