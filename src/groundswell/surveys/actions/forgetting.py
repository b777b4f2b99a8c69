"""What surveys forget of a person who is erased, or whose time is over."""

from collections.abc import Collection

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.queries.lives import Subject
from groundswell.surveys.models import Answer, Invitation, Kiosk, Response

EMPTIED = "…"


@verb
def forget(*, by: Actor, subject: Subject, fields: Collection[FieldClass]) -> dict[str, int]:
    """Own words go, the way from an answer to the person is cut, open questions are withdrawn. Returns counts.

    What was chosen on a scale still counts, without anybody; so do how many were asked and how many answered, both
    outside every group: role and place as they were go with the way. A text is replaced by an ellipsis, so that the
    number of texts stays what it was, and nobody may quote it any more.
    """
    if FieldClass.DIRECTORY in fields:
        Kiosk.objects.filter(opened_by__in=subject.person_ids).update(opened_by=None)
    if FieldClass.CONFIDENTIAL not in fields:
        return {}
    asked = Invitation.objects.filter(person_id__in=subject.person_ids)
    words = Answer.objects.filter(response__invitation__in=asked).exclude(text="")
    counts = {"own_words": words.update(text=EMPTIED)}
    theirs = Response.objects.filter(invitation__in=asked)
    counts["answers_cut_off"] = theirs.update(invitation=None, may_quote=False)
    now = clock.now()
    counts["questions_withdrawn"] = asked.filter(done_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )
    asked.update(token_hash=None, reminder_hash=None, remind_at=None, role="", place=None)
    return counts
