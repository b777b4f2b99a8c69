"""What surveys forget of a person who is erased, or whose time is over."""

from collections.abc import Collection

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.queries.lives import Subject
from groundswell.surveys.models import Answer, Coding, Invitation, Kiosk, Response
from groundswell.surveys.queries.results import FORGOTTEN


@verb
def forget(*, by: Actor, subject: Subject, fields: Collection[FieldClass]) -> dict[str, int]:
    """Own words go, the way from an answer to the person is cut, open questions are withdrawn. Returns counts.

    What was chosen on a scale still counts, without anybody; so do how many were asked and how many answered. Role and
    place as they were go with the way from an answer. Of who kept silent they stay: they are the group's number, and
    a group of one fewer with the same answers would tell that the one who is gone had kept silent. A text is replaced
    by an ellipsis, so that the number of texts stays what it was, and nobody may quote it any more. What they said in
    an anonymous wave stays as it is: nobody can find it.
    """
    if FieldClass.DIRECTORY in fields:
        Kiosk.objects.filter(opened_by__in=subject.person_ids).update(opened_by=None)
        Coding.objects.filter(coder__in=subject.person_ids).update(coder=None)
    if FieldClass.CONFIDENTIAL not in fields:
        return {}
    asked = Invitation.objects.filter(person_id__in=subject.person_ids)
    # Waits for an answer that is being stored at this moment, so that it is forgotten with the rest.
    list(asked.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    words = Answer.objects.filter(response__invitation__in=asked).exclude(text="")
    # What somebody found in a text says what it said.
    Coding.objects.filter(answer__in=words).delete()
    counts = {"own_words": words.update(text=FORGOTTEN)}
    theirs = Response.objects.filter(invitation__in=asked)
    counts["answers_cut_off"] = theirs.update(invitation=None, may_quote=False)
    now = clock.now()
    counts["questions_withdrawn"] = asked.filter(done_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )
    asked.update(token_hash=None, reminder_hash=None, remind_at=None)
    asked.filter(done_at__isnull=False).update(role="", place=None)
    # Never empty again: whoever took a right would get another one.
    asked.exclude(blinded="").update(blinded=FORGOTTEN)
    return counts
