"""What adults learn at: events with sections, the places that people take in them, and who was there."""

from groundswell.events.models.agenda import AgendaSegment
from groundswell.events.models.asking import AskedSection, FollowUpRule, LeftOut
from groundswell.events.models.attendance import Arrival, Attendance
from groundswell.events.models.credit import BadgeBook, BadgeKey, Credential, CreditTerms
from groundswell.events.models.demand import Interest, LearningRequest
from groundswell.events.models.events import LearningEvent, Prerequisite
from groundswell.events.models.meetings import Meeting, Room
from groundswell.events.models.outside import OutsideCredit, OutsideProof
from groundswell.events.models.planning import DatePlan
from groundswell.events.models.plans import ImplementationPlan, PlanShare
from groundswell.events.models.programmes import Programme, ProgrammeRule, RequiredEvent
from groundswell.events.models.registration import Registration
from groundswell.events.models.school_day import SubstituteCap
from groundswell.events.models.seating import OrderChange, PartyBooking, SeatKeep, SeatLottery, SeatOffer
from groundswell.events.models.sections import Section, SessionFacilitator
from groundswell.events.models.surge import OnCall

__all__ = [
    "AgendaSegment",
    "Arrival",
    "AskedSection",
    "Attendance",
    "BadgeBook",
    "BadgeKey",
    "Credential",
    "CreditTerms",
    "DatePlan",
    "FollowUpRule",
    "ImplementationPlan",
    "Interest",
    "LearningEvent",
    "LearningRequest",
    "LeftOut",
    "Meeting",
    "OnCall",
    "OrderChange",
    "OutsideCredit",
    "OutsideProof",
    "PartyBooking",
    "PlanShare",
    "Prerequisite",
    "Programme",
    "ProgrammeRule",
    "Registration",
    "RequiredEvent",
    "Room",
    "SeatKeep",
    "SeatLottery",
    "SeatOffer",
    "Section",
    "SessionFacilitator",
    "SubstituteCap",
]
