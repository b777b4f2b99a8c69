"""News of the school calendar for those who keep it."""

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import mail
from groundswell.roster.models import CalendarFile, Person

TAKEN_BACK = "roster.calendar.taken_back"


def tell_who_changed_since(*, entry: JournalEntry, by: Actor) -> None:
    """Handler: a calendar file was taken back; who had changed some of it since hears that theirs stayed.

    Whoever took it back saw it on the page and gets no mail. Twice is once.
    """
    file = CalendarFile.objects.select_related("school").get(pk=entry.subject_id)
    people = Person.objects.filter(user_id__in=entry.data["kept_by"], ended_on__isnull=True)
    for person in people.exclude(pk=entry.actor_person or 0).order_by("pk"):
        mail.send(
            by=by,
            to=person,
            kind="roster.calendar_kept",
            context={"file": file.name, "place": file.school.name if file.school else by.tenant.name},
            key=f"calendar_kept:{entry.pk}:{person.pk}",
        )
