"""Verbs for a call: plan the wave, prepare it, open it to every school, give a phase more time, call it off.

``_move`` makes every move of a call. What schools do stands in ``actions.candidacies``, what a phase says about them
in ``actions.phases``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groundswell.cohorts.actions import call_mail
from groundswell.cohorts.choices import CALL_MOVES, CallState, PartKind, PhaseKind
from groundswell.cohorts.models import (
    AdoptionWave,
    ApplicationPart,
    Call,
    Candidacy,
    PhaseExtension,
    SelectionPhase,
)
from groundswell.cohorts.queries.calls import missing, phases_of, to_invite
from groundswell.cohorts.rules.phases import PartSpec, PhaseSpec
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.planning.choices import Participation
from groundswell.planning.models import Initiative

Words = Mapping[str, str]
LONGEST_TITLE, LONGEST_TEXT, LONGEST_PROMISE, LONGEST_REASON, MOST_PROMISES = 160, 6000, 400, 400, 20


@verb
def plan_wave(*, by: Actor, initiative: Initiative, number: int, year: int, planned: int) -> AdoptionWave:
    """One wave of bringing an initiative to schools, or what it is planned to be now: ``planned`` schools in all after
    it. Raises Refused where the plan would go backwards."""
    _may(by)
    initiative = lock(initiative)
    others = AdoptionWave.objects.filter(initiative=initiative).exclude(number=number)
    for other in others:
        before, after = (other, None) if other.number < number else (None, other)
        if (before and (before.year > year or before.planned > planned)) or (
            after and (after.year < year or after.planned < planned)
        ):
            raise Refused(_("A later wave begins no earlier and counts no fewer schools than one before it."))
    wave, is_new = AdoptionWave.objects.update_or_create(
        initiative=initiative, number=number,
        defaults={"tenant": by.tenant, "year": year, "planned": planned},
    )  # fmt: skip
    what = "planned" if is_new else "replanned"
    journal.record(f"cohorts.wave.{what}", by=by, subject=wave, data={"year": year, "schools": planned})
    return wave


@verb
def prepare(
    *, by: Actor, wave: AdoptionWave, title: Words, text: Words, commitments: Sequence[Words], places: int
) -> Call:
    """A call for a wave, as a draft that no school sees. Raises Refused where the wave has one already, the initiative
    holds for every school, or words or places are missing."""
    _may(by)
    if wave.initiative.participation == Participation.REQUIRED:
        raise Refused(
            _("This initiative holds for every school, so there is no call: nobody has to ask to be in.")
        )
    call = Call(tenant=by.tenant, wave=wave)
    _say(call, title, text, commitments, places)
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This wave has its call already.")) from error
    journal.record("cohorts.call.prepared", by=by, subject=call, data={"wave": wave.pk})
    return call


@verb
def prepare_wave(
    *,
    by: Actor,
    initiative: Initiative,
    number: int,
    year: int,
    planned: int,
    phases: Sequence[PhaseSpec],
    title: Words,
    text: Words,
    commitments: Sequence[Words],
    places: int,
) -> Call:
    """Wave, call and timetable in one: all of them, or nothing. Raises Refused as each of the three."""
    wave = plan_wave(by=by, initiative=initiative, number=number, year=year, planned=planned)
    call = prepare(by=by, wave=wave, title=title, text=text, commitments=commitments, places=places)
    set_phases(by=by, call=call, phases=phases)
    return call


@verb
def edit(
    *,
    by: Actor,
    call: Call,
    title: Words,
    text: Words,
    commitments: Sequence[Words],
    places: int,
    seen: int | None = None,
) -> Call:
    """A draft in other words, with other terms. ``seen`` is the version that the writer had before them. Raises
    Refused where somebody else changed it meanwhile, and once it is open: schools answer to what they have read."""
    call = _draft(by, call, seen)
    _say(call, title, text, commitments, places)
    call.save(update_fields=["title", "text", "commitments", "places"])
    journal.record("cohorts.call.edited", by=by, subject=call, data={"version": call.version})
    return call


@verb
def set_phases(
    *, by: Actor, call: Call, phases: Sequence[PhaseSpec], seen: int | None = None
) -> list[SelectionPhase]:
    """The timetable of a draft, in order. A phase that keeps its kind keeps what hangs on it (criteria, rubric,
    readers). Raises Refused where a kind stands twice, a phase ends before it begins or begins before the one that it
    follows, and as :func:`edit`."""
    call = _draft(by, call, seen)
    _in_order(phases)
    there = {one.kind: one for one in phases_of(call)}
    kinds = [spec.kind for spec in phases]
    SelectionPhase.objects.filter(call=call).exclude(kind__in=kinds).delete()
    for at, one in enumerate(there.values()):  # out of the way of the new places
        SelectionPhase.objects.filter(pk=one.pk).update(position=1000 + at)
    rows = []
    for position, spec in enumerate(phases, start=1):
        row = there.get(spec.kind) or SelectionPhase(tenant=by.tenant, call=call, kind=PhaseKind(spec.kind))
        row.position = position
        for name in ("opens_at", "closes_at", "grace_minutes", "gates", "readings", "load_cap", "gap"):
            setattr(row, name, getattr(spec, name))
        row.save()
        rows.append(row)
    journal.record(
        "cohorts.call.phases_set", by=by, subject=call, data={"phases": kinds, "version": call.version}
    )
    return rows


@verb
def set_parts(
    *, by: Actor, call: Call, parts: Sequence[PartSpec], seen: int | None = None
) -> list[ApplicationPart]:
    """The parts of the application form of a draft, in order. Raises Refused as :func:`edit`, and where a part has no
    title."""
    call = _draft(by, call, seen)
    if any(not spec.title.strip() for spec in parts):
        raise Refused(_("Every part of the form needs a title."))
    rows = [
        ApplicationPart(
            tenant=by.tenant, call=call, position=at, kind=PartKind(spec.kind), title=spec.title.strip(),
            prompt=spec.prompt.strip(), words=spec.words, required=spec.required,
        )
        for at, spec in enumerate(parts, start=1)
    ]  # fmt: skip
    ApplicationPart.objects.filter(call=call).delete()
    ApplicationPart.objects.bulk_create(rows)
    journal.record("cohorts.call.parts_set", by=by, subject=call, data={"parts": len(rows)})
    return rows


@verb
def open_call(*, by: Actor, call: Call) -> Call:
    """Invite every school that is open today: a candidacy each, a mail to each principal. Opening an open call does
    nothing. Raises Refused with all that is missing (``queries.calls.missing``).

    Schools whose principal has no address, or that have none, are told by the worker as soon as somebody is there.
    """
    _may(by)
    call = lock(call)
    if call.state == CallState.OPEN:
        return call
    if lacks := missing(call):
        raise Refused(" ".join([_("It can’t open yet."), *(one.words for one in lacks)]))
    _move(call, CallState.OPEN)
    call.opened_at = clock.now()
    call.save(update_fields=["state", "opened_at"])
    schools = to_invite(call, clock.today(by.tenant.time_zone))
    Candidacy.objects.bulk_create(
        Candidacy(tenant=by.tenant, call=call, school_id=pk) for pk in schools.values_list("pk", flat=True)
    )
    told = call_mail.invite(by=by, call=call)
    invited = Candidacy.objects.filter(call=call).count()
    journal.record("cohorts.call.opened", by=by, subject=call, data={"schools": invited, "told": told})
    return call


@verb
def extend(*, by: Actor, phase: SelectionPhase, closes_at: datetime, reason: str) -> PhaseExtension:
    """Give a phase more time, also after its end while it is not settled. Everybody whom it concerns gets the reason
    by mail and reads it on the page. Raises Refused without a reason, for an earlier end, and for a phase that is
    settled or not under way."""
    _may(by)
    call, phase = lock(phase.call), lock(phase)
    reason = _reason(reason, _("Say why there is more time. Everybody whom it concerns reads it."))
    if call.state != CallState.OPEN:
        raise Refused(_("Only a call that is under way can be given more time."))
    if phase.settled_at is not None:
        raise Refused(_("This phase is settled: what came of it is said. It can’t be given more time."))
    if closes_at <= max(phase.closes_at, clock.now()):
        raise Refused(_("The new end must be later than the old one, and still to come."))
    extension = PhaseExtension.objects.create(
        tenant=by.tenant, phase=phase, before=phase.closes_at, after=closes_at, reason=reason
    )
    phase.closes_at = closes_at
    phase.save(update_fields=["closes_at"])
    told = call_mail.extended(by=by, extension=extension)
    journal.record(
        "cohorts.phase.extended", by=by, subject=phase, data={"extension": extension.pk, "told": told}
    )
    return extension


@verb
def cancel(*, by: Actor, call: Call, reason: str) -> Call:
    """Call it off, with the reason that every school reads which was asked and did not say no. What schools wrote
    stays. Can't be undone. Raises Refused without a reason, and once it is decided."""
    _may(by)
    call = lock(call)
    was = call.state
    reason = _reason(reason, _("Say why it is called off. Every school that was invited reads it."))
    _move(call, CallState.CANCELLED)
    call.called_off = reason
    call.save(update_fields=["state", "called_off"])
    told = call_mail.called_off(by=by, call=call) if was == CallState.OPEN else 0
    journal.record("cohorts.call.cancelled", by=by, subject=call, data={"told": told})
    return call


