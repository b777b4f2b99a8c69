"""What an invitation's link stands for: the person of a district who is invited."""

from dataclasses import dataclass

from groundswell.accounts.choices import LinkPurpose
from groundswell.accounts.models import SignInLink
from groundswell.accounts.queries import live_link
from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that may still be accepted."""

    link: SignInLink
    tenant: Tenant
    person: Person


def reference_to(person: Person) -> str:
    """What the link carries so that its person is found again."""
    return f"{person.tenant_id}:{person.pk}"


def open_invitation(token: str) -> OpenInvitation | None:
    """The invitation with this token while it may be accepted; None for used, over, unknown."""
    link = live_link(token, LinkPurpose.INVITATION)
    if link is None:
        return None
    tenant_id, _, person_id = link.reference.partition(":")
    tenant = Tenant.objects.filter(pk=int(tenant_id)).first()
    if tenant is None:
        return None
    with reading(tenant):
        person = Person.objects.filter(pk=int(person_id)).first()
    return OpenInvitation(link, tenant, person) if person else None
