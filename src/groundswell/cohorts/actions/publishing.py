"""Telling everybody: states, letters, the cohort. And what comes after: a place given back, the next in line."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _

from groundswell.cohorts.actions import calls, cohorts
from groundswell.cohorts.actions.candidacies import move
from groundswell.cohorts.actions.decision_locks import SUBJECT, held, said
from groundswell.cohorts.choices import CallState, CandidacyState, Place, PlacedBy
from groundswell.cohorts.models import (
    Call,
    Candidacy,
    Cohort,
    CohortMember,
    DecisionEntry,
    SelectionDecision,
)
from groundswell.cohorts.queries.calls import principals_of
from groundswell.cohorts.queries.records import latest_record
from groundswell.cohorts.rules.gates import reasons_against
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.kernel.words import said_in
from groundswell.notices.actions import mail

LETTER = "cohorts.letter"
JULY = 7


@verb
def publish(*, by: Actor, decision: SelectionDecision) -> SelectionDecision:
    """Tell everybody: each school in the decision moves to its state, its principals get a mail that leads to its
    letter, the seed of the lots is shown, and the cohort of the wave is founded. A school that did not go on after an
    earlier phase gets its letter, too; one that has withdrawn since is told nothing. Can't be undone.

    Raises Refused with every reason that a gate gives (``rules.gates``), and where it is not decided.
    """
    call, decision = held(by, decision, CallState.DECIDED)
    record = latest_record(decision)
    if record is None:
        raise Refused(_("Decide first."))
    if against := reasons_against(record):
        raise Refused(" ".join([_("It can’t be told yet."), *against]))
    entries = list(
        DecisionEntry.objects.filter(decision=decision)
        .select_related("candidacy__school")
        .order_by("candidacy")
    )
    hold = Candidacy.objects.filter(pk__in=[one.candidacy_id for one in entries]).order_by("pk")
    now_held = {one.pk: one for one in hold.select_for_update(of=("self",), no_key=True)}
    told = [one for one in entries if now_held[one.candidacy_id].state == CandidacyState.INTERESTED]
    for one in told:
        move(now_held[one.candidacy_id], one.place)
    out = Candidacy.objects.filter(call=call, state=CandidacyState.OUT).select_related("school")
    _tell(by, call, [*(one.candidacy for one in told), *out.order_by("pk")])
    chosen = [one.candidacy.school for one in told if one.place == Place.CHOSEN]
    with translation.override(by.tenant.language):
        name = _("Cohort %(number)s") % {"number": call.wave.number}
    cohorts.found(by=by, wave=call.wave, name=name, begins_on=begins_on(call), schools=chosen)
    calls.mark_published(by=by, call=call)
    data = {"told": len(told), "chosen": len(chosen), "record": record.pk}
    journal.record(f"{SUBJECT}.published", by=by, subject=decision, subject_kind=SUBJECT, data=data)
    return decision


@verb
def give_back(*, by: Actor, candidacy: Candidacy, reason: str) -> Candidacy:
    """A school that was chosen gives its place back. Nobody takes it by themselves: the office sees who is next. In the
    cohort the school stays until the office gives the place on. Raises Refused without a reason, and for a school that
    was not chosen."""
    if not (
        by.may(Permission.SCHOOL_APPLY, place=candidacy.school_id) or by.may(Permission.SELECTION_DECIDE)
    ):
        raise PermissionDenied
    call, candidacy = lock(candidacy.call), lock(candidacy)
    why = said(reason, _("Say why the school gives its place back."))
    if candidacy.state != CandidacyState.CHOSEN or call.state != CallState.PUBLISHED:
        raise Refused(_("Only a school that was chosen can give its place back."))
    move(candidacy, CandidacyState.WITHDRAWN)
    candidacy.why, candidacy.answered_at, candidacy.answered_by_id = why, clock.now(), by.person_id
    candidacy.save(update_fields=["why", "answered_at", "answered_by"])
    data = {"call": call.pk, "school": candidacy.school_id}
    journal.record("cohorts.candidacy.gave_back", by=by, subject=candidacy, data=data)
    return candidacy


@verb
def move_up(
    *, by: Actor, decision: SelectionDecision, candidacy: Candidacy, reason: str
) -> SelectionDecision:
    """Give a place that was given back to a school that was not chosen: it is told, and joins the cohort, which who
    gave back leaves. The frozen record stays as it was. Raises Refused without a reason, where no place is free, and
    for a school that is not among those not chosen."""
    call, decision = held(by, decision, CallState.PUBLISHED)
    candidacy = lock(candidacy)
    why = said(reason, _("Say why. The school reads it."))
    in_now = Candidacy.objects.filter(call=call, state=CandidacyState.CHOSEN).count()
    if in_now >= call.places:
        raise Refused(_("Every place is taken."))
    entry = DecisionEntry.objects.filter(decision=decision, candidacy=candidacy).first()
    if entry is None or candidacy.state != CandidacyState.NOT_CHOSEN:
        raise Refused(_("Only a school that was told that it is not chosen can move up."))
    move(candidacy, CandidacyState.INTERESTED)
    move(candidacy, CandidacyState.CHOSEN)
    entry.place, entry.placed_by, entry.reason = Place.CHOSEN, PlacedBy.JUDGEMENT, why
    entry.save(update_fields=["place", "placed_by", "reason"])
    _tell(by, call, [candidacy], key=f"{LETTER}.again")
    _change_places(by, call, candidacy)
    data = {"candidacy": candidacy.pk}
    journal.record(
        f"{SUBJECT}.moved_up", by=by, subject=decision, subject_kind=SUBJECT, data=data, personal={"why": why}
    )
    return decision


def begins_on(call: Call) -> date:
    """The first day of the wave's first school year."""
    return date(call.wave.year - 1, JULY, 1)


def _change_places(by: Actor, call: Call, candidacy: Candidacy) -> None:
    cohort = Cohort.objects.get(wave=call.wave)
    day = max(clock.today(by.tenant.time_zone), cohort.begins_on)
    gone = Candidacy.objects.filter(call=call, state=CandidacyState.WITHDRAWN).values("school_id")
    for member in CohortMember.objects.filter(cohort=cohort, left_on=None, school_id__in=gone).order_by("pk"):
        cohorts.leave(by=by, member=member, on=day, reason=_("Gave its place back."))
    cohorts.join(by=by, cohort=cohort, school=candidacy.school, on=day)


def _tell(by: Actor, call: Call, candidacies: Iterable[Candidacy], key: str = LETTER) -> None:
    """A mail to each principal, and when. It says that the letter is there, not what the letter says: mail is read on
    screens in classrooms, too."""
    rows = list(candidacies)
    leads = principals_of([one.school_id for one in rows], clock.today(by.tenant.time_zone))
    mails = [
        mail.Addressed(
            person,
            f"{key}:{one.pk}:{person.pk}",
            {
                "title": said_in(call.title, person.language or by.tenant.language),
                "school": one.school.name,
                "action_url": absolute(link("cohorts:letter", one.pk)),
            },
        )
        for one in rows
        for person in leads.get(one.school_id, [])
    ]
    mail.send_many(by=by, kind=LETTER, mails=mails, about=f"cohorts.call:{call.pk}")
    DecisionEntry.objects.filter(candidacy__in=[one.pk for one in rows]).update(told_at=clock.now())