@verb
def mark_decided(*, by: Actor, call: Call) -> Call:
    """The places are given; nobody is told yet. For ``actions.deciding``, which has frozen what it rests on."""
    return _decided(by, call, CallState.DECIDED, "decided_at", "decided")


@verb
def mark_published(*, by: Actor, call: Call) -> Call:
    """All are told. For ``actions.deciding``, which has written the letters."""
    return _decided(by, call, CallState.PUBLISHED, "published_at", "published")


@verb
def take_up_again(*, by: Actor, call: Call) -> Call:
    """A decided call that nobody was told of is under way again. For ``actions.deciding.reopen``."""
    return _decided(by, call, CallState.OPEN, "decided_at", "taken_up_again")


def _decided(by: Actor, call: Call, state: CallState, field: str, what: str) -> Call:
    if not by.may(Permission.SELECTION_DECIDE):
        raise PermissionDenied
    call = lock(call)
    _move(call, state)
    setattr(call, field, None if state == CallState.OPEN else clock.now())
    call.save(update_fields=["state", field])
    journal.record(f"cohorts.call.{what}", by=by, subject=call)
    return call


def _may(by: Actor) -> None:
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied


def _move(call: Call, state: CallState) -> None:
    if state not in CALL_MOVES[call.state]:
        raise Refused(
            _("This call is “%(state)s”: that can’t be done any more.") % {"state": call.get_state_display()}
        )
    call.state = state


