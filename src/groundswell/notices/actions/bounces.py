"""Mail that came back, and addresses to which a district sends nothing."""

import re

from groundswell.kernel import journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.choices import MOVES, DoNotMailReason, MailState
from groundswell.notices.models import DoNotMail, OutgoingMail

OUR_ID = re.compile(r"<?(?P<tenant>\d{1,18})\.(?P<mail>\d{1,18})\.\d+@")


@verb
def record(*, by: Actor, reason: str, address: str = "", message_id: str = "") -> int:
    """A mail came back. Give its Message-ID, or the address when the report names no more than that.

    The mail (by address: the last one that left to it) is marked as come back, and the address gets nothing more
    from this district until somebody lifts that. Returns how many mails were marked. Telling it twice does no harm.
    """
    mails = OutgoingMail.objects.filter(
        state__in=[state for state in MOVES if MailState.BOUNCED in MOVES[state]]
    )
    if message_id:
        mails = mails.filter(pk=_own_number(message_id, by.tenant))
        address = mails.values_list("to_address", flat=True).first() or address
    else:
        mails = mails.filter(to_address=address.strip().lower(), state=MailState.SENT)
    last = mails.select_for_update(of=("self",)).order_by("-pk").first()
    if last is not None:
        last.state, last.error = MailState.BOUNCED, reason[:2000]
        last.save(update_fields=["state", "error"])
    if address.strip():
        hold_back(by=by, address=address, reason=DoNotMailReason.BOUNCED, detail=reason)
    return 0 if last is None else 1


@verb
def hold_back(*, by: Actor, address: str, reason: DoNotMailReason | str, detail: str = "") -> DoNotMail:
    """Send nothing more from this district to an address. Mail that waits for it is held back when its turn comes."""
    held, is_new = DoNotMail.objects.update_or_create(
        tenant=by.tenant,
        address=address.strip().lower(),
        defaults={"reason": reason, "detail": detail[:2000]},
    )
    if is_new:
        data = {"reason": str(reason)}
        journal.record(
            "notices.address.held_back", by=by, subject=held, data=data, personal={"address": held.address}
        )
    return held


@verb
def lift(*, by: Actor, address: str) -> bool:
    """Mail an address again. Mail that was held back meanwhile stays so, until somebody sends it after all."""
    held = DoNotMail.objects.filter(address=address.strip().lower()).first()
    if held is None:
        return False
    journal.record("notices.address.lifted", by=by, subject=held, personal={"address": held.address})
    held.delete()
    return True


def district_of(message_id: str) -> Tenant | None:
    """The district that sent a mail, as its Message-ID tells; None for a Message-ID that is not ours."""
    found = OUR_ID.match(message_id.strip())
    return Tenant.objects.filter(pk=int(found["tenant"])).first() if found else None


def _own_number(message_id: str, tenant: Tenant) -> int:
    found = OUR_ID.match(message_id.strip())
    return int(found["mail"]) if found and int(found["tenant"]) == tenant.pk else 0
