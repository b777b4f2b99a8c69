"""Definitions of numbers, claims that stand on them, and what others claimed."""

from groundswell.impact.models.claims import Claim, ClaimFigure, ClaimStep
from groundswell.impact.models.definitions import MetricDefinition
from groundswell.impact.models.outside import OutsideClaim

__all__ = ["Claim", "ClaimFigure", "ClaimStep", "MetricDefinition", "OutsideClaim"]
