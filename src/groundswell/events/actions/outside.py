"""Credit that somebody brings from elsewhere: written down, proved, sent, and decided by who may.

The moves stand in ``choices.OUTSIDE_MOVES``.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.utils.translation import gettext as _

from groundswell.events.choices import OUTSIDE_MOVES, OutsideKind, OutsideState
from groundswell.events.models import OutsideCredit, OutsideProof
from groundswell.events.queries import outside
from groundswell.events.rules.proofs import MB, MOST, Proof
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.roster.models import Person

MOST_OPEN = 20  # credits of one person that nobody has decided about
MOST_BYTES = 100 * MB  # of all proofs of one person, decided or not
SUBJECT = "events.outside_credit"
STILL_THEIRS = (OutsideState.DRAFT, OutsideState.RETURNED)


@verb
def bring(
    *,
    by: Actor,
    title: str,
    provider: str,
    kind: OutsideKind | str,
    begins_on: date,
    ends_on: date,
    hours: Decimal,
    proofs: Iterable[Proof] = (),
) -> OutsideCredit:
    """Write down what one learned elsewhere, with its proofs; nobody else sees it until it is sent.

    Raises Refused for hours or days that can't be, and for too many at a time; PermissionDenied for nobody's.
    """
    if not by.may(Permission.EVENT_REGISTER):
        raise PermissionDenied
    owner = _owner(by)
    mine = OutsideCredit.objects.filter(person=owner)
    if mine.filter(state__in=[*STILL_THEIRS, OutsideState.SENT]).count() >= MOST_OPEN:
        raise Refused(
            _("%(most)s of yours are open. Send or throw away one of them first.") % {"most": MOST_OPEN}
        )
    made = OutsideCredit(tenant=by.tenant, person=owner)
    _put(made, title, provider, kind, begins_on, ends_on, hours)
    made.save()
    _note(by, made, "brought")
    _attach(by, owner, made, proofs)
    return made


@verb
def change(*, by: Actor, credit: OutsideCredit, proofs: Iterable[Proof] = (), **said: Any) -> OutsideCredit:
    """Other words (as :func:`bring` takes them) and more proofs, while it is not sent."""
    owner, held = _owner(by), _own(by, credit)  # the person first, as an erasure does
    _put(held, **said)
    held.save()
    _note(by, held, "changed")
    _attach(by, owner, held, proofs)
    return held


@verb
def remove_proof(*, by: Actor, proof: OutsideProof) -> None:
    """Take a file away for good, while the credit is not sent."""
    held = _own(by, proof.credit)
    _note(by, held, "proof_removed", proof=proof.pk, size=proof.size)
    OutsideProof.objects.filter(pk=proof.pk).delete()


@verb
def throw_away(*, by: Actor, credit: OutsideCredit) -> None:
    """Delete what was not sent, or was sent back, with its proofs, for good."""
    held = _own(by, credit)
    _note(by, held, "thrown_away")
    held.delete()


@verb
def send(*, by: Actor, credit: OutsideCredit) -> OutsideCredit:
    """Hand it to the principals of one's school, where there are none to the office; they get mail.

    Raises Refused without a proof.
    """
    held = _own(by, credit)
    if not outside.proofs_of(held).exists():
        raise Refused(_("Attach a proof first: a certificate, a programme with your name, a photo of it."))
    _move(held, OutsideState.SENT)
    held.reason, held.sent_at, held.decided_at, held.decided_by_id = "", clock.now(), None, None
    held.save()
    _note(by, held, "sent")
    for person in outside.deciders_of(held.person):
        _tell(by, held, person, "outside_sent", who=held.person.name)
    return held


@verb
def take_back(*, by: Actor, credit: OutsideCredit) -> OutsideCredit:
    """Its owner wants to change it before anybody decides."""
    held = lock(credit)
    _check_own(by, held)
    _move(held, OutsideState.DRAFT)
    held.save()
    _note(by, held, "taken_back")
    return held


@verb
def decide(
    *, by: Actor, credit: OutsideCredit, state: OutsideState | str, sent_at: datetime, reason: str = ""
) -> OutsideCredit:
    """Approve it, send it back with a reason, or decline it with one; its owner gets mail.

    ``sent_at`` names the version that was read: Refused where it was taken back or sent anew since. Also Refused
    without a reason, PermissionDenied for who may not decide about this person, and always for oneself.
    """
    held = lock(credit)
    if not by.all_powerful and not outside.to_decide_or_decided(by, held.pk):
        raise PermissionDenied
    state, reason = OutsideState(state), reason.strip()
    if held.sent_at != sent_at or held.state == OutsideState.DRAFT:
        raise Refused(_("It has changed since you opened it. Read it again, then decide."))
    if state != OutsideState.APPROVED and not reason:
        raise Refused(_("Say why, in words for the person who sent it."))
    _move(held, state)
    held.reason = reason if state != OutsideState.APPROVED else ""
    held.decided_at, held.decided_by_id = clock.now(), by.person_id
    held.save()
    journal.record(
        f"events.outside_credit.{state}", by=by, subject=held, subject_kind=SUBJECT,
        data={"person": held.person_id, "hours": str(held.hours)}, personal={"reason": reason} if reason else None,
    )  # fmt: skip
    _tell(by, held, held.person, f"outside_{state}", reason_text=held.reason)
    return held


def _owner(by: Actor) -> Person:
    """Who does it, held: what they have altogether is counted by one press at a time."""
    if not by.person_id:
        raise PermissionDenied
    return lock(Person(pk=by.person_id))


def _own(by: Actor, credit: OutsideCredit) -> OutsideCredit:
    """The row, held; Refused once it is in somebody else's hands."""
    held = lock(credit)
    _check_own(by, held)
    if held.state not in STILL_THEIRS:
        raise Refused(_("It was sent already. Take it back first, where nobody has decided yet."))
    return held


