"""The mails of a call: the invitation to every principal, more time, called off. Each carries a link to the school's
own page in the call, which asks for sign-in."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils import translation

from groundswell.cohorts.choices import CandidacyState, PhaseKind
from groundswell.cohorts.models import ApplicationWriter, Call, Candidacy, PhaseExtension, Reader
from groundswell.cohorts.queries.calls import interest_phase, principals_of, untold
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import current_tenant, reading, verb
from groundswell.kernel.words import said_in
from groundswell.notices.actions import mail
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import held_today

INVITED, EXTENDED, CALLED_OFF = "cohorts.invited", "cohorts.extended", "cohorts.called_off"
BATCH = 500
MAY_ANSWER = (
    CandidacyState.INVITED, CandidacyState.INTERESTED, CandidacyState.NOT_NOW, CandidacyState.WITHDRAWN,
)  # fmt: skip


def about(call_pk: int) -> str:
    """By what the mails of a call that have not left are taken back."""
    return f"cohorts.call:{call_pk}"


def invite(*, by: Actor, call: Call) -> int:
    """Mail the principals of the first ``BATCH`` schools of a call; the worker goes on with the others. Returns how
    many schools were told. Inside a verb."""
    return _invite(by, call, islice(_waiting(call), BATCH))


def invitations_due(_tenant: Tenant) -> int:
    """How many invited schools have a principal with an address whom nobody has told. In the district's scope."""
    return untold().count()


def invite_due(tenant: Tenant) -> int:
    """Tell some of them. Returns how many. Called by the worker; harmless twice."""
    with reading(tenant):
        ids = list(untold(BATCH).values_list("pk", flat=True))
    return _tell(by=Actor.system(tenant), ids=ids) if ids else 0


@verb
def _tell(*, by: Actor, ids: list[int]) -> int:
    rows = untold().filter(pk__in=ids).select_for_update(of=("self",), no_key=True)
    told = 0
    for call in Call.objects.filter(pk__in=Candidacy.objects.filter(pk__in=ids).values("call")).order_by(
        "pk"
    ):
        own = _invite(by, call, rows.filter(call=call).select_related("school").order_by("pk"))
        journal.record("cohorts.call.told", by=by, subject=call, data={"told": own})
        told += own
    return told


def _waiting(call: Call) -> Iterable[Candidacy]:
    rows = Candidacy.objects.filter(call=call, told_at__isnull=True, state=CandidacyState.INVITED)
    return rows.select_related("school").order_by("pk")


def _invite(by: Actor, call: Call, candidacies: Iterable[Candidacy]) -> int:
    rows = list(candidacies)
    if not rows:
        return 0
    now = clock.now()
    leads = principals_of([one.school_id for one in rows], clock.today(by.tenant.time_zone))
    phase = interest_phase(call)
    until = phase.closes_at.isoformat() if phase else ""
    mails = [
        _to(person, f"{INVITED}:{one.pk}:{person.pk}", call, one, {"until": until})
        for one in rows
        for person in leads.get(one.school_id, [])
    ]
    told = [one.pk for one in rows if any(person.email for person in leads.get(one.school_id, []))]
    mail.send_many(by=by, kind=INVITED, mails=mails, about=about(call.pk))
    Candidacy.objects.filter(pk__in=told).update(told_at=now)
    return len(told)


def extended(*, by: Actor, extension: PhaseExtension) -> int:
    """Tell everybody whom it concerns that a phase has more time, and why. Returns how many mails. Inside a verb."""
    phase = extension.phase
    more = {
        "kind": phase.kind,
        "before": extension.before.isoformat(),
        "after": extension.after.isoformat(),
        "reason": extension.reason,
    }
    states = MAY_ANSWER if phase.kind == PhaseKind.INTEREST else (CandidacyState.INTERESTED,)
    key = f"{EXTENDED}:{extension.pk}"
    mails = _for_schools(by, phase.call, states, key, more)
    approves = phase.kind == PhaseKind.APPROVAL
    page = link("cohorts:approvals", phase.call_id) if approves else link("cohorts:readings")
    for one in _who_work(by, extension):
        mails.setdefault(one.pk, _plain(one, key, phase.call, more, page))
    return mail.send_many(by=by, kind=EXTENDED, mails=mails.values(), about=about(phase.call_id))


