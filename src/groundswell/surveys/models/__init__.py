"""What is asked (instruments), of whom and when (waves), what they said, its themes, and what a closed wave showed."""

from groundswell.surveys.models.anonymous import Deposit, SpentToken, WaveKey
from groundswell.surveys.models.frozen import FrozenTable
from groundswell.surveys.models.instruments import Instrument, Item, QuestionPage
from groundswell.surveys.models.responses import Answer, Response
from groundswell.surveys.models.themes import Coding, Theme
from groundswell.surveys.models.waves import AskingPolicy, Invitation, Kiosk, SurveyWave

__all__ = [
    "Answer",
    "AskingPolicy",
    "Coding",
    "Deposit",
    "FrozenTable",
    "Instrument",
    "Invitation",
    "Item",
    "Kiosk",
    "QuestionPage",
    "Response",
    "SpentToken",
    "SurveyWave",
    "Theme",
    "WaveKey",
]
