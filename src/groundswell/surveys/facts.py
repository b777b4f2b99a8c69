"""What surveys publish for analysis: counts, never a person's answers."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from groundswell.kernel import clock
from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import CHOOSING, GRADED, InstrumentState, WaveState
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.waves import begun, threshold
from groundswell.surveys.rules.published import answered_shown, published_of
from groundswell.surveys.rules.ready_made import label_of

ENGLISH = "en"
Row = tuple[Any, ...]


def smallest_group() -> int:
    """The smallest group that the open district shows."""
    return threshold()


def question_rows() -> Iterator[Row]:
    """Every question with points of every version that was ever asked: one statement."""
    items = Item.objects.filter(instrument__in=begun().values("instrument"), kind__in=CHOOSING)
    ready = items.filter(instrument__state=InstrumentState.READY).select_related("instrument", "page")
    for item in ready.order_by("instrument__key", "instrument__version", "position"):
        yield (
            item.instrument.key,
            item.instrument.version,
            said_in(item.instrument.title, ENGLISH),
            *_question(item),
            json.dumps(item.wording),
            json.dumps([_point(item, point) | {"words": _words(point)} for point in item.points]),
        )


def wave_rows() -> Iterator[Row]:
    """Every wave that was opened: three statements and one for the threshold."""
    waves = list(begun().select_related("instrument", "tenant").order_by("pk"))
    answered = answered_shown(waves, threshold())
    for wave in waves:
        yield (
            *_wave(wave),
            wave.invited,
            answered[wave.pk],
            wave.state == WaveState.CLOSED,
        )


def answer_rows(waves: Collection[int] | None = None) -> Iterator[Row]:
    """The counts of every wave, or of these: a few statements each. Of a closed wave, those that it showed."""
    found = begun().select_related("instrument", "tenant").order_by("pk")
    for wave in found if waves is None else found.filter(pk__in=waves):
        tallies = published_of(wave).tallies
        silent: dict[str, int] = {}
        for tally in tallies:
            asked = wave.invited if tally.led_here is None else tally.led_here
            # Whoever left a question before it unanswered might have been led here.
            unknown = sum(silent[one["item"]] for one in tally.item.conditions)
            may_be_asked = min(unknown + asked, wave.invited) if tally.answered else wave.invited
            silent[tally.item.key] = may_be_asked - tally.answered
            if not tally.counts:
                continue
            for point in tally.item.points:
                yield (
                    *_wave(wave),
                    *_question(tally.item),
                    *_point(tally.item, point).values(),
                    tally.counts.get(point["key"], 0),
                    tally.answered,
                    asked,
                    silent[tally.item.key],
                    wave.invited,
                    wave.state == WaveState.CLOSED,
                )


def _wave(wave: SurveyWave) -> Row:
    opened = clock.local(wave.opens_at, wave.tenant.time_zone).date()
    closed = None if wave.is_open else wave.last_day
    return (
        wave.pk, wave.title, wave.subject_key, opened, closed, wave.promise, wave.instrument.key,
        wave.instrument.version,
    )  # fmt: skip


def _question(item: Item) -> Row:
    return (
        item.key, item.revision, item.fingerprint, item.kind, said_in(item.wording, ENGLISH), item.scale,
        _asked_after(item),
    )  # fmt: skip


def _asked_after(item: Item) -> str:
    return " ".join(dict.fromkeys(one["item"] for one in item.conditions))


def _point(item: Item, point: dict[str, str]) -> dict[str, Any]:
    """One answer option: its key, what it is called, its number, its state of use, and whether it is in the box."""
    return {
        "key": point["key"],
        "label": label_of(point, ENGLISH),
        "value": int(point["key"]) if item.kind in GRADED else None,
        "state": point.get("state", ""),
        "in_box": point["key"] in item.box,
    }


def _words(point: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in point.items() if name not in ("key", "state")}


D, P = Privacy.DIRECTORY, Privacy.PUBLIC
_WAVE = (
    Column("wave", "integer", D, "The wave"),
    Column("wave_title", "text", D, "What the wave was about"),
    Column("subject_key", "text", D, "What it was opened for, in its owner's words (event:12)"),
    Column("opened_on", "date", D, "First day on which people were asked"),
    Column("closed_on", "date", D, "Last day for answers; empty while the wave is open"),
    Column("promise", "text", D, "What people were told about who sees their answers"),
    Column("instrument", "text", P, "Key of the questionnaire"),
    Column("version", "integer", P, "Version of the questionnaire; shares of two never mix silently"),
)
_QUESTION = (
    Column("item", "text", P, "Key of the question"),
    Column("revision", "integer", P, "Which wording of the question it is in this district, from 1"),
    Column("fingerprint", "text", P, "SHA-256 of what a number of it depends on; equal means one question"),
    Column("kind", "text", P, "How it is answered"),
    Column("wording", "text", P, "The question in English"),
    Column("scale", "text", P, "Name of the scale"),
    Column(
        "asked_after",
        "text",
        P,
        "Keys of the questions whose answers lead to it; empty where all are asked",
    ),
)
_IS_FINAL = Column("is_final", "boolean", D, "Whether the wave is closed, so that the numbers stay")

SURVEY_QUESTIONS = FactTable(
    name="survey_questions",
    grain="One question with answer options of one version of a questionnaire that was ever asked.",
    columns=(
        Column("instrument", "text", P, "Key of the questionnaire"),
        Column("version", "integer", P, "Version of the questionnaire"),
        Column("instrument_title", "text", P, "The questionnaire's title in English"),
        *_QUESTION,
        Column("words", "text", P, "The question in each language, as JSON"),
        Column(
            "points", "text", P, "The options in order: key, words, value, state of use, in the box; as JSON"
        ),
    ),
    tells_about=("surveys.Instrument", "surveys.QuestionPage", "surveys.Item"),
    rows=question_rows,
)
SURVEY_WAVES = FactTable(
    name="survey_waves",
    grain="One wave, however few answered: who counts the waves of a year counts them here.",
    columns=(
        *_WAVE,
        Column("invited", "integer", D, "How many were asked"),
        Column("answered", "integer", D, "How many answered; empty where they are fewer than the threshold"),
        _IS_FINAL,
    ),
    tells_about=("surveys.SurveyWave",),
    rows=wave_rows,
)
SURVEY_ANSWERS = FactTable(
    name="survey_answers",
    grain=(
        "One answer option of one question of one wave. Only released answers are counted, and no row stands for a "
        "question with fewer answers than the district's threshold."
    ),
    columns=(
        *_WAVE,
        *_QUESTION,
        Column("option", "text", P, "Key of the answer option, in the scale's order"),
        Column("option_wording", "text", P, "The option in English"),
        Column("value", "integer", P, "The option's number, where it is one"),
        Column("use_state", "text", P, "Implemented, planning or not, where the question asks it"),
        Column("in_box", "boolean", P, "Whether the option counts as agreement"),
        Column("people", "integer", D, "How many chose it"),
        Column("answered", "integer", D, "How many answered the question"),
        Column("asked", "integer", D, "Of how many it was asked: all invited, or those led to it"),
        Column("silent", "integer", D, "How many may have belonged to those asked and did not answer"),
        Column("invited", "integer", D, "How many were asked anything"),
        _IS_FINAL,
    ),
    tells_about=("surveys.Instrument", "surveys.QuestionPage", "surveys.Item", "surveys.SurveyWave"),
    rows=answer_rows,
)

TABLES: tuple[FactTable, ...] = (SURVEY_QUESTIONS, SURVEY_WAVES, SURVEY_ANSWERS)

NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished(
        "surveys.Invitation", "Who answered and who kept silent is nobody's business; waves carry counts."
    ),
    NotPublished(
        "surveys.AskingPolicy", "How often people may be asked: a setting, told on the office's page."
    ),
    NotPublished(
        "surveys.Kiosk", "A device that was open for some hours; what came in by it counts with the rest."
    ),
    NotPublished("surveys.WaveKey", "A key; its public half stands on the page of whoever answers."),
    NotPublished(
        "surveys.SpentToken", "That a right to answer was used; how many answered is in survey_waves."
    ),
    NotPublished("surveys.Deposit", "Answers that wait, unread, for the end; how many is in survey_waves."),
    NotPublished("surveys.Response", "One person's answers together; only counts over many leave this app."),
    NotPublished(
        "surveys.FrozenTable", "What a closed wave showed: survey_answers takes its counts from there."
    ),
    NotPublished("surveys.Answer", "Counted in survey_answers; own words are read on the wave's page alone."),
    NotPublished("surveys.Theme", "Somebody's reading of texts, worked on; shown beside the texts alone."),
    NotPublished(
        "surveys.Coding", "Which text a theme was found in: goes where the text goes, and no further."
    ),
)
