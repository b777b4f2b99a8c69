"""Verbs for what others claim: entered as they published it, shown beside our own, withdrawn with a reason."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groundswell.impact.choices import OUTSIDE_MOVES, OutsideState, Relation
from groundswell.impact.models import OutsideClaim
from groundswell.impact.rules.refusals import Refused
from groundswell.impact.rules.statements import Number, as_data
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

SUBJECT = "impact.outside"
LONGEST = {"partner": 160, "sentence": 600, "topic": 40, "published": 60, "link": 500}


@verb
def enter(
    *,
    by: Actor,
    partner: str,
    sentence: str,
    topic: str,
    told: Sequence[Number],
    published: str = "",
    link: str = "",
    published_on: date | None = None,
    relation: str = Relation.STATES,
    design: str = "",
) -> OutsideClaim:
    """A draft of somebody else's sentence and of what its publication tells of its numbers; only who enters such claims
    sees it. Raises Refused without a partner, a sentence or a topic, for words that are too long, for a link that is
    no web address, and for a sentence of theirs that is entered already and was not withdrawn."""
    _may(by)
    claim = OutsideClaim(tenant=by.tenant)
    _say(
        claim, partner=partner, sentence=sentence, topic=topic, told=told, published=published, link=link,
        published_on=published_on, relation=relation, design=design,
    )  # fmt: skip
    journal.record(f"{SUBJECT}.entered", by=by, subject=claim, subject_kind=SUBJECT)
    return claim


@verb
def edit(
    *,
    by: Actor,
    claim: OutsideClaim,
    partner: str,
    sentence: str,
    topic: str,
    told: Sequence[Number],
    published: str = "",
    link: str = "",
    published_on: date | None = None,
    relation: str = Relation.STATES,
    design: str = "",
) -> OutsideClaim:
    """A draft as it should have been entered. Raises Refused as :func:`enter`, and for one that was shown."""
    _may(by)
    claim = lock(claim)
    if claim.state != OutsideState.DRAFT:
        raise Refused(_("This was shown already. Withdraw it with the reason, and enter it anew."))
    _say(
        claim, partner=partner, sentence=sentence, topic=topic, told=told, published=published, link=link,
        published_on=published_on, relation=relation, design=design,
    )  # fmt: skip
    journal.record(f"{SUBJECT}.changed", by=by, subject=claim, subject_kind=SUBJECT)
    return claim


@verb
def show(*, by: Actor, claim: OutsideClaim) -> OutsideClaim:
    """From now on everybody who reads the ledger sees it. Refused for one that is no draft."""
    _may(by)
    claim = _moved(claim, OutsideState.SHOWN)
    claim.shown_at = clock.now()
    claim.save()
    journal.record(f"{SUBJECT}.shown", by=by, subject=claim, subject_kind=SUBJECT)
    return claim


@verb
def withdraw(*, by: Actor, claim: OutsideClaim, reason: str) -> OutsideClaim:
    """It stands no more, and why; nothing else is compared with it. Can't be undone. Refused without a reason."""
    _may(by)
    if not reason.strip():
        raise Refused(_("Say why. The reason stands beside it."))
    claim = _moved(claim, OutsideState.WITHDRAWN)
    claim.reason, claim.withdrawn_at = reason.strip()[:500], clock.now()
    claim.save()
    journal.record(f"{SUBJECT}.withdrawn", by=by, subject=claim, subject_kind=SUBJECT)
    return claim


def _may(by: Actor) -> None:
    if not by.may(Permission.CLAIM_DRAFT):
        raise PermissionDenied


def _moved(claim: OutsideClaim, to: OutsideState) -> OutsideClaim:
    claim = lock(claim)
    if to not in OUTSIDE_MOVES[OutsideState(claim.state)]:
        raise Refused(
            _("This is now “%(state)s”, so that can't be done. Load the page again.")
            % {"state": claim.get_state_display()}
        )
    claim.state = to
    return claim


def _say(
    claim: OutsideClaim,
    *,
    told: Sequence[Number],
    published_on: date | None,
    relation: str,
    design: str,
    **words: str,
) -> None:
    for name, text in words.items():
        text = text.strip()
        if len(text) > LONGEST[name]:
            raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST[name]})
        setattr(claim, name, text)
    if not (claim.partner and claim.sentence and claim.topic):
        raise Refused(_("Say who published it, the sentence, and what it is about."))
    if claim.link and not _is_web(claim.link):
        raise Refused(_("The link has to begin with https:// or http://."))
    claim.told = [as_data(one) for one in told]
    claim.published_on, claim.relation, claim.design = published_on, relation, design
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise Refused(_("This sentence of theirs is entered already.")) from error


def _is_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, link))
