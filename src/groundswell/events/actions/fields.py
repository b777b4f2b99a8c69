"""What an event and a section say of themselves, as verbs set it: checked first, and only what is different."""

from collections.abc import Sequence
from typing import Any

from groundswell.events.models import LearningEvent, Section
from groundswell.events.models.audience import normal
from groundswell.events.rules import providers


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values with their audience as it is stored. Raises Refused for a provider that is no partner."""
    providers.check(values.get("provider"))
    if "audience" in values:
        return values | {"audience": normal(values["audience"])}
    return values


def put(row: LearningEvent | Section, fields: Sequence[str], values: dict[str, Any]) -> list[str]:
    """Set what is different; returns the names of it. The caller saves."""
    changed = [name for name in fields if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed
