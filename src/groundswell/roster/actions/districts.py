"""Verbs that bring a district into being, and that change its own clock and language."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.kernel import journal, locking
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import DistrictKind, OrganisationKind
from groundswell.roster.models import District, Organisation
from groundswell.roster.rules.lives import Refused
from groundswell.roster.rules.zones import is_zone


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


@verb
def set_clock(*, by: Actor, time_zone: str, language: str) -> Tenant:
    """The district lives in another time zone (an IANA name), or speaks another language where nobody chose one.

    Moments are kept in UTC and stay what they are: events and deadlines that are set happen when they would have, and
    read as other hours. Days and new deadlines count in the new zone at once, and so do the bells of schools without a
    zone of their own. Saying what is true already writes nothing. Raises Refused for an unknown zone or language,
    PermissionDenied without ROSTER_IMPORT.
    """
    if not by.may(Permission.ROSTER_IMPORT):
        raise PermissionDenied
    if not is_zone(time_zone):
        raise Refused(_("“%s” is no time zone. Use a name like America/New_York.") % time_zone)
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("We don't have that language yet. Choose one from the list."))
    locking.lock(District.objects.get(pk=by.tenant.pk))
    tenant = Tenant.objects.get(pk=by.tenant.pk)
    before = {"time_zone": tenant.time_zone, "language": tenant.language}
    after = {"time_zone": time_zone, "language": language}
    if before != after:
        tenant.time_zone, tenant.language = time_zone, language
        tenant.save(update_fields=["time_zone", "language"])
        data = {"before": before, "after": after}
        journal.record("roster.district.clock", by=by, subject_id=tenant.pk, data=data)
    return tenant
