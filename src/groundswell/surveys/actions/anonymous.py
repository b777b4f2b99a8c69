"""Verbs of an anonymous wave: take the right to answer, with one's name; use it, without.

Two steps that share no transaction, no address and no journal entry. In between, the person's own browser takes the
blinding off (``rules.blinding``), so that nobody can tell whose right is being used.
"""

import hmac
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal, rows
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.sealing import SealDoesNotOpen, opened, seal
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.actions import deposits, responses
from groundswell.surveys.actions.responses import LinkIsSpent, WaveIsPaused
from groundswell.surveys.actions.storing import checked, has_words
from groundswell.surveys.models import Invitation, Item, SpentToken, SurveyWave, WaveKey
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules import blinding
from groundswell.surveys.rules.answering import Part
from groundswell.surveys.rules.branching import Given
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.tokens import digest_of, has_arrived, is_pseudonym, unscripted_token

ONCE = "(wave_id, digest) DO NOTHING"


class TokenIsSpent(Exception):
    """Answers came with this token before: they are there, and these are not stored."""


def refuse(margins: Sequence[str]) -> None:
    """Raises Refused for what can't be asked anonymously."""
    if margins:
        raise Refused(_("Anonymous answers carry neither role nor school: there are no tables by group."))


def make_key(wave: SurveyWave) -> None:
    """Give an anonymous wave its key, once; nothing for other waves. For the verb that opens it."""
    if not wave.is_anonymous or WaveKey.objects.filter(wave=wave).exists():
        return
    key = blinding.make_key()
    sealed = seal(key, secret=settings.SECRET_KEY, purpose=_purpose(wave))
    public = blinding.public_of(key)
    WaveKey.objects.create(
        tenant_id=wave.tenant_id, wave=wave, public=public, sealed=sealed, smallest=threshold()
    )


def destroy_key(wave: SurveyWave) -> None:
    """No more rights to answer can be made, and what is too little to show is never read. For the closing verb."""
    WaveKey.objects.filter(wave=wave).update(sealed="")
    deposits.empty(wave)


def sign(*, by: Actor, invitation: Invitation, blinded: str) -> str:
    """Give the person their right to answer: the blind signature on ``blinded`` (both base64url).

    The same blinded value gives the same signature again, for a reply that was lost; another one raises LinkIsSpent,
    as does the end. WaveIsPaused while the office holds the wave; ValueError for what is no blinded value, for a wave
    that isn't anonymous and for anybody but the person who is asked; Refused where the key is not under this
    installation's secret.
    Side effects: the invitation is done, and the journal says that the person took part. The signature is computed
    after that, so that nobody waits for it.
    """
    key = _take_right(by=by, invitation=invitation, blinded=blinded)
    return blinding.to_text(blinding.sign_blinded(blinding.to_bytes(blinded), key))


def deposit(
    *,
    by: Actor,
    wave: SurveyWave,
    token: str,
    signature: str,
    answers: Given,
    pseudonym: str = "",
    may_quote: bool = False,
) -> None:
    """Take the answers of whoever shows a token with the wave's signature on it (both base64url), once.

    ``by`` is the system: nobody's name, and no journal entry, goes with it. ``pseudonym`` as ``rules.tokens`` makes
    it. Raises ValueError for a token or signature that isn't the wave's and for answers as ``storing.checked`` does,
    TokenIsSpent for the second time, WaveIsPaused while the office holds the wave, LinkIsSpent after its end, Refused
    where others wait sealed under another secret.
    Side effects: the answers wait, sealed, for the wave's end (``actions.deposits``). The signature is verified before
    that, so that nobody waits for a bad one.
    """
    shown = blinding.to_bytes(token)
    signed = blinding.to_bytes(signature)
    with reading(by.tenant):
        public = _key_of(wave).public
    if len(shown) != blinding.TOKEN or not blinding.verify(shown, signed, public):
        raise ValueError("This token was not signed for this wave.")
    _put_signed(by=by, wave=wave, token=shown, answers=answers, pseudonym=pseudonym, may_quote=may_quote)


def submit_unscripted(
    *, by: Actor, invitation: Invitation, answers: Given, pseudonym: str = "", may_quote: bool = False
) -> None:
    """Store the answers of a person whose browser can't make a token: a weaker promise, which the page states.

    The server sees name and answers together for a moment, and keeps them in two transactions that point to each other
    nowhere. Where the first was stored and the second was not, the same link sends again. Raises as
    ``responses.submit`` does; LinkIsSpent also for whoever took a right by :func:`sign`.
    """
    _take_part(by=by, invitation=invitation, answers=answers, pseudonym=pseudonym)
    try:
        _put_unscripted(
            by=Actor.system(by.tenant),
            invitation=invitation,
            answers=answers,
            pseudonym=pseudonym,
            may_quote=may_quote,
        )
    except TokenIsSpent as twice:
        raise LinkIsSpent from twice


