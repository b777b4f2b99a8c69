"""Verbs by which a school writes its application together and hands it in.

What is handed in stays handed in: writing may go on until the deadline, and what counts is the last that was handed in.
Locks: the call and its phases are read, the candidacy is held, then the application.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import CallState, CandidacyState, PartKind
from groundswell.cohorts.models import (
    Application,
    ApplicationPart,
    ApplicationWriter,
    Attachment,
    Candidacy,
    PartWording,
)
from groundswell.cohorts.queries.applications import (
    changed_since,
    may_write,
    wordings_of,
    wordings_that_hold,
    writers_of,
)
from groundswell.cohorts.queries.calls import principals_of
from groundswell.cohorts.rules.applications import (
    LONGEST,
    deadline_of,
    handed_in_states,
    not_ready,
    receipt_now,
    takes,
)
from groundswell.cohorts.rules.phases import late_minutes
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.kernel.words import said_in
from groundswell.notices.actions import mail
from groundswell.roster.models import Person
from groundswell.roster.queries.people import staff_of

MOST_WRITERS = 30
SUBJECT = "cohorts.application"


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving a part. ``holds`` is False where somebody saved a wording that the writer had not seen
    (``newer``): both are kept, and the writer chooses."""

    wording: PartWording
    holds: bool
    newer: PartWording | None = None


@verb
def begin(*, by: Actor, candidacy: Candidacy) -> Application:
    """Open the school's application. Twice is once. Raises Refused where the school does not take part, nobody reads
    applications in this call, or they are not taken now; PermissionDenied for who doesn't lead the school."""
    if not by.may(Permission.SCHOOL_APPLY, place=candidacy.school_id):
        raise PermissionDenied
    held = _taking(lock(candidacy), clock.now())
    made, is_new = Application.objects.get_or_create(candidacy=held, defaults={"tenant": by.tenant})
    if is_new:
        _note(by, made, "begun", candidacy=held.pk)
    return made


@verb
def let_write(*, by: Actor, application: Application, person: Person) -> ApplicationWriter:
    """Somebody of the school may write, too, and gets mail. Twice is once. Raises Refused for who doesn't work there
    today; PermissionDenied for who doesn't lead the school."""
    held = _led(by, application)
    if person.pk not in {one.person_id for one in staff_of(held.candidacy.school, by.tenant)}:
        raise Refused(_("Only people who work at the school can write its application."))
    there = writers_of(held)
    if (same := there.filter(person=person).first()) is not None:
        return same
    if there.count() >= MOST_WRITERS:
        raise Refused(_("At most %(n)s people write one application.") % {"n": MOST_WRITERS})
    made = ApplicationWriter.objects.create(tenant=by.tenant, application=held, person=person)
    _note(by, held, "writer_added", writer=made.pk, person=person.pk)
    _tell(by, held, [person], "writer_added", f"{made.pk}")
    return made


@verb
def stop_writing(*, by: Actor, writer: ApplicationWriter) -> ApplicationWriter:
    """Somebody writes no more; what they wrote stays. Twice is once. The principal says it, or they themselves."""
    held = lock(writer.application)
    if writer.person_id != by.person_id:
        _led(by, held)
    row = lock(writer)
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        _note(by, held, "writer_removed", writer=row.pk, person=row.person_id)
    return row


@verb
def save(
    *, by: Actor, application: Application, part: ApplicationPart, text: str, seen: int, page: str = ""
) -> Saved:
    """Keep a wording of one part. ``seen`` is the number of the wording that it was written on (0 for none).

    Other parts are never in each other's way. Where somebody saved this part meanwhile, the wording is kept beside
    theirs and does not hold, unless everything since ``seen`` came from the same opened ``page``. The same words
    again make nothing new. More words than the limit are kept; they can't be handed in. Raises Refused outside the
    time for writing and beyond what a text field may hold.
    """
    held = writing(by, application)
    _belongs(held, part, PartKind.TEXT)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > LONGEST:
        words = _("That is too much for one part: at most %(n)s characters are kept. Attach a file instead.")
        raise Refused(words % {"n": f"{LONGEST:,}"})
    newest = wordings_that_hold([held.pk]).get((held.pk, part.pk))
    if newest is None and not text:
        return Saved(PartWording(application=held, part=part, number=0, text=""), True)
    if newest is not None and newest.text == text:
        return Saved(newest, True)
    holds = newest is None or newest.number <= seen or _all_from(page, held, part, seen)
    before = wordings_of(held, part).filter(holds=False, text=text, made_by=by.person_id).first()
    if not holds and before is not None:
        return Saved(before, False, newest)
    last = wordings_of(held, part).aggregate(last=Max("number"))["last"] or 0
    made = PartWording.objects.create(
        tenant=by.tenant, application=held, part=part, number=last + 1, text=text, holds=holds, page=page[:16],
        made_by_id=by.person_id,
    )  # fmt: skip
    _note(by, held, "saved" if holds else "saved_beside", part=part.pk, wording=made.pk)
    return Saved(made, holds, None if holds else newest)


