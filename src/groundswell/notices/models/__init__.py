"""What we send, whether it arrived, and what a person's calendar shows."""

from groundswell.notices.models.busy import BusyTime, FeedToken
from groundswell.notices.models.mail import AccountMail, DoNotMail, OutgoingMail, RelayPace

__all__ = ["AccountMail", "BusyTime", "DoNotMail", "FeedToken", "OutgoingMail", "RelayPace"]
