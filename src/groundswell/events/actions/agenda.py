"""The agenda of an event."""

from collections.abc import Sequence

from groundswell.events.models import AgendaSegment, LearningEvent
from groundswell.events.rules import agenda, providers, versions
from groundswell.events.rules.agenda import Part
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def set_agenda(
    *, by: Actor, event: LearningEvent, parts: Sequence[Part], version: int | None = None
) -> list[AgendaSegment]:
    """These are the parts, in this order. Raises Refused for a part without title or time, and for an older version."""
    held = lock(event)
    versions.check(held, version)
    agenda.check_parts(parts)
    for part in parts:
        providers.check(part.provider)
    AgendaSegment.objects.filter(event=held).delete()
    made = AgendaSegment.objects.bulk_create(
        AgendaSegment(
            tenant=by.tenant,
            event=held,
            order=order,
            title=part.title.strip(),
            minutes=part.minutes,
            kind=part.kind,
            made_by=part.made_by,
            led_by=part.led_by,
            provider=part.provider,
            is_active=part.is_active,
        )
        for order, part in enumerate(parts, start=1)
    )
    held.version += 1
    held.save(update_fields=["version"])
    data = {"segments": [{"kind": str(part.kind), "minutes": part.minutes} for part in parts]}
    journal.record("events.agenda.set", by=by, subject=held, subject_kind="events.event", data=data)
    return made


@verb
def begin_agenda(*, by: Actor, event: LearningEvent) -> list[AgendaSegment]:
    """Begin with the parts that an event of this kind must have. An agenda that is there is replaced."""
    return set_agenda(by=by, event=event, parts=agenda.template(event.kind))
