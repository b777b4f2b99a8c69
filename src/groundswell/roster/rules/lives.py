"""Rules for people's records: which two may be one human."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import Person


class Refused(ValueError):
    """Joining, splitting or erasing can't be done; the text says why and what to do instead."""


class Busy(Refused):
    """Somebody else changes the roster just now. Nothing was done, and a second attempt may go through."""

    def __str__(self) -> str:
        return _(
            "The roster is being changed just now, by an import or by a colleague. Nothing was done. "
            "Try again in a minute."
        )


def why_not_one(
    *, by: Actor, keep: Person, other: Person, gained: Collection[Permission], has_more: bool
) -> str:
    """Why ``other`` can't be joined to ``keep``, in a sentence; empty when it can.

    ``gained`` are the permissions that one of the two records would newly give the other's account; ``has_more``
    says that other records are joined to ``other`` already.
    """
    if keep.pk == other.pk:
        return _("These are one record already. Choose the other one.")
    if keep.erased_on is not None or other.erased_on is not None:
        return _("One of the two was erased, and nothing can be joined to it any more.")
    if by.person_id in (keep.pk, other.pk):
        return _("One of the two is you. Ask a colleague to join your own records.")
    if keep.merged_into_id is not None or other.merged_into_id is not None:
        return _(
            "One of the two is joined to another record already. Split that first, or choose that record."
        )
    if has_more:
        return _("Others are joined to %(name)s already. Keep that record, and join this one to it.") % {
            "name": other.name
        }
    if keep.is_student != other.is_student and not _student_has_left(keep, other):
        return _(
            "One is a student and the other is not. End the student's record in the roster files first, "
            "then join them and keep the other."
        )
    beyond = {permission for permission in gained if not by.may(permission)}
    if beyond and not by.may(Permission.ROSTER_IMPORT):  # who brings the files in gives positions anyway
        return _(
            "Joining them would give somebody rights that you don't have yourself. Ask the district's IT to do it."
        )
    return ""


def _student_has_left(keep: Person, other: Person) -> bool:
    """A former student who works here now: the staff record is kept, the student's has ended."""
    return other.is_student and other.ended_on is not None
