"""Who may take a place, and when. The database decides again in the statement that gives the seat."""

from datetime import datetime

from django.utils.translation import gettext as _

from groundswell.events.choices import EventState
from groundswell.events.models import LearningEvent, Section
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused


def is_open(section: Section, now: datetime) -> bool:
    """True while a place can be taken."""
    return (
        section.state == EventState.PUBLISHED
        and section.registration_opens_at <= now < section.registration_closes_at
    )


def why_not(section: Section, now: datetime, zone: str) -> Refused:
    """The reason why no place can be taken now, and what to do."""
    if section.state == EventState.CANCELLED:
        return Refused(
            _("This event was cancelled, so nobody can register. Look for another one under Learn.")
        )
    if section.state == EventState.DRAFT:
        return Refused(_("This event isn't published yet, so nobody can register. Publish it first."))
    if now < section.registration_opens_at:
        opens = words.moment(section.registration_opens_at, zone)
        return Refused(
            _("Registration isn't open yet. It opens on %(moment)s; come back then.") % {"moment": opens}
        )
    closed = words.moment(section.registration_closes_at, zone)
    return Refused(
        _(
            "Registration closed on %(moment)s. Write to the professional-learning office if you still want to come."
        )
        % {"moment": closed}
    )


def not_for(event: LearningEvent) -> Refused:
    """The refusal for somebody outside the audience."""
    return Refused(
        _(
            "This event is for: %(audience)s. Ask the professional-learning office if you think you belong there."
        )
        % {"audience": words.audience(event)}
    )
