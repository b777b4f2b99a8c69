"""In October two people read what was written after the institute, and what became of it, each for themselves."""

from collections.abc import Collection
from datetime import date
from functools import partial
from uuid import UUID

from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import themes
from groundswell.surveys.models import Answer, Item, SurveyWave, Theme
from groundswell.surveys.queries.words import texts_in
from groundswell.universe.story.days import INSTITUTE, moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

READ_ON = date(2025, 10, 14)
SECOND_READS, OVERLOOKS = 0.7, 0.12  # of the texts; of the themes in them
# Questionnaire and question; of each theme its name, what belongs to it, and by which words the readers know it.
BOOKS: dict[tuple[str, str], tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    ("post_event", "takeaway"): (
        (
            "Students speak and ask",
            "Who talks, with whom, and what is asked. Not: writing alone.",
            ("talk", "ask", "question", "discussion", "partner", "voice", "words", "answer", "pregunt", "habl"),
        ),
        (
            "Choice and their own pace",
            "Students decide on order, task or goal; stations and small groups that make it possible.",
            ("choice", "choose", "goal", "station", "group", "alone", "order", "own", "eleg", "meta", "grupo"),
        ),
        (
            "Seeing where they stand",
            "Checks, notes, rubrics, feedback, data: how one knows. Not: grades for the record.",
            ("check", "rubric", "feedback", "ticket", "data", "grading", "conferenc", "noticed", "look", "notas"),
        ),
        (
            "With colleagues",
            "Teams, coaches, visits, other schools.",
            ("team", "coach", "colleague", "schools", "someone else", "classroom", "meeting", "principal", "colega"),
        ),
    ),
    ("six_weeks", "what"): (
        (
            "It runs by now",
            "A routine that students do without being led.",
            ("runs", "works", "every", "keep", "use", "tuesdays", "well"),
        ),
        (
            "More of them take part",
            "Students who speak, write, choose or read each other more than before.",
            ("students", "they", "group", "spoke", "others"),
        ),
        ("With colleagues", "Planned, watched or shared with others.", ("partner", "meeting", "three of us")),
    ),
}  # fmt: skip


def plan(world: World, timeline: Timeline) -> None:
    """The office makes the code books and reads everything; a specialist reads most of it without seeing hers."""
    for hour, (questionnaire, question) in enumerate(BOOKS, start=9):
        timeline.at(moment(READ_ON, hour), partial(_read, world, questionnaire, question))


def _read(world: World, questionnaire: str, question: str) -> None:
    riverbend, first, second = (
        world.tenants[RIVERBEND],
        world.actor("learning_office"),
        world.actor("district_specialist"),
    )
    with reading(riverbend):
        asked = SurveyWave.objects.filter(
            instrument__key=questionnaire, opens_at__gte=moment(INSTITUTE, 0)
        ).order_by("opens_at", "pk")
        wave = asked.select_related("tenant").first()
        if wave is None:
            return
        item = Item.objects.get(instrument=wave.instrument_id, key=question)
        texts = sorted(texts_in(wave, item), key=lambda one: one.text)
    book = {
        words: themes.add_theme(by=first, item=item, name=name, meaning=meaning)
        for name, meaning, words in BOOKS[questionnaire, question]
    }
    rng = world.chance("themes", question)
    some = [one for one in texts if rng.random() < SECOND_READS]
    overlooked = {(one.pk, words) for one in some for words in book if rng.random() < OVERLOOKS}
    for by, read in ((first, texts), (second, some)):
        passed = overlooked if by is second else set()
        _code(by, wave, item, read, book, passed)


def _code(
    by: Actor,
    wave: SurveyWave,
    item: Item,
    texts: list[Answer],
    book: dict[tuple[str, ...], Theme],
    passed: Collection[tuple[UUID, tuple[str, ...]]],
) -> None:
    """One reader's marks: the themes whose words a text has, but for those passed over; none where it has none."""
    found = {
        words: [
            one
            for one in texts
            if any(word in one.text.lower() for word in words) and (one.pk, words) not in passed
        ]
        for words in book
    }
    for words, having in found.items():
        themes.code(by=by, wave=wave, item=item, answers=having, theme=book[words])
    marked = {one.pk for having in found.values() for one in having}
    themes.code(
        by=by, wave=wave, item=item, answers=[one for one in texts if one.pk not in marked], theme=None
    )