def _check_own(by: Actor, credit: OutsideCredit) -> None:
    if not by.person_id or by.person_id not in (credit.person_id, credit.person.merged_into_id):
        raise PermissionDenied


def _put(
    credit: OutsideCredit,
    title: str,
    provider: str,
    kind: str,
    begins_on: date,
    ends_on: date,
    hours: Decimal,
) -> None:
    today = clock.today(credit.tenant.time_zone)
    if ends_on < begins_on:
        raise Refused(_("The last day is before the first one."))
    if ends_on > today:
        raise Refused(_("It is not over yet. Write it down when it is."))
    days = (ends_on - begins_on).days + 1
    if not 0 < hours <= 24 * days:
        raise Refused(_("So many hours don't fit into these days. Check the hours and the days."))
    if not title.strip() or not provider.strip():
        raise Refused(_("Say what it was, and who gave it."))
    credit.title, credit.provider, credit.kind = title.strip(), provider.strip(), OutsideKind(kind)
    credit.begins_on, credit.ends_on, credit.hours = begins_on, ends_on, hours


def _attach(by: Actor, owner: Person, credit: OutsideCredit, proofs: Iterable[Proof]) -> None:
    there = set(outside.proofs_of(credit).values_list("digest", flat=True))
    new = {one.digest: one for one in proofs if one.digest not in there}  # the same file twice is one proof
    if not new:
        return
    if len(there) + len(new) > MOST:
        raise Refused(
            _("At most %(most)s files belong to one credit. Put several pages into one PDF.") % {"most": MOST}
        )
    kept = OutsideProof.objects.filter(credit__in=outside.own_credits(owner)).aggregate(size=Sum("size"))
    if (kept["size"] or 0) + sum(len(one.content) for one in new.values()) > MOST_BYTES:
        words = _(
            "All your proofs together may have %(most)s MB. Scan these smaller, or remove proofs that you did not send."
        )
        raise Refused(words % {"most": MOST_BYTES // MB})
    for one in new.values():
        made = OutsideProof.objects.create(
            tenant=by.tenant, credit=credit, name=one.name, kind=one.kind, size=len(one.content),
            digest=one.digest, content=one.content,
        )  # fmt: skip
        _note(by, credit, "proof_added", proof=made.pk, size=made.size)


def _move(credit: OutsideCredit, state: OutsideState) -> None:
    now = OutsideState(credit.state)
    if state not in OUTSIDE_MOVES[now]:
        raise Refused(_("That is not possible now. It stands at: %(state)s.") % {"state": now.label})
    credit.state = state


def _note(by: Actor, credit: OutsideCredit, what: str, **more: int) -> None:
    data = {"person": credit.person_id, "hours": str(credit.hours)} | more
    journal.record(f"events.outside_credit.{what}", by=by, subject=credit, subject_kind=SUBJECT, data=data)


def _tell(by: Actor, credit: OutsideCredit, person: Person, what: str, **context: str) -> None:
    at = credit.sent_at.isoformat() if credit.sent_at else ""
    decided = credit.decided_at.isoformat() if credit.decided_at else ""
    mail.send(
        by=by,
        to=person,
        kind=f"events.{what}",
        context={
            "title": credit.title,
            "hours": f"{credit.hours.normalize():f}",
            "action_url": absolute(link("events:outside", credit.pk)),
            **context,
        },
        key=f"events.{what}:{credit.pk}:{person.pk}:{decided or at}",
    )
