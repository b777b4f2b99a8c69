"""Take the values of one class of fields out of a person's own rows. Called by erasure and by retention."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from groundswell.kernel import clock
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import Enrolment, FormerName, Person, Position
from groundswell.roster.queries.lives import Subject


def empty(*, subject: Subject, rows: Collection[Person], fields: Collection[FieldClass]) -> dict[str, int]:
    """Empty these classes of fields. Returns how many rows were touched, by what they are. Joins the caller's verb.

    Confidential: address, languages, former names. Student: grade, and when the classes were. Directory: the name,
    the identifiers, when positions were held; the row is marked as erased.
    """
    if not rows:
        return {}
    tenant = next(iter(rows)).tenant
    today = clock.today(tenant.time_zone)
    counts: dict[str, int] = {"people": len(rows)}
    people = Person.objects.filter(pk__in=subject.person_ids)
    if FieldClass.CONFIDENTIAL in fields:
        people.update(email="", language="", home_language="")
        counts["former_names"] = FormerName.objects.filter(person_id__in=subject.person_ids).delete()[0]
    if FieldClass.STUDENT in fields:
        people.update(grade="")
        counts["enrolments"] = _without_dates(
            Enrolment.objects.filter(person_id__in=subject.person_ids), today - timedelta(days=1)
        )
    if FieldClass.DIRECTORY in fields:
        positions = Position.objects.filter(person_id__in=subject.person_ids)
        counts["positions"] = _without_dates(positions, today - timedelta(days=1))
        people.update(
            source_id=None,
            user=None,
            given_name="",
            family_name="",
            preferred_name="",
            content_hash=None,
            erased_on=today,
            ended_on=Coalesce(F("ended_on"), today),
        )
    return counts


def _without_dates(rows: QuerySet, last_day: object) -> int:
    """That somebody was there stays; when, and under which identifier of another system, goes."""
    ended = Least(Coalesce(F("ends_on"), last_day), last_day)
    return rows.exclude(Q(source_id=None) & Q(begins_on=None) & Q(ends_on__isnull=False)).update(
        source_id=None, begins_on=None, content_hash=None, ends_on=ended
    )
