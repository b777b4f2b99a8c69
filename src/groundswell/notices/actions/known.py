"""A verb that mails people whom the caller knows by their number alone, as the journal names them."""

from collections.abc import Collection
from typing import Any

from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.notices.choices import Priority
from groundswell.roster.models import Person


@verb
def send_to(*, by: Actor, people: Collection[int], kind: str, context: dict[str, Any], key: str) -> int:
    """Queue one mail of ``kind`` to each of these people who is still here; a joined record's to who it became.

    As ``mail.send_many`` otherwise; ``key`` is completed with each person. Returns how many are told.
    """
    rows = Person.objects.filter(pk__in=people).select_related("merged_into")
    meant = {one.pk: one for row in rows if (one := row.merged_into or row).ended_on is None}
    mails = [mail.Addressed(one, f"{key}:{pk}", context) for pk, one in sorted(meant.items())]
    return mail.send_many(by=by, kind=kind, mails=mails, priority=Priority.NORMAL)
