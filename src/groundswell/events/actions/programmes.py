"""A programme's life: drafted, changed, published, ended; and what each role is to take of it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.choices import PROGRAMME_MOVES, ProgrammeState
from groundswell.events.models import LearningEvent, Programme, ProgrammeRule, RequiredEvent
from groundswell.events.models.audience import normal
from groundswell.events.rules import providers, versions
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb

FIELDS = (
    "title", "why", "goal", "audience", "provider", "funder", "grant", "sponsor", "scope_of_work", "school_year",
)  # fmt: skip


@verb
def draft(*, by: Actor, title: str, **values: Any) -> Programme:
    """Begin a programme; only the office sees it. ``values`` are fields of FIELDS. Its events name it."""
    programme = Programme(tenant=by.tenant)
    _put(programme, {"title": title, **values})
    programme.save()
    journal.record("events.programme.drafted", by=by, subject=programme)
    return programme


@verb
def change(*, by: Actor, programme: Programme, version: int | None = None, **values: Any) -> Programme:
    """Change what the programme says. Raises Refused when somebody else changed it since ``version`` was read."""
    held = lock(programme)
    versions.check(held, version)
    changed = _put(held, values)
    held.version += 1
    held.save()
    journal.record("events.programme.changed", by=by, subject=held, data={"fields": changed})
    return held


@verb
def publish(*, by: Actor, programme: Programme) -> Programme:
    """Those whom it is for see it. Its events are published one by one. Raises Refused while it says no why."""
    held = lock(programme)
    if not held.why.strip():
        raise Refused(
            _("Say first why this programme is worth people's time; they read it before anything else.")
        )
    return _move(by, held, ProgrammeState.PUBLISHED)


@verb
def end(*, by: Actor, programme: Programme) -> Programme:
    """The programme is over; its events and what people attended stay as they are."""
    return _move(by, lock(programme), ProgrammeState.ENDED)


@verb
def set_rule(
    *,
    by: Actor,
    programme: Programme,
    role: str = "",
    required: Sequence[LearningEvent] = (),
    electives: int = 0,
) -> ProgrammeRule:
    """Holders of a role (everyone for "") take the required events, and so many of the programme's others.

    Replaces the rule of that role. Raises Refused for an event of another programme.
    """
    held = lock(programme)
    for event in required:
        if event.programme_id != held.pk:
            raise Refused(
                _("“%(title)s” isn't part of this programme, so it can't be required in it.")
                % {"title": event.title}
            )
    rule, _made = ProgrammeRule.objects.update_or_create(
        programme=held, role=role, defaults={"electives": electives}, create_defaults={
            "tenant": by.tenant, "electives": electives,
        },
    )  # fmt: skip
    RequiredEvent.objects.filter(rule=rule).delete()
    RequiredEvent.objects.bulk_create(
        RequiredEvent(tenant=by.tenant, rule=rule, event=event) for event in required
    )
    data = {"rule": rule.pk, "required": [event.pk for event in required], "electives": electives}
    journal.record("events.rule.set", by=by, subject=held, subject_kind="events.programme", data=data)
    return rule


@verb
def drop_rule(*, by: Actor, rule: ProgrammeRule) -> None:
    """Nothing is asked of that role any more. What people attended counts where another rule asks for it."""
    data = {"rule": rule.pk}
    journal.record(
        "events.rule.dropped", by=by, subject=rule.programme, subject_kind="events.programme", data=data
    )
    rule.delete()


def _move(by: Actor, programme: Programme, to: ProgrammeState) -> Programme:
    now = ProgrammeState(programme.state)
    if to not in PROGRAMME_MOVES[now]:
        raise Refused(_("This can't be done any more. The programme is: %(state)s.") % {"state": now.label})
    programme.state = to
    programme.save(update_fields=["state"])
    journal.record(f"events.programme.{to}", by=by, subject=programme)
    return programme


def _put(programme: Programme, values: dict[str, Any]) -> list[str]:
    """Set what is different; returns the names of it. The caller saves."""
    unknown = set(values) - {*FIELDS}
    if unknown:
        raise TypeError(f"A programme has no {', '.join(sorted(unknown))}.")
    providers.check(values.get("provider"))
    if "audience" in values:
        values = values | {"audience": normal(values["audience"])}
    changed = [name for name in FIELDS if name in values and getattr(programme, name) != values[name]]
    for name in changed:
        setattr(programme, name, values[name])
    return changed
