from groundswell.planning.models.goals import PlanGoal

__all__ = ["PlanGoal"]
