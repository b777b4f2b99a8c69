"""A file of answers with names that takes many along, or leaves at an odd hour, is told to who else runs surveys."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.notices.rules import letters
from groundswell.roster.actions import people
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Position
from groundswell.surveys.actions import named
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import SurveyWave
from tests.surveys.crowd import again, crowd, post_event

ZONE = "America/New_York"
SAID = {"confident": "very"}


def at(hour: int, weekday: int = 1):
    """The clock on the next Tuesday, or another day of a week, at this hour of the district."""
    today = clock.today(ZONE)
    day = today + timedelta(days=7 + weekday - today.weekday())
    return clock.standing_at(datetime.combine(day, time(hour, 5), ZoneInfo(ZONE)))


@pytest.fixture
def wave_of(cast):
    """``wave_of(51)``: so many answered with their names, and one kept silent."""

    def make(answered: int, subject: str = "crowd:1") -> SurveyWave:
        rows = [(("teacher", "alder"), SAID if n else None) for n in range(answered + 1)]
        made = crowd(cast, post_event(cast), rows, subject=subject)
        with writing(cast.tenant):
            SurveyWave.objects.filter(pk=made.wave.pk).update(promise=Promise.NAMED)
        return again(made)

    return make


@pytest.fixture
def colleague(cast):
    """Oda runs surveys, too."""
    oda = people.add_person(
        by=cast.system, given_name="Oda", family_name="Berg", email="oda@riverbend.example"
    )
    with writing(cast.tenant):
        Position.objects.create(
            tenant=cast.tenant, person=oda, organisation=cast.places["district"],
            role=PositionRole.LEARNING_OFFICE,
        )  # fmt: skip
    return oda


def take(cast, wave, hour: int, weekday: int = 1, **more) -> None:
    with at(hour, weekday):
        named.open_names(by=cast.actor("ola"), wave=wave, **({"as_file": True} | more))


def told(tenant) -> list[str]:
    with reading(tenant):
        return [one.to_name for one in OutgoingMail.objects.filter(kind=named.TAKEN).order_by("pk")]


@pytest.mark.parametrize(
    ("answered", "hour", "weekday", "is_told"),
    [
        (50, 12, 1, False), (51, 12, 1, True), (50, 5, 1, True), (50, 6, 1, False), (50, 19, 1, False),
        (50, 20, 1, True), (2, 23, 1, True), (2, 12, 5, True), (2, 12, 6, True),
    ],
)  # fmt: skip
def test_many_names_or_an_odd_hour_are_told(cast, wave_of, colleague, answered, hour, weekday, is_told):
    take(cast, wave_of(answered), hour, weekday)
    assert told(cast.tenant) == (["Oda Berg"] if is_told else [])
    assert told(cast.other) == []
    with reading(cast.tenant):
        [kept] = JournalEntry.objects.filter(kind="surveys.wave.names_opened")
    assert kept.data == {"as_file": True, "responses": answered}


def test_reading_on_the_page_is_told_nobody(cast, wave_of, colleague):
    take(cast, wave_of(51), 23, as_file=False)
    assert told(cast.tenant) == []


def test_pressed_twice_it_is_one_mail_an_hour_for_each_wave_and_taker(cast, wave_of, colleague):
    first, second = wave_of(51), wave_of(2, "crowd:2")
    for hour in (23, 23, 23):
        take(cast, first, hour)
    assert len(told(cast.tenant)) == 1
    take(cast, second, 23)
    take(cast, first, 22)
    assert len(told(cast.tenant)) == 3
    with at(23):
        named.open_names(by=_as(cast, colleague), wave=first, as_file=True)
    assert told(cast.tenant)[3:] == ["Ola Mensah"]


def test_where_nobody_else_runs_surveys_the_superintendent_is_told(cast, wave_of, colleague):
    """Neither whoever took it, nor a colleague who has left."""
    with writing(cast.tenant):
        Position.objects.filter(person=colleague).update(ends_on=clock.today(ZONE) - timedelta(days=1))
    take(cast, wave_of(51), 12)
    assert told(cast.tenant) == ["Sam Diaz"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_mail_says_who_what_how_many_and_when_by_the_districts_clock(cast, wave_of, colleague, language):
    wave = wave_of(51)
    take(cast, wave, 23)
    with reading(cast.tenant):
        one = OutgoingMail.objects.get(kind=named.TAKEN)
    letter = letters.render(
        kind=one.kind,
        context=one.context,
        language=language,
        zone=ZONE,
        name=one.to_name,
        district="Riverbend",
    )
    said = f"{letter.subject} {letter.text}"
    for words in ("Ola Mensah", wave.title, "51", f"/proof/surveys/{wave.pk}/"):
        assert words in said, words
    assert "11:05" in said or "23:05" in said


def _as(cast, person):
    cast.people["oda"] = person
    return cast.actor("oda")
