"""How things stand with one person's invitation."""

from datetime import datetime
from enum import StrEnum

from groundswell.surveys.models import Invitation


class Standing(StrEnum):
    """Each is a page of its own."""

    OPEN = "ask"
    DONE = "done"
    PAUSED = "paused"  # the office holds the wave; the link stays good
    OVER = "over"


def standing_of(invitation: Invitation, now: datetime) -> Standing:
    """Reads the wave of the invitation. A wave that was stopped took its open invitations' time away at that moment."""
    wave = invitation.wave
    if invitation.done_at is not None:
        return Standing.DONE
    stopped_at = wave.stopped_at if wave.is_open and wave.closes_at > now else None
    if stopped_at is not None and invitation.expires_at >= stopped_at:
        return Standing.PAUSED
    return Standing.OPEN if invitation.expires_at > now else Standing.OVER
