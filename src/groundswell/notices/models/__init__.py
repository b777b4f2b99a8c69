"""What we send, whether it arrived, what people chose to get, and what calendars show."""

from groundswell.notices.models.busy import BusyTime, FeedToken, PlaceFeed
from groundswell.notices.models.choosing import MailChoice, ReminderDays, ReminderRound
from groundswell.notices.models.mail import AccountMail, DoNotMail, OutgoingMail, RelayPace

__all__ = [
    "AccountMail",
    "BusyTime",
    "DoNotMail",
    "FeedToken",
    "MailChoice",
    "OutgoingMail",
    "PlaceFeed",
    "RelayPace",
    "ReminderDays",
    "ReminderRound",
]
