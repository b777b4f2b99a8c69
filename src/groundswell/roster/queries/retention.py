"""Whose time is over: who left so long ago that a class of their fields is to be emptied."""

from datetime import date, timedelta

from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import Emptied, Enrolment, Person, Position, RetentionRule

NEVER = Value(date(1, 1, 1), output_field=DateField())


def rules() -> dict[FieldClass, RetentionRule]:
    """The rules that the district has set, by class."""
    return {FieldClass(one.field_class): one for one in RetentionRule.objects.order_by("pk")}


def to_check(tenant: Tenant) -> list[RetentionRule]:
    """Rules that have still to be looked at today."""
    today = clock.today(tenant.time_zone)
    rows = RetentionRule.objects.filter(days__isnull=False)
    return list(rows.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=today)).order_by("pk"))


def due_people(tenant: Tenant, field_class: FieldClass | str, days: int) -> QuerySet[Person]:
    """Who left at least so many days ago and has this class of fields still, oldest first, with ``left``.

    Somebody has left when no position and no class of theirs runs on; the last day of all counts. Who never held
    anything and was never ended is not meant: nobody knows whether they left.
    """
    cutoff = clock.today(tenant.time_zone) - timedelta(days=days)
    people = Person.objects.filter(erased_on__isnull=True, merged_into__isnull=True)
    people = people.filter(Q(ended_on__isnull=True) | Q(ended_on__lte=cutoff))
    for model in (Position, Enrolment):
        runs = model.objects.filter(person=OuterRef("pk")).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=cutoff)
        )
        people = people.exclude(Exists(runs))
    left = Greatest(Coalesce(F("ended_on"), NEVER), _last(Position), _last(Enrolment))
    done = Emptied.objects.filter(person=OuterRef("pk"), field_class=field_class, on__gt=OuterRef("left"))
    people = people.annotate(left=left).filter(left__gt=NEVER, left__lte=cutoff)
    return people.exclude(Exists(done)).order_by("left", "pk")


def _last(model: type[Position] | type[Enrolment]) -> Coalesce:
    ends = model.objects.filter(person=OuterRef("pk")).order_by().values("person")
    return Coalesce(Subquery(ends.annotate(last=Max("ends_on")).values("last")), NEVER)
