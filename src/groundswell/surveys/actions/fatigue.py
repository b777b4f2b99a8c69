"""Verb for how often one person may be asked."""

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.models import AskingPolicy


@verb
def set_policy(*, by: Actor, most: int, days: int) -> AskingPolicy:
    """At most so many questionnaires for one person within so many days. ValueError for fewer than one of either."""
    if most < 1 or days < 1:
        raise ValueError("A policy allows at least one questionnaire, within at least one day.")
    values = {"most": most, "days": days}
    policy, _is_new = AskingPolicy.objects.update_or_create(tenant=by.tenant, defaults=values)
    journal.record("surveys.asking_policy.set", by=by, subject=policy, data=values)
    return policy
