"""A closed wave whose people have roles and places, written at once: the story is what its pages show."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import organisations
from groundswell.roster.models import Person
from groundswell.surveys.actions import instruments
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Answer, Instrument, Invitation, Item, Response, SurveyWave
from groundswell.surveys.rules.ready_made import READY_MADE

Post = tuple[str, str]  # role, key of a place of the cast


@dataclass
class Crowd:
    """A wave and what each of its people said (None for the silent), with their posts."""

    wave: SurveyWave
    people: list[Person]
    posts: list[Post]
    said: list[dict | None]
    items: dict[str, Item] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return f"/d/riverbend/proof/surveys/{self.wave.pk}/"


def crowd(
    cast,
    instrument: Instrument,
    rows: Iterable[tuple[Post, dict | None]],
    *,
    margins=("role", "level", "community", "school"),
    subject: str = "crowd:1",
    people: list[Person] | None = None,
    state=WaveState.CLOSED,
    may_quote=False,
) -> Crowd:
    """One person for each row; ``people`` of another crowd are asked again, in the same order."""
    rows = list(rows)
    tenant, now = cast.tenant, clock.now()
    with writing(tenant):
        wave = SurveyWave.objects.create(
            tenant=tenant, instrument=instrument, subject_key=subject, title=subject,
            opens_at=now - timedelta(days=14),
            closes_at=now, state=state, invited=len(rows), margins=list(margins),
        )  # fmt: skip
        if people is None:
            people = Person.objects.bulk_create(
                Person(tenant=tenant, given_name=f"G{n}", family_name=f"F{n}") for n in range(len(rows))
            )
        invitations = Invitation.objects.bulk_create(
            Invitation(
                tenant=tenant, wave=wave, person=person, expires_at=now, role=role,
                place=cast.places[place] if place else None, done_at=now if given else None,
            )
            for person, ((role, place), given) in zip(people, rows, strict=True)
        )  # fmt: skip
        items = {item.key: item for item in Item.objects.filter(instrument=instrument)}
        responses = [
            (
                Response(
                    tenant=tenant, wave=wave, invitation=one, submitted_on=now.date(), may_quote=may_quote
                ),
                given,
            )
            for one, (_post, given) in zip(invitations, rows, strict=True)
            if given
        ]
        Response.objects.bulk_create(response for response, _ in responses)
        Answer.objects.bulk_create(
            Answer(tenant=tenant, wave=wave, response=response, item=items[key], is_released=True, **parts)
            for response, given in responses
            for key, value in given.items()
            for parts in _parts(items[key], value)
        )
    return Crowd(wave, people, [post for post, _ in rows], [given for _, given in rows], items)


def _parts(item: Item, value) -> list[dict]:
    if item.kind == "several":
        return [{"part": one, "choice": one} for one in value]
    if item.kind == "matrix":
        return [{"part": line, "choice": one} for line, one in value.items()]
    if item.kind == "number":
        return [{"number": value}]
    return [{"text": value}] if item.is_written else [{"choice": value}]


def post_event(cast) -> Instrument:
    """The ready-made questionnaire."""
    return instruments.install(by=cast.system, questionnaire=READY_MADE["post_event"])


def add_schools(cast, count: int, seed: int) -> list[str]:
    """More schools, spread over both communities and some levels; their keys in ``cast.places``."""
    rng, keys = random.Random(seed), []
    for n in range(count):
        key = f"school{n}"
        cast.places[key] = organisations.add_school(
            by=cast.system, name=f"School {n:02}", parent=cast.places[rng.choice(["north", "south"])],
            level=rng.choice(["elementary", "middle", "high"]), longitude=-80.8, latitude=35.2, title_one=False,
        )  # fmt: skip
        keys.append(key)
    return keys


def again(crowd_: Crowd) -> SurveyWave:
    with reading(crowd_.wave.tenant):
        return SurveyWave.objects.select_related("instrument", "tenant").get(pk=crowd_.wave.pk)
