"""What adults learn at: events with sections, the places that people take in them, and who was there."""

from groundswell.events.models.attendance import Arrival
from groundswell.events.models.events import LearningEvent
from groundswell.events.models.registration import Registration
from groundswell.events.models.sections import Section, SessionFacilitator

__all__ = ["Arrival", "LearningEvent", "Registration", "Section", "SessionFacilitator"]
