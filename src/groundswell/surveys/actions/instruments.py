"""Verbs for what is asked: questionnaires that come with the house, drafts, and versions that are never edited."""

from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext as _

from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import InstrumentState
from groundswell.surveys.models import Instrument, Item, QuestionPage
from groundswell.surveys.rules.fingerprints import fingerprint_of
from groundswell.surveys.rules.instruments import item_values, mark_of, questionnaire_of, shown_when
from groundswell.surveys.rules.instruments_checks import findings
from groundswell.surveys.rules.ready_made import READY_MADE, Questionnaire, Words
from groundswell.surveys.rules.refusals import Refused

LONGEST_KEY = 50


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
        version=_next_number(questionnaire.key),
        title=questionnaire.title,
        introduction=questionnaire.introduction,
    )
    _fill(by, instrument, questionnaire)
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
    ready_ones = Instrument.objects.filter(key=key, state=InstrumentState.READY)
    return ready_ones.order_by("-version").first()


@verb
def draft(*, by: Actor, title: Words, introduction: Words) -> Instrument:
    """Begin a questionnaire. Its key is made of its title and stays, whatever the title becomes."""
    return _begin(by, Questionnaire(_free_key(said_in(title, "en")), title, (), introduction), None)


@verb
def change(*, by: Actor, instrument: Instrument) -> Instrument:
    """The next version as a draft that says what this one says. Raises Refused while there is another draft of it.

    What is not touched in it keeps its fingerprint and its revision, so that answers go on being comparable.
    """
    held = _ready(instrument)
    return _begin(by, questionnaire_of(held), held)


@verb
def copy(*, by: Actor, instrument: Instrument) -> Instrument:
    """A questionnaire of its own as a draft that says what this one says. Its questions stay the same questions."""
    held = _ready(instrument)
    said = questionnaire_of(held)
    key = _free_key(held.key)
    return _begin(by, Questionnaire(key, said.title, said.questions, said.introduction, said.pages), held)


@verb
def bring(*, by: Actor, questionnaire: Questionnaire) -> Instrument:
    """A draft of what a file says: the next version where the district has a questionnaire of its key."""
    return _begin(by, questionnaire, newest_version(questionnaire.key))


@verb
def freeze(*, by: Actor, instrument: Instrument, seen: str | None = None) -> Instrument:
    """The draft can be asked from now on and is never edited again.

    ``seen`` is the mark of what was read (``rules.instruments.mark_of``): Refused when it reads otherwise by now, and
    for whatever ``rules.instruments_checks`` finds.
    """
    held = hold_draft(instrument)
    said = questionnaire_of(held)
    if seen is not None and seen != mark_of(said):
        raise Refused(_("Somebody else changed the draft meanwhile. Look at it again, then make it ready."))
    if found := findings(said):
        raise Refused(" ".join(str(one) for one in found))
    items = list(Item.objects.filter(instrument=held))
    count_wordings(items)
    Item.objects.bulk_update(items, ["fingerprint", "revision"])
    newest = newest_version(held.key)
    if newest is not None and newest.version > held.version:
        held.version = _next_number(held.key)
    held.state = InstrumentState.READY
    held.save(update_fields=["state", "version"])
    data = {"version": held.version, "questions": len(items)}
    journal.record("surveys.instrument.readied", by=by, subject=held, data=data)
    return held


@verb
def discard(*, by: Actor, instrument: Instrument) -> None:
    """Throw a draft away, with its questions. Can't be undone; versions that are ready stay as they are."""
    held = hold_draft(instrument)
    gone, _each = Item.objects.filter(instrument=held).delete()
    QuestionPage.objects.filter(instrument=held).delete()
    data = {"version": held.version, "questions": gone}
    journal.record("surveys.instrument.discarded", by=by, subject=held, data=data)
    held.delete()


