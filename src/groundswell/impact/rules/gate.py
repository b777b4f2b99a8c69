"""What keeps a decision on schools from being told: the plan of its study comes first (``config.wiring``)."""

from django.utils.translation import gettext as _

from groundswell.impact.queries.designs import design_on


def not_locked(digest: str) -> str | None:
    """Why the decision with this record may not be told yet; None once the plan of its study is locked."""
    if design_on(digest) is not None:
        return None
    return _(
        "The plan of the study on this decision is not locked. Once schools know, nobody could tell any more that the "
        "plan did not follow from what came of it. Who writes claims locks it under Proof."
    )
