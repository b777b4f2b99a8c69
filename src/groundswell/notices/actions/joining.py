"""When two records of one person are joined: mail, busy times, what they chose and the calendar address go along."""

from groundswell.kernel.permissions import Actor
from groundswell.notices.choices import MailState
from groundswell.notices.models import BusyTime, FeedToken, MailChoice, OutgoingMail
from groundswell.roster.actions import merging
from groundswell.roster.models import PersonMerge


def join(*, by: Actor, merge: PersonMerge) -> None:
    """Mail that waits goes to the address of the person who is kept. A second calendar address stays unused."""
    moved = {"mails": merging.repoint(merge, OutgoingMail, "to_person")}
    if merge.keep.email:
        unsent = [MailState.WAITING, MailState.GATHERED]
        waiting = OutgoingMail.objects.filter(pk__in=moved["mails"], state__in=unsent)
        waiting.update(to_address=merge.keep.email.strip().lower(), to_name=merge.keep.name[:250])
    taken = set(BusyTime.objects.filter(person=merge.keep).values_list("key", flat=True))
    free = BusyTime.objects.filter(person=merge.other).exclude(key__in=taken).values_list("pk", flat=True)
    moved["busy"] = merging.repoint(merge, BusyTime, "person", list(free))
    if not FeedToken.objects.filter(person=merge.keep).exists():
        moved["feeds"] = merging.repoint(merge, FeedToken, "person")
    if not MailChoice.objects.filter(person=merge.keep).exists():
        moved["choices"] = merging.repoint(merge, MailChoice, "person")
    merging.note(by=by, merge=merge, app="notices", moved=moved)


def split(*, by: Actor, merge: PersonMerge) -> None:
    """What the merge moved goes back."""
    moved = merging.noted(merge, "notices")
    merging.point_back(merge, OutgoingMail, "to_person", moved.get("mails", []))
    merging.point_back(merge, BusyTime, "person", moved.get("busy", []))
    merging.point_back(merge, FeedToken, "person", moved.get("feeds", []))
    merging.point_back(merge, MailChoice, "person", moved.get("choices", []))
