"""In which districts somebody who signed in is a live person."""

from typing import Any

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person


def districts_of(user: Any) -> list[Tenant]:
    """The districts that list ``user`` at present, by name.

    Asks each district inside its own scope, because no query sees two at once: one small query a district. It runs
    once a sign-in, never for a page of a district.
    """
    return [tenant for tenant in Tenant.objects.order_by("name") if _lists(tenant, user)]


def _lists(tenant: Tenant, user: Any) -> bool:
    with reading(tenant):
        return Person.objects.filter(user_id=user.pk, ended_on__isnull=True).exists()
