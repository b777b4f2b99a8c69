from groundswell.planning.models.goals import PlanGoal
from groundswell.planning.models.initiatives import (
    Initiative,
    InitiativeMember,
    InitiativePart,
    InitiativeText,
    NeedsInquiry,
)

__all__ = ["Initiative", "InitiativeMember", "InitiativePart", "InitiativeText", "NeedsInquiry", "PlanGoal"]
