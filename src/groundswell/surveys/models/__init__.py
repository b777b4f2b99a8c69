"""Instruments (what is asked), waves (who is asked when), responses (what they said)."""

from groundswell.surveys.models.instruments import Instrument, Item, QuestionPage
from groundswell.surveys.models.responses import Answer, Response
from groundswell.surveys.models.waves import AskingPolicy, Invitation, Kiosk, SurveyWave

__all__ = [
    "Answer",
    "AskingPolicy",
    "Instrument",
    "Invitation",
    "Item",
    "Kiosk",
    "QuestionPage",
    "Response",
    "SurveyWave",
]
