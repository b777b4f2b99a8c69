"""Mail to who scores. It names nothing but their own work: not how far others are, not why a school came to them."""

from collections.abc import Iterable
from typing import Any

from groundswell.cohorts.models import Reading, SelectionPhase
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import mail
from groundswell.notices.actions.mail import Addressed


def tell(by: Actor, phase: SelectionPhase, kind: str, readings: Iterable[Reading], day: str = "") -> int:
    """One mail for each reader with how many of these are theirs. The same readings are told of once (with ``day``:
    once a day). Returns how many readers."""
    theirs: dict[int, list[Reading]] = {}
    for one in readings:
        theirs.setdefault(one.reader_id, []).append(one)
    mails = [
        Addressed(
            ones[0].reader.person,
            f"{kind}:{phase.pk}:{reader}:{day or max(one.pk for one in ones)}",
            _said(phase, len(ones)),
        )
        for reader, ones in theirs.items()
    ]
    if mails:
        mail.send_many(by=by, kind=kind, mails=mails)
    return len(mails)


def _said(phase: SelectionPhase, count: int) -> dict[str, Any]:
    return {
        "count": count,
        "closes_at": phase.closes_at.isoformat(),
        "action_url": absolute(link("cohorts:readings")),
    }