@verb
def _take_right(*, by: Actor, invitation: Invitation, blinded: str) -> bytes:
    """The private key, for the one signature that this person gets."""
    _only_the_person(by, invitation)
    held = _key_of(invitation.wave)
    blinding.check(blinding.to_bytes(blinded), held.public)
    try:
        responses.spend(invitation, blinded=blinded)
    except LinkIsSpent:
        _check_same(invitation, blinded)
    else:
        _note(by, invitation)
    if not held.sealed:
        raise LinkIsSpent
    try:
        return opened(held.sealed, secret=settings.SECRET_KEY, purpose=_purpose(invitation.wave))
    except SealDoesNotOpen as lost:
        raise Refused(_under_another_secret()) from lost


@verb
def _take_part(*, by: Actor, invitation: Invitation, answers: Given, pseudonym: str) -> None:
    """Mark the invitation done, with answers that can be stored. LinkIsSpent where the answers are there already."""
    _only_the_person(by, invitation)
    _check_answers(invitation.wave, answers, pseudonym)
    try:
        responses.spend(invitation)
    except LinkIsSpent:
        _check_same(invitation, "")
        if has_arrived(invitation):
            raise
    else:
        _note(by, invitation)


@verb
def _put_signed(
    *, by: Actor, wave: SurveyWave, token: bytes, answers: Given, pseudonym: str, may_quote: bool
) -> None:
    _put(wave, token, answers, pseudonym, may_quote)


@verb
def _put_unscripted(
    *, by: Actor, invitation: Invitation, answers: Given, pseudonym: str, may_quote: bool
) -> None:
    _put(invitation.wave, unscripted_token(invitation.pk), answers, pseudonym, may_quote)


def _put(wave: SurveyWave, token: bytes, answers: Given, pseudonym: str, may_quote: bool) -> None:
    parts = _check_answers(wave, answers, pseudonym)
    wave = lock(wave)
    _check_open(wave)
    spent = SpentToken(tenant_id=wave.tenant_id, wave=wave, digest=digest_of(token))
    if not rows.insert(spent, on_conflict=ONCE):
        raise TokenIsSpent
    try:
        deposits.put(wave, parts, pseudonym=pseudonym, may_quote=may_quote and has_words(parts))
    except SealDoesNotOpen as lost:
        raise Refused(_under_another_secret()) from lost


def _check_answers(wave: SurveyWave, answers: Given, pseudonym: str) -> list[tuple[Item, Part]]:
    if not is_pseudonym(pseudonym):
        raise ValueError("This is no pseudonym.")
    return checked(wave, answers)


def _under_another_secret() -> str:
    return _(
        "This survey can’t take answers just now, so nothing was stored. Please tell your survey office: something "
        "that belongs to it did not come along when the installation was moved or restored."
    )


def _check_open(wave: SurveyWave) -> None:
    if not wave.is_open or wave.closes_at <= clock.now():
        raise LinkIsSpent
    if wave.stopped_at is not None:
        raise WaveIsPaused


def _check_same(invitation: Invitation, blinded: str) -> None:
    """Raises LinkIsSpent unless this very value was signed (without a script: none), WaveIsPaused as the wave does."""
    now = Invitation.objects.select_related("wave").get(pk=invitation.pk)
    if now.done_at is None or not hmac.compare_digest(now.blinded.encode(), blinded.encode()):
        raise LinkIsSpent
    _check_open(now.wave)


def _only_the_person(by: Actor, invitation: Invitation) -> None:
    if by.person_id != invitation.person_id:
        raise ValueError("Only the person who is asked takes the right to answer.")
    if not invitation.wave.is_anonymous:
        raise ValueError("This wave isn't anonymous.")


def _key_of(wave: SurveyWave) -> WaveKey:
    """Raises ValueError for a wave without one: not anonymous, not opened, or another district's."""
    found = WaveKey.objects.filter(wave=wave).first()
    if found is None:
        raise ValueError("This wave has no key.")
    return found


def _note(by: Actor, invitation: Invitation) -> None:
    data = {"wave": invitation.wave_id}
    journal.record("surveys.invitation.took_part", by=by, subject=invitation, data=data)


def _purpose(wave: SurveyWave) -> str:
    return f"survey wave key {wave.pk}"
