"""Answers of an anonymous wave that wait for its end, and how they are opened. For verbs that hold the wave.

While they wait they are sealed, and each arrival gives many of them, with itself, a new key, a new seal and a new place
in a random order: in the table stands how many wait, and nothing of who came when.
"""

import json
import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings

from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.sealing import SealDoesNotOpen, opened, seal
from groundswell.surveys.actions.storing import answer
from groundswell.surveys.models import Answer, Deposit, Item, Response, SurveyWave
from groundswell.surveys.rules.answering import Part

PURPOSE = "survey deposits"
PADDED_TO = 4_096  # bytes: how long an answer is says nothing, but for the longest
CROWD = 20  # written anew with each arrival: which of them it is can't be told
BATCH = 500  # rows in one statement

chance = random.SystemRandom()


def put(wave: SurveyWave, parts: list[tuple[Item, Part]], *, pseudonym: str, may_quote: bool) -> None:
    """Add one person's answers to those that wait."""
    kept = [[item.pk, part.part, part.choice, _text(part.number), part.text] for item, part in parts]
    said = {"answers": kept, "pseudonym": pseudonym, "may_quote": may_quote}
    others = _some_waiting(wave)
    together = [said, *_opened(others)]
    chance.shuffle(together)
    Deposit.objects.filter(pk__in=[one.pk for one in others]).delete()
    Deposit.objects.bulk_create(
        Deposit(tenant_id=wave.tenant_id, wave=wave, sealed=_sealed(one)) for one in together
    )


def open_all(wave: SurveyWave, *, threshold: int) -> int:
    """Make responses of all that wait, in a random order, if they are enough. Returns how many. For the wave's end.

    Not in portions on the way: a portion tells when its people took part, and whoever is followed by a pseudonym from
    wave to wave would be the only one who took part at each of these times. The journal says how many, by nobody.
    Where two bear one pseudonym, one of them stays without. What was sealed under another secret, before a restore, is
    emptied, and the journal says how many these are: it keeps nothing else from being opened.
    """
    waiting = Deposit.objects.filter(wave=wave).exclude(sealed="")
    found = _opened_or_lost(wave, waiting)
    if len(found) < threshold:
        return 0
    chance.shuffle(found)
    _make_responses(wave, found)
    waiting.delete()
    by = Actor.system(wave.tenant)
    journal.record("surveys.wave.deposits_opened", by=by, subject=wave, data={"responses": len(found)})
    return len(found)


def empty(wave: SurveyWave) -> None:
    """What still waits is never read: its number stays."""
    Deposit.objects.filter(wave=wave).update(sealed="")


def _some_waiting(wave: SurveyWave) -> list[Deposit]:
    """All that wait, or a random choice of ``CROWD``: those that follow a random place in the order of random keys."""
    place, waiting = uuid4(), Deposit.objects.filter(wave=wave).order_by("key")
    found = list(waiting.filter(key__gte=place)[:CROWD])
    return found + list(waiting.filter(key__lt=place)[: CROWD - len(found)])


def _opened_or_lost(wave: SurveyWave, waiting: Iterable[Deposit]) -> list[dict[str, Any]]:
    """What they say; those that don't open are emptied and journalled."""
    found: list[dict[str, Any]] = []
    lost: list[Deposit] = []
    for one in waiting:
        try:
            found += _opened([one])
        except SealDoesNotOpen:
            one.sealed = ""
            lost.append(one)
    if lost:
        Deposit.objects.bulk_update(lost, ["sealed"], batch_size=BATCH)
        by = Actor.system(wave.tenant)
        journal.record("surveys.wave.deposits_lost", by=by, subject=wave, data={"deposits": len(lost)})
    return found


def _opened(waiting: Iterable[Deposit]) -> list[dict[str, Any]]:
    secret = settings.SECRET_KEY
    return [json.loads(opened(one.sealed, secret=secret, purpose=PURPOSE)) for one in waiting]


def _sealed(said: dict[str, Any]) -> str:
    plain = json.dumps(said).encode()
    padded = plain.ljust(-(-len(plain) // PADDED_TO) * PADDED_TO)
    return seal(padded, secret=settings.SECRET_KEY, purpose=PURPOSE)


def _make_responses(wave: SurveyWave, batch: list[dict[str, Any]]) -> None:
    today = clock.today(wave.tenant.time_zone)
    taken = set(Response.objects.filter(wave=wave).exclude(pseudonym="").values_list("pseudonym", flat=True))
    responses, answers = [], []
    for said in batch:
        pseudonym = "" if said["pseudonym"] in taken else said["pseudonym"]
        taken.add(pseudonym)
        response = Response(
            tenant_id=wave.tenant_id,
            wave=wave,
            submitted_on=today,
            may_quote=said["may_quote"],
            pseudonym=pseudonym,
        )
        responses.append(response)
        answers += [answer(response, item, _part(*rest)) for item, *rest in said["answers"]]
    Response.objects.bulk_create(responses, batch_size=BATCH)
    Answer.objects.bulk_create(answers, batch_size=BATCH)


def _text(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def _part(part: str, choice: str, number: str, text: str) -> Part:
    return Part(part=part, choice=choice, number=Decimal(number) if number else None, text=text)