def _draft(by: Actor, call: Call, seen: int | None) -> Call:
    """The call, held, while it can be edited; its version counts up."""
    _may(by)
    call = lock(call)
    if call.state != CallState.DRAFT:
        raise Refused(_("Schools have read this call: its terms stay. A phase can be given more time."))
    if seen is not None and seen != call.version:
        raise Refused(
            _(
                "Somebody else changed this call meanwhile. What you typed is still here: look at theirs first."
            )
        )
    call.version += 1
    call.save(update_fields=["version"])
    return call


def _say(call: Call, title: Words, text: Words, commitments: Sequence[Words], places: int) -> None:
    call.title, call.text = _said(title, LONGEST_TITLE), _said(text, LONGEST_TEXT)
    call.commitments = [said for one in commitments if (said := _said(one, LONGEST_PROMISE))]
    call.places = places
    if not call.title.get("en"):
        raise Refused(_("Give the call a title, in English at least."))
    if any(not one.get("en") for one in call.commitments):
        raise Refused(_("Say each promise in English at least."))
    if len(call.commitments) > MOST_PROMISES:
        raise Refused(_("That is too many: at most %(n)s promises.") % {"n": MOST_PROMISES})
    if places < 1:
        raise Refused(_("A call has at least one place."))


def _said(words: Words, longest: int) -> dict[str, str]:
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    if any(len(text) > longest for text in said.values()):
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": longest})
    return said


def _reason(reason: str, missing: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(missing)
    if len(reason) > LONGEST_REASON:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST_REASON})
    return reason


def _in_order(phases: Sequence[PhaseSpec]) -> None:
    if len({spec.kind for spec in phases}) < len(phases):
        raise Refused(_("Each kind of phase stands once in a call."))
    for spec in phases:
        if spec.closes_at <= spec.opens_at:
            raise Refused(_("“%(phase)s” ends before it begins.") % {"phase": PhaseKind(spec.kind).label})
    for before, after in pairwise(phases):
        if after.opens_at < before.opens_at:
            words = _("“%(phase)s” begins before the phase that it follows.")
            raise Refused(words % {"phase": PhaseKind(after.kind).label})
