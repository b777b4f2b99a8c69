"""The verb with which what others claim is entered, as they published it."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from groundswell.impact.choices import Relation
from groundswell.impact.models import OutsideClaim
from groundswell.impact.rules.statements import Number, as_data
from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb


@verb
def enter(
    *,
    by: Actor,
    partner: str,
    sentence: str,
    topic: str,
    told: Sequence[Number],
    published: str = "",
    relation: str = Relation.STATES,
    design: str = "",
) -> OutsideClaim:
    """Enter a sentence and what its publication tells of its numbers. The same sentence is entered once."""
    if not by.may(Permission.CLAIM_DRAFT):
        raise PermissionDenied
    claim, is_new = OutsideClaim.objects.get_or_create(
        tenant=by.tenant, partner=partner, sentence=sentence,
        defaults={
            "topic": topic, "told": [as_data(one) for one in told], "published": published, "relation": relation,
            "design": design,
        },
    )  # fmt: skip
    if is_new:
        journal.record("impact.outside.entered", by=by, subject=claim)
    return claim
