"""How many seats a section has now. Pure."""


def effective(*, cap: int, per_facilitator: int | None, facilitators: int, extra: int = 0) -> int:
    """The least of the cap and what the facilitators may lead, and as many more as no-shows have taught."""
    within = cap if per_facilitator is None else min(cap, per_facilitator * facilitators)
    return within + (extra if within else 0)


def facilitators_needed(*, people: int, per_facilitator: int | None) -> int:
    """How many facilitators so many people need: one for each full or begun group."""
    if not per_facilitator:
        return 1 if people else 0
    return -(-people // per_facilitator)
