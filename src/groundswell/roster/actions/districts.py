"""Verbs that bring a district into being."""

from collections.abc import Sequence

from groundswell.kernel import journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import DistrictKind, OrganisationKind
from groundswell.roster.models import District, Organisation


def found(
    *,
    slug: str,
    name: str,
    kind: DistrictKind = DistrictKind.OPERATING,
    time_zone: str = "America/New_York",
    language: str = "en",
    threshold: int | None = None,
    outline: Sequence[Sequence[float]] = (),
    origin: str = "command",
) -> Tenant:
    """Begin a district: its tenant, what the roster keeps of it, and the top of its tree.

    The one act that can't happen inside a district, because there is none yet; hence no ``by``. Nobody can reach it
    from a page. The tenant's row comes first; everything of the district follows in one transaction.
    """
    tenant = Tenant.objects.create(slug=slug, name=name, time_zone=time_zone, language=language)
    _begin(by=Actor.system(tenant, origin), kind=kind, threshold=threshold, outline=list(outline))
    return tenant


@verb
def _begin(*, by: Actor, kind: DistrictKind, threshold: int | None, outline: list) -> District:
    policy = {} if threshold is None else {"suppression_threshold": threshold}
    district = District.objects.create(tenant=by.tenant, kind=kind, outline=outline, **policy)
    Organisation.objects.create(tenant=by.tenant, kind=OrganisationKind.DISTRICT, name=by.tenant.name)
    journal.record("roster.district.founded", by=by, subject=district)
    return district
