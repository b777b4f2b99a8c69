"""What people chose to get, and how many days ahead they are reminded."""

from collections.abc import Collection

from groundswell.notices.choices import REMIND_USUALLY, Pace
from groundswell.notices.models import MailChoice, ReminderDays, ReminderRound

OF_THE_DISTRICT = ""


def choice_of(person_id: int) -> MailChoice:
    """What somebody chose; where they chose nothing, what holds for everybody (not saved)."""
    return MailChoice.objects.filter(person_id=person_id).first() or MailChoice(person_id=person_id)


def paces_of(person_ids: Collection[int | None]) -> dict[int, str]:
    """How each of these people wants mail that may wait; who chose nothing is left out. One statement."""
    return dict(MailChoice.objects.filter(person_id__in=list(person_ids)).values_list("person_id", "pace"))


def pace_of(paces: dict[int, str], person_id: int | None) -> str:
    """The pace of one of them; somebody outside the roster gets each mail at once, a person once a day."""
    if person_id is None:
        return Pace.AT_ONCE
    return paces.get(person_id, Pace.DAILY)


def who_wants_new_events() -> list[int]:
    """Ids of people who want to hear of new events."""
    wanting = MailChoice.objects.filter(new_events=True, person__ended_on__isnull=True).exclude(
        pace=Pace.NEVER
    )
    return list(wanting.order_by("person_id").values_list("person_id", flat=True))


def own_reminder_days(person_ids: Collection[int]) -> dict[int, list[int]]:
    """How many days ahead each of these people chose to be reminded; who chose nothing is left out. One statement."""
    chosen = MailChoice.objects.filter(person_id__in=list(person_ids), reminder_days__isnull=False)
    return {person: days or [] for person, days in chosen.values_list("person_id", "reminder_days")}


def reminder_days(keys: Collection[str] = ()) -> dict[str, list[int]]:
    """The days of the district (key "") and of what has days of its own. One statement."""
    rows = ReminderDays.objects.filter(key__in=[OF_THE_DISTRICT, *keys]).values_list("key", "days")
    return {OF_THE_DISTRICT: list(REMIND_USUALLY), **dict(rows)}


def reminders_made_until() -> ReminderRound | None:
    """How far the open district's reminders were made; None before the first."""
    return ReminderRound.objects.first()
