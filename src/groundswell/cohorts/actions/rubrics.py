"""Verbs for rubrics: write a version, have the steering committee sign it, use it, write the next one.

A version can be edited while it is a draft; triggers in the database hold that, too. It can be used only when each of
the five functions of the initiative's steering committee has signed it.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import RUBRIC_MOVES, PhaseKind, RubricState
from groundswell.cohorts.models import (
    AnchorApplication,
    LevelDescriptor,
    Rubric,
    RubricCriterion,
    RubricSignoff,
    RubricVersion,
    Score,
    SelectionPhase,
)
from groundswell.cohorts.rules import rubrics as rules
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.rubrics import CriterionText, texts_of
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.notices.actions.mail import Addressed
from groundswell.planning.choices import Function
from groundswell.planning.models import Initiative
from groundswell.planning.queries.initiatives import functions_of, members_of
from groundswell.roster.models import Person

SUBJECT = "cohorts.rubric"
SCORED = frozenset({PhaseKind.READING, PhaseKind.VISIT})


@verb
def begin(
    *, by: Actor, initiative: Initiative, title: str, lowest: int = 1, highest: int = 4
) -> RubricVersion:
    """A rubric without criteria, in its first draft. Levels run from ``lowest`` to ``highest``. Raises Refused where it
    has no name or the scale makes no sense."""
    _may(by)
    title = title.strip()
    if not title or len(title) > rules.LONGEST_TITLE:
        raise Refused(_("Give the rubric a name of at most %(n)s characters.") % {"n": rules.LONGEST_TITLE})
    if not 0 <= lowest < highest <= rules.MOST_LEVELS:
        raise Refused(_("Levels are whole numbers from 0 to %(n)s, two at least.") % {"n": rules.MOST_LEVELS})
    rubric = Rubric.objects.create(tenant=by.tenant, initiative=initiative, title=title)
    version = RubricVersion.objects.create(tenant=by.tenant, rubric=rubric, lowest=lowest, highest=highest)
    _tell(by, version, "begun")
    return version


@verb
def edit(*, by: Actor, version: RubricVersion, criteria: Sequence[CriterionText]) -> RubricVersion:
    """All criteria of a draft in their order, in place of those before. Words may still be missing. Raises Refused
    where the version is no draft, and for what no rubric can hold."""
    _may(by)
    version = _in(version, RubricState.DRAFT)
    if why := rules.too_much(criteria, version.lowest, version.highest):
        raise Refused(why)
    version.criteria.all().delete()
    _write(version, criteria)
    _tell(by, version, "edited", criteria=len(criteria))
    return version


@verb
def send_for_signing(*, by: Actor, version: RubricVersion) -> RubricVersion:
    """Nobody edits it any more; each function of the steering committee is asked by mail to sign. Raises Refused with
    what is missing."""
    _may(by)
    version = _in(version, RubricState.DRAFT)
    if missing := rules.missing(texts_of(version), version.lowest, version.highest):
        raise Refused(" ".join(missing))
    _move(version, RubricState.VETTING)
    _tell(by, version, "sent_for_signing")
    _ask_committee(by, version)
    return version


@verb
def sign(*, by: Actor, version: RubricVersion, function: str, note: str = "") -> RubricSignoff:
    """Sign for a function that the actor holds today. The fifth signature makes the version usable and retires the one
    before it. Raises Refused where it is not out for signing or this function has signed."""
    _may_sign(by, version, function)
    version = _in(version, RubricState.VETTING)
    signed = set(version.signoffs.filter(signed=True).values_list("function", flat=True))
    if function in signed:
        raise Refused(_("%(function)s has signed already.") % {"function": Function(function).label})
    signoff = _signoff(by, version, function, signed=True, note=note)
    if signed | {function} >= set(Function.values):
        _retire_before(version)
        version.vetted_at = clock.now()
        _move(version, RubricState.VETTED)
    _tell(by, version, "signed", function=function, state=version.state)
    return signoff


@verb
def send_back(*, by: Actor, version: RubricVersion, function: str, note: str) -> RubricSignoff:
    """Not yet: ``note`` says what is missing. The version is a draft again and all signatures are dropped; the journal
    keeps who had signed. Raises Refused as :func:`sign`, and without a note."""
    _may_sign(by, version, function)
    version = _in(version, RubricState.VETTING)
    if not note.strip():
        raise Refused(_("Say what is missing, so that it can be mended."))
    given = version.signoffs.filter(signed=True)
    dropped = [list(one) for one in given.values_list("function", "made_by")]
    given.delete()
    signoff = _signoff(by, version, function, signed=False, note=note)
    _move(version, RubricState.DRAFT)
    _tell(by, version, "sent_back", function=function, dropped=dropped)
    return signoff


@verb
def revise(*, by: Actor, version: RubricVersion) -> RubricVersion:
    """The next version, a draft with the same words. What is read with the present one stays with it. Raises Refused
    where a version is being written or signed already."""
    _may(by)
    versions = list(RubricVersion.objects.filter(rubric=lock(version.rubric)).order_by("number"))
    if any(one.state in (RubricState.DRAFT, RubricState.VETTING) for one in versions):
        raise Refused(_("The next version is being written already."))
    new = RubricVersion.objects.create(
        tenant=by.tenant,
        rubric=version.rubric,
        number=versions[-1].number + 1,
        lowest=version.lowest,
        highest=version.highest,
    )
    _write(new, texts_of(version))
    _tell(by, new, "revised", before=version.pk)
    return new


@verb
def use(*, by: Actor, phase: SelectionPhase, version: RubricVersion) -> SelectionPhase:
    """Score a phase by this version. Raises Refused where it is not signed by all, belongs to another initiative, or
    somebody has scored in this phase: readers never see a rubric change under them."""
    _may(by)
    phase = lock(phase)
    if phase.kind not in SCORED:
        raise Refused(_("Nothing is scored in this phase."))
    if version.rubric.initiative_id != phase.call.wave.initiative_id:
        raise Refused(_("This rubric belongs to another initiative."))
    if _in_use(phase) and phase.rubric_id != version.pk:
        raise Refused(_("Somebody has scored by the present rubric, so that it stays for this phase."))
    if RubricVersion.objects.get(pk=version.pk).state != RubricState.VETTED:
        raise Refused(_("This version is not signed by all functions of the steering committee."))
    phase.rubric = version
    phase.save(update_fields=["rubric"])
    _tell(by, version, "used", phase=phase.pk)
    return phase


def _in_use(phase: SelectionPhase) -> bool:
    scores = Score.objects.filter(reading__phase=phase)
    return scores.exists() or AnchorApplication.objects.filter(phase=phase).exists()


def _may(by: Actor) -> None:
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied


def _may_sign(by: Actor, version: RubricVersion, function: str) -> None:
    if function not in functions_of(by.person_id, version.rubric.initiative):
        raise PermissionDenied


def _in(version: RubricVersion, state: RubricState) -> RubricVersion:
    held = lock(version)
    if held.state != state:
        raise Refused(
            _("This version of the rubric is now: %(state)s. Load the page again.")
            % {"state": held.get_state_display()}
        )
    return held


def _move(version: RubricVersion, state: RubricState) -> None:
    if state not in RUBRIC_MOVES[version.state]:
        raise Refused(_("This version of the rubric can't take that step."))
    version.state = state
    version.save(update_fields=["state", "vetted_at"])


def _retire_before(version: RubricVersion) -> None:
    before = RubricVersion.objects.filter(rubric=version.rubric_id, state=RubricState.VETTED)
    for one in before.exclude(pk=version.pk):
        _move(one, RubricState.RETIRED)


def _write(version: RubricVersion, criteria: Sequence[CriterionText]) -> None:
    tenant = version.tenant
    rows = RubricCriterion.objects.bulk_create(
        RubricCriterion(
            tenant=tenant,
            version=version,
            position=at,
            title=one.title.strip(),
            meaning=one.meaning.strip(),
            weight=one.weight,
        )
        for at, one in enumerate(criteria, 1)
    )
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(tenant=tenant, criterion=row, level=level, text=text.strip())
        for row, one in zip(rows, criteria, strict=True)
        for level, text in sorted(one.levels.items())
        if text.strip()
    )


def _ask_committee(by: Actor, version: RubricVersion) -> None:
    """A mail to everybody who sits for a function today, once each time that it goes out."""
    sent = version.signoffs.filter(signed=False).count()
    seats = members_of(version.rubric.initiative).exclude(function="")
    said = {"title": version.rubric.title, "action_url": absolute(link("cohorts:rubric", version.pk))}
    mails = [
        Addressed(person, f"cohorts.rubric_sign:{version.pk}:{sent}:{person.pk}", said)
        for person in {seat.person_id: seat.person for seat in seats}.values()
    ]
    mail.send_many(by=by, kind="cohorts.rubric_sign", mails=mails)


def _signoff(by: Actor, version: RubricVersion, function: str, *, signed: bool, note: str) -> RubricSignoff:
    return RubricSignoff.objects.create(
        tenant=by.tenant,
        version=version,
        function=function,
        signed=signed,
        note=note.strip()[: rules.LONGEST_WORDS],
        made_by=Person.objects.get(pk=by.person_id or 0),
    )


def _tell(by: Actor, version: RubricVersion, what: str, **data: Any) -> None:
    journal.record(f"{SUBJECT}.{what}", by=by, subject=version, data={"rubric": version.rubric_id, **data})
