"""Definitions of numbers, claims that stand on them, what others claimed, and plans of studies."""

from groundswell.impact.models.claims import Claim, ClaimFigure, ClaimStep
from groundswell.impact.models.definitions import MetricDefinition
from groundswell.impact.models.designs import StudyDesign
from groundswell.impact.models.outside import OutsideClaim

__all__ = ["Claim", "ClaimFigure", "ClaimStep", "MetricDefinition", "OutsideClaim", "StudyDesign"]
