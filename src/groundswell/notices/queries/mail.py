"""Finding mails: for those who may see what a district sent, and for the worker."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import Max, Q, QuerySet

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.notices.choices import Astray, MailState
from groundswell.notices.models import AccountMail, DoNotMail, OutgoingMail
from groundswell.roster.models import Person

L = TypeVar("L", bound=models.Model)


def mails_for(actor: Actor, permission: Permission = Permission.MAIL_VIEW) -> QuerySet[OutgoingMail]:
    """Every mail of the district, newest first, for who holds ``permission`` in all of it; otherwise none."""
    if not actor.may(permission) or actor.places_for(permission) is not None:
        return OutgoingMail.objects.none()
    return OutgoingMail.objects.select_related("to_person").order_by("-pk")


def get_mail_for(actor: Actor, pk: int, permission: Permission = Permission.MAIL_VIEW) -> OutgoingMail:
    """One mail of the district; Http404 for whoever may not see what was sent."""
    return found_or_404(mails_for(actor, permission), pk=pk)


def due_now(queryset: QuerySet[L], now: datetime) -> QuerySet[L]:
    """The mails among these that wait, are not put off, and are in no worker's hand."""
    return queryset.filter(Q(not_before=None) | Q(not_before__lte=now), state=MailState.WAITING)


def due(tenant: Tenant) -> int:
    """How many mails of the open district should leave now."""
    return due_now(OutgoingMail.objects.all(), clock.now()).count()


def gathered_due(now: datetime) -> QuerySet[OutgoingMail]:
    """Mail that waits to be collected and whose moment has come."""
    return OutgoingMail.objects.filter(state=MailState.GATHERED, not_before__lte=now).order_by()


def account_due(tenant: Tenant) -> int:
    """How many sign-in mails should leave now: told by the first district alone, so that they count once."""
    first = Tenant.objects.order_by("pk").values_list("pk", flat=True).first()
    return due_now(AccountMail.objects.all(), clock.now()).count() if tenant.pk == first else 0


def held_back(addresses: list[str]) -> dict[str, str]:
    """Those of these addresses to which the open district sends nothing, each with its reason."""
    return dict(DoNotMail.objects.filter(address__in=addresses).values_list("address", "reason"))


def matching(queryset: QuerySet[OutgoingMail], *, state: str = "", text: str = "") -> QuerySet[OutgoingMail]:
    """Narrow a list of mails by state and by part of an address, a name or a subject."""
    if state:
        queryset = queryset.filter(state=state)
    if text:
        queryset = queryset.filter(
            Q(to_address__icontains=text) | Q(to_name__icontains=text) | Q(subject__icontains=text)
        )
    return queryset


def astray(people: Collection[Person]) -> dict[int, Astray]:
    """Those of these people whom mail does not reach, each with why. Two statements for any number.

    The roster knows no address, the district holds theirs back, or the last mail to it failed or came back.
    """
    addresses = {one.pk: one.email.strip().lower() for one in people}
    held = held_back(list(filter(None, addresses.values())))
    last = _last_by_state(addresses)
    found: dict[int, Astray] = {}
    for pk, address in addresses.items():
        lost = max(last.get((pk, address, state), 0) for state in (MailState.FAILED, MailState.BOUNCED))
        if not address:
            found[pk] = Astray.NO_ADDRESS
        elif address in held:
            found[pk] = Astray(held[address])
        elif lost > last.get((pk, address, MailState.SENT), 0):
            found[pk] = Astray.FAILED
    return found


def _last_by_state(person_ids: Iterable[int]) -> dict[tuple[int, str, str], int]:
    """The number of the last mail in each state to each address of each of these people."""
    rows = OutgoingMail.objects.filter(to_person__in=list(person_ids)).order_by()
    told = rows.values_list("to_person", "to_address", "state").annotate(last=Max("pk"))
    return {(person, address, state): last for person, address, state, last in told}
