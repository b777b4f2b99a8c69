"""Instruments (what is asked), waves (who is asked when), responses (what they said)."""

from groundswell.surveys.models.instruments import Instrument, Item
from groundswell.surveys.models.responses import Answer, Response
from groundswell.surveys.models.waves import Invitation, SurveyWave

__all__ = ["Answer", "Instrument", "Invitation", "Item", "Response", "SurveyWave"]
