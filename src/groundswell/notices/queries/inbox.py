"""The demo's inbox: every mail of every district, newest first. Never asked outside a demo."""

from dataclasses import dataclass
from datetime import datetime

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.notices.choices import MailState
from groundswell.notices.models import AccountMail, OutgoingMail

SIGN_IN = "sign-in"  # the box of mail that belongs to no district


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the inbox. ``box`` is a district's slug or ``sign-in``; ``zone`` has the clock to show it by."""

    box: str
    pk: int
    to_address: str
    title: str
    from_name: str
    queued_at: datetime
    state: str
    has_calendar: bool
    zone: str


def newest(*, address: str = "", limit: int) -> list[Entry]:
    """The newest ``limit`` mails of all districts and of sign-in. Three statements for each district."""
    entries = [
        _entry(mail, SIGN_IN, mail.subject, "Groundswell")
        for mail in AccountMail.objects.filter(to_address__icontains=address).order_by("-pk")[:limit]
    ]
    for tenant in Tenant.objects.order_by("pk"):
        with reading(tenant):
            mails = OutgoingMail.objects.filter(to_address__icontains=address).order_by("-pk")[:limit]
            entries += [
                _entry(mail, tenant.slug, mail.subject or mail.kind, tenant.name, zone=tenant.time_zone)
                for mail in mails
            ]
    return sorted(entries, key=lambda entry: (entry.queued_at, entry.pk), reverse=True)[:limit]


def _entry(
    mail: AccountMail | OutgoingMail, box: str, title: str, from_name: str, *, zone: str = "UTC"
) -> Entry:
    return Entry(
        box=box,
        pk=mail.pk,
        to_address=mail.to_address,
        title=title,
        from_name=from_name,
        queued_at=mail.queued_at,
        state=str(MailState(mail.state).label),
        has_calendar=bool(getattr(mail, "calendar", None)),
        zone=zone,
    )