def hold_draft(instrument: Instrument) -> Instrument:
    """The draft, held until the verb ends. Raises Refused for a version that is ready, and for a draft that is gone."""
    if not Instrument.objects.filter(pk=instrument.pk).exists():
        raise Refused(_("Somebody threw this draft away meanwhile."))
    held = lock(instrument)
    if not held.is_draft:
        raise Refused(
            _("This version is ready and is never edited. Press “Change it”: that makes the next version.")
        )
    return held


def count_wordings(items: Iterable[Item]) -> None:
    """Set fingerprint and revision: the one of the same question, or the next where it was never asked so before."""
    items = list(items)
    keys = {item.key for item in items}
    known = Item.objects.filter(key__in=keys, instrument__state=InstrumentState.READY)
    numbers = {(one.key, one.fingerprint): one.revision for one in known}
    for item in items:
        item.fingerprint = fingerprint_of(item)
        before = [number for (key, _fingerprint), number in numbers.items() if key == item.key]
        item.revision = numbers.get((item.key, item.fingerprint), max(before, default=0) + 1)


def _ready(instrument: Instrument) -> Instrument:
    held = lock(instrument)
    if held.is_draft:
        raise Refused(_("This is a draft already: change it as it stands."))
    return held


def _begin(by: Actor, said: Questionnaire, based_on: Instrument | None) -> Instrument:
    there = Instrument.objects.filter(key=said.key, state=InstrumentState.DRAFT).first()
    made, is_new = (there, False) if there else _row(by, said, based_on)
    if not is_new:
        raise Refused(
            _(
                "Somebody drafts the next version of “%(title)s” already. Go on with that draft, or discard it."
            )
            % {"title": said_in(made.title, by.language or "en")}
        )
    _fill(by, made, said)
    data = {"version": made.version, "based_on": based_on.pk if based_on else None}
    journal.record("surveys.instrument.drafted", by=by, subject=made, data=data)
    return made


def _row(by: Actor, said: Questionnaire, based_on: Instrument | None) -> tuple[Instrument, bool]:
    """Of two who begin at the same moment one makes the row; the other finds it."""
    values = {"title": said.title, "introduction": said.introduction, "based_on": based_on}
    made: tuple[Instrument, bool] = Instrument.objects.get_or_create(
        tenant=by.tenant,
        key=said.key,
        version=_next_number(said.key),
        defaults=values | {"state": InstrumentState.DRAFT},
    )
    return made


def _next_number(key: str) -> int:
    newest = Instrument.objects.filter(key=key).order_by("-version").first()
    return newest.version + 1 if newest else 1


def _free_key(words: str) -> str:
    stem = slugify(words).replace("-", "_")[:LONGEST_KEY].strip("_") or "questions"
    taken = set(Instrument.objects.filter(key__startswith=stem).values_list("key", flat=True)) | {*READY_MADE}
    return next(key for key in _numbered(stem) if key not in taken)


def _numbered(stem: str) -> Iterable[str]:
    yield stem
    yield from (f"{stem}_{number}" for number in range(2, 10_000))


def _fill(by: Actor, instrument: Instrument, said: Questionnaire) -> None:
    """Write the pages and questions of a version that has none."""
    pages = [
        QuestionPage(
            tenant=by.tenant,
            instrument=instrument,
            position=position,
            title=page.title,
            shown_when=shown_when(page.only_if),
        )
        for position, page in enumerate(said.pages, start=1)
    ]
    QuestionPage.objects.bulk_create(pages)
    on_page = {0: None, **dict(enumerate(pages, start=1))}
    items = [
        Item(
            tenant=by.tenant,
            instrument=instrument,
            position=position,
            page=on_page[question.page],
            **item_values(question),
        )
        for position, question in enumerate(said.questions, start=1)
    ]
    count_wordings(items)
    Item.objects.bulk_create(items)


def _reads_the_same(instrument: Instrument, questionnaire: Questionnaire) -> bool:
    return mark_of(questionnaire_of(instrument)) == mark_of(questionnaire)