def called_off(*, by: Actor, call: Call) -> int:
    """Tell every school that has not said no that the call is off, and why; an invitation that has not left does not
    leave any more. Returns how many mails. Inside a verb."""
    mail.withdraw(by=by, about=about(call.pk))
    states = (CandidacyState.INVITED, CandidacyState.INTERESTED, CandidacyState.OUT)
    mails = _for_schools(by, call, states, f"{CALLED_OFF}:{call.pk}", {"reason": call.called_off})
    readers = Person.objects.filter(pk__in=_readers(call))
    more = {"reason": call.called_off}
    for one in readers:
        mails.setdefault(one.pk, _plain(one, f"{CALLED_OFF}:{call.pk}", call, more, link("cohorts:readings")))
    return mail.send_many(by=by, kind=CALLED_OFF, mails=mails.values(), about=about(call.pk))


def _for_schools(
    by: Actor, call: Call, states: tuple[str, ...], key: str, more: dict[str, Any]
) -> dict[int, mail.Addressed]:
    """A mail for each principal and each writer of schools in these states, by person."""
    rows = list(Candidacy.objects.filter(call=call, state__in=states).select_related("school").order_by("pk"))
    leads = principals_of([one.school_id for one in rows], clock.today(by.tenant.time_zone))
    writers = ApplicationWriter.objects.filter(
        application__candidacy__in=[one.pk for one in rows],
        ended_at__isnull=True,
        person__ended_on__isnull=True,
    )
    writing: dict[int, list[Person]] = {}
    for writer in writers.select_related("person", "application"):
        writing.setdefault(writer.application.candidacy_id, []).append(writer.person)
    return {
        person.pk: _to(person, f"{key}:{person.pk}", call, one, more)
        for one in rows
        for person in [*writing.get(one.pk, []), *leads.get(one.school_id, [])]
    }


def _who_work(by: Actor, extension: PhaseExtension) -> Iterable[Person]:
    """Beside the schools: who reads or visits in the phase, and in an approval phase who approves."""
    phase = extension.phase
    here = Person.objects.filter(ended_on__isnull=True, erased_on__isnull=True, merged_into=None)
    if phase.kind == PhaseKind.APPROVAL:
        held = Position.objects.filter(held_today(by.tenant), role=PositionRole.AREA_SUPERINTENDENT)
        return here.filter(pk__in=held.values("person_id")).order_by("pk")
    readers = Reader.objects.filter(phase=phase, dropped_at__isnull=True)
    return here.filter(pk__in=readers.values("person_id")).order_by("pk")


def _readers(call: Call) -> Any:
    return Reader.objects.filter(phase__call=call, dropped_at__isnull=True).values("person_id")


def _to(person: Person, key: str, call: Call, candidacy: Candidacy, more: dict[str, Any]) -> mail.Addressed:
    url = absolute(link("cohorts:candidacy", candidacy.pk))
    return _addressed(person, key, call, {"school": candidacy.school.name, "action_url": url, **more})


def _plain(person: Person, key: str, call: Call, more: dict[str, Any], page: str) -> mail.Addressed:
    """For who has no school of their own in it: the link leads to the page of their own part."""
    return _addressed(person, f"{key}:{person.pk}", call, {"action_url": absolute(page), **more})


def _addressed(person: Person, key: str, call: Call, more: dict[str, Any]) -> mail.Addressed:
    """A phase is named by its kind: in the reader's language, as the call's title is."""
    language = person.language or current_tenant().language
    said = {"first_name": person.preferred_name or person.given_name, "title": said_in(call.title, language)}
    if kind := more.get("kind"):
        with translation.override(language):
            said["phase"] = str(PhaseKind(kind).label)
    return mail.Addressed(to=person, key=key, context=said | more)
