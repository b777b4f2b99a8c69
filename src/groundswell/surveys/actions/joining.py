"""When two records of one person are joined: the person is asked once, and no answer is lost.

Where both were asked the same, the record that answered counts; where neither did, the one that is kept is asked and
the other's question is withdrawn. Where both answered, both answers stay, each with its own record.
"""

from datetime import datetime

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import merging
from groundswell.roster.models import PersonMerge
from groundswell.surveys.models import Invitation, Kiosk


def join(*, by: Actor, merge: PersonMerge) -> None:
    """Invitations and kiosks go to the person who is kept; of two open ones for the same wave, one is withdrawn."""
    kept = {one.wave_id: one for one in Invitation.objects.filter(person=merge.keep)}
    free, withdrawn = [], []
    for one in Invitation.objects.filter(person=merge.other).order_by("pk"):
        same = kept.get(one.wave_id)
        if same is None:
            free.append(one.pk)
        elif same.done_at is None or one.done_at is None:
            withdrawn.append(same if one.done_at is not None else one)
    moved: dict[str, list] = {"invitations": merging.repoint(merge, Invitation, "person", free)}
    moved["kiosks"] = merging.repoint(merge, Kiosk, "opened_by")
    now = clock.now()
    still = [one for one in withdrawn if one.done_at is None and one.expires_at > now]
    moved["withdrawn"] = [[one.pk, one.expires_at.isoformat()] for one in still]
    Invitation.objects.filter(pk__in=[one.pk for one in still]).update(expires_at=now)
    merging.note(by=by, merge=merge, app="surveys", moved=moved)


def split(*, by: Actor, merge: PersonMerge) -> None:
    """Invitations go back; a question that was withdrawn can be answered again until its own end."""
    moved = merging.noted(merge, "surveys")
    merging.point_back(merge, Invitation, "person", moved.get("invitations", []))
    merging.point_back(merge, Kiosk, "opened_by", moved.get("kiosks", []))
    for pk, until in moved.get("withdrawn", []):
        open_one = Invitation.objects.filter(pk=pk, done_at__isnull=True)
        open_one.update(expires_at=datetime.fromisoformat(until))
