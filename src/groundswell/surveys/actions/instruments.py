"""Verbs for what is asked."""

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.models import Instrument, Item
from groundswell.surveys.rules.ready_made import READY_MADE, Question, Questionnaire


@verb
def install(*, by: Actor, questionnaire: Questionnaire) -> Instrument:
    """Make a questionnaire ready to be asked. Says nothing new when its newest version reads the same already.

    A version is never edited, so that answers keep the words that they answer: other words make the next version.
    """
    newest = newest_version(questionnaire.key)
    if newest is not None and _reads_the_same(newest, questionnaire):
        return newest
    instrument = Instrument.objects.create(
        tenant=by.tenant,
        key=questionnaire.key,
        version=newest.version + 1 if newest else 1,
        title=questionnaire.title,
    )
    Item.objects.bulk_create(
        Item(tenant=by.tenant, instrument=instrument, position=position, **_fields(question))
        for position, question in enumerate(questionnaire.questions, start=1)
    )
    journal.record(
        "surveys.instrument.installed", by=by, subject=instrument, data={"version": instrument.version}
    )
    return instrument


def ready(*, by: Actor, key: str) -> Instrument:
    """The newest version of an instrument; a ready-made one is installed at its first use. LookupError for neither."""
    newest = newest_version(key)
    if newest is not None:
        return newest
    if key not in READY_MADE:
        raise LookupError(f"There is no questionnaire called {key!r}. Ready-made: {', '.join(READY_MADE)}.")
    return install(by=by, questionnaire=READY_MADE[key])


def newest_version(key: str) -> Instrument | None:
    """The version that a new wave would ask; None where the district has none."""
    return Instrument.objects.filter(key=key).order_by("-version").first()


def _reads_the_same(instrument: Instrument, questionnaire: Questionnaire) -> bool:
    stored = [{name: getattr(item, name) for name in _NAMES} for item in instrument.items.all()]
    return instrument.title == questionnaire.title and stored == [
        _fields(question) for question in questionnaire.questions
    ]


_NAMES = ("key", "kind", "wording", "hint", "scale", "points", "box", "box_name")


def _fields(question: Question) -> dict:
    values = {name: getattr(question, name) for name in _NAMES}
    return {**values, "points": list(question.points), "box": list(question.box)}
