"""What must have been attended before an event."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from groundswell.events.models import LearningEvent, Prerequisite
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def set_prerequisites(
    *, by: Actor, event: LearningEvent, asked: Sequence[tuple[LearningEvent, str]]
) -> list[Prerequisite]:
    """The event asks for these: pairs of an event that must have been attended, and a role whose holders needn't ("").

    Who has a place already keeps it. Raises Refused for an event that would ask for itself.
    """
    held = lock(event)
    wanted = {attended.pk: role for attended, role in asked}
    if held.origin_id in {attended.origin_id for attended, _role in asked}:
        raise Refused(_("An event can't ask that people attended it before. Choose another event."))
    there = Prerequisite.objects.filter(event=held)
    if {one.attended_id: one.unless_role for one in there} == wanted:
        return list(there)
    there.delete()
    made = Prerequisite.objects.bulk_create(
        Prerequisite(tenant=by.tenant, event=held, attended_id=pk, unless_role=role)
        for pk, role in wanted.items()
    )
    held.has_prerequisites = bool(made)
    held.version += 1
    held.save(update_fields=["has_prerequisites", "version"])
    data = {"attended": sorted(wanted)}
    journal.record("events.prerequisites.set", by=by, subject=held, subject_kind="events.event", data=data)
    return made
