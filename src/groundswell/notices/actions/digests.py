"""One collected mail instead of many: what may wait is put together once a day or once a week, for each person."""

import logging

from django.urls import reverse
from django.utils.translation import gettext_noop

from groundswell.kernel import clock
from groundswell.kernel.links import absolute
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import mail, outbox
from groundswell.notices.choices import MailState
from groundswell.notices.models import OutgoingMail
from groundswell.notices.queries.mail import gathered_due
from groundswell.roster.models import Person

log = logging.getLogger(__name__)

KIND = "notices.digest"
# Kept with the mail as it stands here, and put into the reader's language on the page.
GONE = gettext_noop("The person left the district before the mail was sent.")


def due(tenant: Tenant) -> int:
    """How many gathered mails are to be put together by now. Called inside the district's scope."""
    return gathered_due(clock.now()).count()


def make_due(tenant: Tenant, limit: int = 100) -> int:
    """Background work: make the collected mails of some people. Returns for how many. Harmless twice."""
    with reading(tenant):
        people = list(gathered_due(clock.now()).values_list("to_person", flat=True).distinct()[:limit])
    by = Actor.system(tenant)
    return sum(make(by=by, person_id=pk) is not None for pk in people)


@verb
def make(*, by: Actor, person_id: int) -> OutgoingMail | None:
    """Everything that waits for somebody goes into one mail; a single mail just leaves. None when nothing waits.

    A mail that can't be written leaves alone, so that its trouble is its own. Who left the district gets none.
    """
    waiting = OutgoingMail.objects.select_for_update(of=("self",)).select_related("to_person")
    mails = list(waiting.filter(to_person_id=person_id, state=MailState.GATHERED).order_by("pk"))
    if not mails:
        return None
    person = mails[0].to_person
    assert person is not None
    if person.ended_on is not None:
        _mark(mails, state=MailState.REFUSED, not_before=None, error=GONE)
        return mails[0]
    written = {one.pk: item for one in mails if (item := _item(one, by.tenant))}
    alone = [one for one in mails if one.pk not in written or len(written) == 1]
    _mark(alone, state=MailState.WAITING, not_before=None)
    if len(alone) == len(mails):
        return mails[0]
    together = [one for one in mails if one not in alone]
    made = _send(by, person, together, [written[one.pk] for one in together])
    _mark(together, state=MailState.BUNDLED, not_before=None, went_with=made)
    return made


def _send(by: Actor, person: Person, mails: list[OutgoingMail], items: list[dict[str, str]]) -> OutgoingMail:
    return mail.send(
        by=by,
        to=person,
        kind=KIND,
        key=f"{KIND}:{mails[0].pk}",
        context={"items": items, "action_url": absolute(reverse("arrive"))},
    )


def _item(one: OutgoingMail, tenant: Tenant) -> dict[str, str] | None:
    """What a collected mail says of one of its mails; None where it can't be written."""
    try:
        letter = outbox.write(one, tenant)
    except Exception:
        log.exception("Mail %s could not be written into a collected one", one.pk)
        return None
    return {
        "subject": letter.subject,
        "body_text": letter.body,
        "action_url": letter.action_url,
        "action_label": letter.action_label,
    }


def _mark(mails: list[OutgoingMail], **values: object) -> None:
    OutgoingMail.objects.filter(pk__in=[one.pk for one in mails]).update(**values)