@verb
def submit(*, by: Actor, application: Application, arrived: datetime | None = None) -> Application:
    """Hand in what stands in it: all of it, at the moment ``arrived`` (when the press reached us; now), with a receipt
    by mail to the principal and all writers. Within the grace it counts and says how many minutes late it came.

    Handing in again replaces what was handed in; nothing new makes no new receipt. Raises Refused with everything
    that is missing or too long, and after the end.
    """
    at = arrived or clock.now()
    held = writing(by, application, at)
    if held.submitted_at is not None and (at <= held.submitted_at or not changed_since(held)):
        return held
    deadline = deadline_of(held.candidacy.call)
    held.submitted_at, held.submitted_by_id = at, by.person_id
    held.late_minutes = late_minutes(deadline, at) if deadline is not None else 0
    held.save(update_fields=["submitted_at", "submitted_by", "late_minutes"])
    if why := [words for one in handed_in_states(held) if (words := not_ready(one))]:
        raise Refused(" ".join(why))
    held.receipt = receipt_now(held)
    held.save(update_fields=["receipt"])
    gone = Attachment.objects.filter(application=held, removed_at__lte=at)
    gone.exclude(content=b"").update(content=b"")
    data = {
        "candidacy": held.candidacy_id, "receipt": held.receipt, "late_minutes": held.late_minutes,
        "at": at.isoformat(),
    }  # fmt: skip
    journal.record(f"{SUBJECT}.submitted", by=by, subject=held, subject_kind=SUBJECT, data=data)
    _tell_receipt(by, held)
    return held


def _all_from(page: str, application: Application, part: ApplicationPart, seen: int) -> bool:
    """True where every wording since came from one opened page, and that is this one: it did not hear our answers."""
    since = wordings_of(application, part).filter(holds=True, number__gt=seen)
    return bool(page) and not since.exclude(page=page[:16]).exists()


def _taking(candidacy: Candidacy, at: datetime) -> Candidacy:
    """A candidacy whose application may be written at that moment."""
    call = candidacy.call
    if call.state != CallState.OPEN:
        raise Refused(_("This call is “%(state)s”.") % {"state": call.get_state_display()})
    if candidacy.state != CandidacyState.INTERESTED:
        raise Refused(
            _("The school does not take part now, so its application rests. What was written stays.")
        )
    deadline = deadline_of(call)
    if deadline is None:
        raise Refused(_("In this call no applications are written."))
    if at < deadline.opens_at:
        raise Refused(_("Applications are not taken yet."))
    if not takes(deadline, at):
        ended = clock.local(deadline.closes_at, candidacy.tenant.time_zone)
        words = _("The time for applications ended on %(day)s at %(time)s. What was saved before is kept.")
        raise Refused(words % {"day": f"{ended:%Y-%m-%d}", "time": f"{ended:%H:%M:%S}"})
    return candidacy


def _held(application: Application) -> Application:
    """The application, held after its candidacy."""
    candidacy = lock(Candidacy(pk=application.candidacy_id))
    held = lock(application)
    held.candidacy = candidacy
    return held


def writing(by: Actor, application: Application, at: datetime | None = None) -> Application:
    """The application, held, while it is written. Raises PermissionDenied for who doesn't write it."""
    held = _held(application)
    if not may_write(by, held):
        raise PermissionDenied
    _taking(held.candidacy, at or clock.now())
    return held


def _led(by: Actor, application: Application) -> Application:
    held = _held(application)
    if not by.may(Permission.SCHOOL_APPLY, place=held.candidacy.school_id):
        raise PermissionDenied
    return held


def _belongs(application: Application, part: ApplicationPart, kind: PartKind) -> None:
    if part.call_id != application.candidacy.call_id or part.kind != kind:
        raise Refused(_("This part is not of that kind, or of another form."))


def _note(by: Actor, application: Application, what: str, **data: int) -> None:
    journal.record(f"{SUBJECT}.{what}", by=by, subject=application, subject_kind=SUBJECT, data=data)


def _tell_receipt(by: Actor, application: Application) -> None:
    school = application.candidacy.school_id
    leads = principals_of([school], clock.today(by.tenant.time_zone)).get(school, [])
    at = application.submitted_at.isoformat() if application.submitted_at else ""
    said = {"receipt": application.receipt, "at": at, "late": application.late_minutes}
    people = [*leads, *(one.person for one in writers_of(application))]
    _tell(by, application, people, "submitted", f"{application.receipt[:16]}", **said)


def _tell(
    by: Actor, application: Application, people: Iterable[Person], what: str, key: str, **more: object
) -> None:
    candidacy = application.candidacy
    url = link("cohorts:receipt" if what == "submitted" else "cohorts:application", candidacy.pk)
    said = {"school": candidacy.school.name, "action_url": absolute(url), **more}
    for person in {one.pk: one for one in people}.values():
        title = said_in(candidacy.call.title, person.language or by.tenant.language)
        mail.send(
            by=by, to=person, kind=f"cohorts.application_{what}",
            context={"first_name": person.preferred_name or person.given_name, "title": title, **said},
            key=f"cohorts.application_{what}:{application.pk}:{person.pk}:{key}",
        )  # fmt: skip
