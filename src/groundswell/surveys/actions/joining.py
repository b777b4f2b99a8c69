"""When two records of one person are joined: the person is asked once, and no answer is lost.

Where both were asked the same, the record that answered counts; where neither did, the one that is kept is asked and
the other's question is withdrawn. Where both answered, both answers stay, each with its own record.
"""

from django.db.models import QuerySet

from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import merging
from groundswell.roster.models import Person, PersonMerge
from groundswell.surveys.models import Coding, Invitation, Kiosk


def join(*, by: Actor, merge: PersonMerge) -> None:
    """Invitations, kiosks and codings go to the person who is kept; of two open invitations one is withdrawn."""
    kept = {one.wave_id: one for one in _held(merge.keep)}
    free, withdrawn = [], []
    for one in _held(merge.other):
        same = kept.get(one.wave_id)
        if same is None:
            free.append(one.pk)
        elif same.done_at is None or one.done_at is None:
            withdrawn.append(same if one.done_at is not None else one)
    moved: dict[str, list] = {"invitations": merging.repoint(merge, Invitation, "person", free)}
    moved["kiosks"] = merging.repoint(merge, Kiosk, "opened_by")
    moved["codings"] = merging.repoint(merge, Coding, "coder", _codings_of_one_only(merge))
    still = [one for one in withdrawn if one.expires_at >= one.wave.ends_at]
    moved["withdrawn"] = [[one.pk, one.expires_at.isoformat()] for one in still]
    for one in still:
        # Before its wave began: a wave that is opened again gives time to those who had some at its end.
        one.expires_at = one.wave.opens_at
    Invitation.objects.bulk_update(still, ["expires_at"])
    merging.note(by=by, merge=merge, app="surveys", moved=moved)


def _held(person: Person) -> QuerySet[Invitation]:
    """A person's invitations, after the answer that is being stored at this moment."""
    theirs = Invitation.objects.filter(person=person).select_related("wave").order_by("pk")
    return theirs.select_for_update(of=("self",), no_key=True)


def _codings_of_one_only(merge: PersonMerge) -> list[int]:
    """Codings of texts that only the other record read; a text that both read keeps both readings."""
    read = Coding.objects.filter(coder=merge.keep).values("answer")
    theirs = Coding.objects.filter(coder=merge.other).exclude(answer__in=read)
    return list(theirs.values_list("pk", flat=True))


def split(*, by: Actor, merge: PersonMerge) -> None:
    """Invitations go back; a question that was withdrawn can be answered again as long as its wave's others can."""
    moved = merging.noted(merge, "surveys")
    merging.point_back(merge, Invitation, "person", moved.get("invitations", []))
    merging.point_back(merge, Kiosk, "opened_by", moved.get("kiosks", []))
    merging.point_back(merge, Coding, "coder", moved.get("codings", []))
    withdrawn = [pk for pk, _until in moved.get("withdrawn", [])]
    silent = Invitation.objects.filter(pk__in=withdrawn, done_at__isnull=True)
    for one in silent.select_related("wave"):
        Invitation.objects.filter(pk=one.pk).update(expires_at=one.wave.ends_at)
