"""Who gives an event: the district itself, or a partner."""

from django.utils.translation import gettext as _

from groundswell.events.rules.refusals import Refused
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation


def check(provider: Organisation | None) -> None:
    """Raises Refused for an organisation that is no partner; nobody is the district itself."""
    if provider is not None and provider.kind != OrganisationKind.PARTNER:
        raise Refused(
            _("%(name)s isn't a partner organisation. Leave the provider empty for the district itself.")
            % {"name": provider.name}
        )
