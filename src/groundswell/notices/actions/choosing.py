"""Verbs for what somebody wants to get by mail, and for how many days ahead a district reminds."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_noop

from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.choices import REMINDER_DAYS, WAITED_FOR, MailState, Pace, Stop
from groundswell.notices.models import MailChoice, OutgoingMail, ReminderDays, ReminderRound
from groundswell.notices.queries.choosing import OF_THE_DISTRICT, choice_of
from groundswell.notices.rules.pace import next_one
from groundswell.roster.models import Person

# Kept with the mail as it stands here, and put into the reader's language on the page.
NOT_WANTED = gettext_noop("The person wants no mail of this kind.")


@verb
def choose(
    *, by: Actor, person: Person, pace: Pace | str, reminder_days: Collection[int] | None, new_events: bool
) -> MailChoice:
    """How somebody wants their mail from now on; what waits for a collected mail follows at once.

    ``reminder_days`` None is "as each event says". Raises PermissionDenied for anybody but themselves.
    """
    if by.person_id != person.pk and not by.all_powerful:
        raise PermissionDenied
    values = {
        "pace": Pace(pace),
        "reminder_days": None if reminder_days is None else _days(reminder_days),
        "new_events": new_events,
    }
    choice, _ = MailChoice.objects.update_or_create(
        tenant=by.tenant, person=person, defaults=values | {"changed_at": clock.now()}
    )
    _follow(by, choice)
    journal.record("notices.mail.chosen", by=by, subject=choice, data={"person": person.pk} | values)
    return choice


@verb
def stop(*, by: Actor, person: Person, what: Stop | str) -> MailChoice:
    """End news or reminders for somebody, as the link at the foot of such a mail says. Twice is once."""
    now = choice_of(person.pk)
    news = Stop(what) == Stop.NEWS
    return choose(
        by=by,
        person=person,
        pace=Pace.NEVER if news else now.pace,
        reminder_days=now.reminder_days if news else [],
        new_events=now.new_events and not news,
    )


@verb
def set_reminder_days(
    *, by: Actor, days: Collection[int] | None, key: str = OF_THE_DISTRICT
) -> ReminderDays | None:
    """How many days ahead people are reminded: in the district, or of one thing (``key``).

    None takes back what a thing had of its own. Raises PermissionDenied without EVENT_MANAGE.
    """
    if not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    if days is None:
        ReminderDays.objects.filter(key=key).delete()
        return None
    kept, _ = ReminderDays.objects.update_or_create(tenant=by.tenant, key=key, defaults={"days": _days(days)})
    journal.record("notices.reminders.set", by=by, subject=kept, data={"key": key, "days": kept.days})
    return kept


@verb
def reminders_made(*, by: Actor, until: datetime) -> ReminderRound:
    """Every reminder that was due by ``until`` is in the outbox: none of them is looked for again."""
    return ReminderRound.objects.update_or_create(tenant=by.tenant, defaults={"made_until": until})[0]


def _days(days: Collection[int]) -> list[int]:
    unknown = set(days) - set(REMINDER_DAYS)
    if unknown:
        raise ValueError(f"A reminder is sent {REMINDER_DAYS} days ahead, not {sorted(unknown)}.")
    return sorted(set(days), reverse=True)


def _follow(by: Actor, choice: MailChoice) -> None:
    """Mail that waits to be collected waits until the new moment, leaves at once, or is not sent."""
    waiting = OutgoingMail.objects.filter(to_person_id=choice.person_id, state=MailState.GATHERED)
    if choice.pace == Pace.NEVER:
        refused = {"state": MailState.REFUSED, "not_before": None, "error": NOT_WANTED}
        waiting.exclude(kind__in=WAITED_FOR).update(**refused)
    elif choice.pace == Pace.AT_ONCE:
        waiting.update(state=MailState.WAITING, not_before=None)
    else:
        waiting.update(not_before=next_one(choice.pace, clock.now(), by.tenant.time_zone))
