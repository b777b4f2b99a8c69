"""Verbs for the files of an application."""

from django.db.models import Sum
from django.utils.translation import gettext as _

from groundswell.cohorts.actions.applications import SUBJECT, writing
from groundswell.cohorts.choices import PartKind
from groundswell.cohorts.models import Application, ApplicationPart, Attachment
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.kernel.uploads import MB, FileRefused, looked_at

MOST = 10  # files of one part
MOST_BYTES = 100 * MB  # of all files of one application, with those that were handed in and taken away since


@verb
def attach(
    *, by: Actor, application: Application, part: ApplicationPart, name: str, content: bytes
) -> Attachment:
    """Put a file with a part. What it is its content says (``kernel.uploads``). The same file twice is once. Raises
    Refused for one that is not taken, for too many, and outside the time for writing."""
    held = writing(by, application)
    if part.call_id != held.candidacy.call_id or part.kind != PartKind.FILES:
        raise Refused(_("This part takes no files."))
    try:
        file = looked_at(name, content)
    except FileRefused as refusal:
        raise Refused(str(refusal)) from refusal
    there = Attachment.objects.filter(application=held, part=part, removed_at__isnull=True).defer("content")
    if (same := there.filter(digest=file.digest).first()) is not None:
        return same
    if there.count() >= MOST:
        raise Refused(
            _("At most %(most)s files belong to one part. Put several into one PDF.") % {"most": MOST}
        )
    size = (
        Attachment.objects.filter(application=held).exclude(content=b"").aggregate(size=Sum("size"))["size"]
        or 0
    )
    if size + len(content) > MOST_BYTES:
        words = _(
            "All files of an application together may have %(most)s MB. Take one away, or make them smaller."
        )
        raise Refused(words % {"most": MOST_BYTES // MB})
    made = Attachment.objects.create(
        tenant=by.tenant, application=held, part=part, name=file.name, kind=file.kind, size=len(content),
        digest=file.digest, content=content, made_by_id=by.person_id,
    )  # fmt: skip
    data = {"part": part.pk, "attachment": made.pk, "size": made.size, "digest": made.digest}
    journal.record(f"{SUBJECT}.attached", by=by, subject=held, subject_kind=SUBJECT, data=data)
    return made


@verb
def detach(*, by: Actor, attachment: Attachment) -> Attachment:
    """Take a file away. Its row stays, without its content; where it was handed in, the content stays until the
    application is handed in again. Twice is once."""
    held = writing(by, attachment.application)
    row = (
        Attachment.objects.select_for_update(of=("self",), no_key=True).defer("content").get(pk=attachment.pk)
    )
    if row.removed_at is not None:
        return row
    row.removed_at = clock.now()
    was_handed_in = held.submitted_at is not None and row.made_at <= held.submitted_at
    gone = {"removed_at": row.removed_at} | ({} if was_handed_in else {"content": b""})
    Attachment.objects.filter(pk=row.pk).update(**gone)
    data = {"part": row.part_id, "attachment": row.pk}
    journal.record(f"{SUBJECT}.detached", by=by, subject=held, subject_kind=SUBJECT, data=data)
    return row
