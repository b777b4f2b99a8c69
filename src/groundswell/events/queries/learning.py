"""What somebody has learned at: the sections that they attended, and the door to somebody's learning."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import Http404

from groundswell.events.choices import THERE
from groundswell.events.models import Registration
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import Person, SchoolYear
from groundswell.roster.queries.doors import get_person_for

OF_A_PAST = ("section__event__programme", "section__event__provider", "attendance")


def get_learner_for(actor: Actor, pk: int | None) -> Person:
    """Oneself (also where ``pk`` is None); for the office anybody whom it may see. Http404 otherwise."""
    if pk is None or pk == actor.person_id:
        return found_or_404(Person.objects.filter(pk=actor.person_id or 0))
    if not actor.may(Permission.EVENT_MANAGE):
        raise Http404
    return get_person_for(actor, pk, Permission.EVENT_MANAGE)


def attended_by(person: Person) -> list[Registration]:
    """Seats at sections that are over and at which the person was, wholly or partly; newest first.

    Each with section, event, programme, provider, attendance and arrivals. What stayed with a record that was joined
    to this one counts as well.
    """
    whose = Q(person=person) | Q(person__merged_into=person)
    rows = Registration.objects.filter(
        whose, attendance__state__in=THERE, section__ends_at__lte=clock.now()
    ).select_related(*OF_A_PAST)
    rows = rows.prefetch_related("arrivals")
    return list(rows.order_by("-section__begins_at", "-pk"))


def get_attended_for(actor: Actor, pk: int) -> Registration:
    """One such seat: one's own, or for the office anybody's. Http404 otherwise."""
    rows = Registration.objects.filter(attendance__state__in=THERE, section__ends_at__lte=clock.now())
    if not actor.may(Permission.EVENT_MANAGE):
        me = actor.person_id or 0
        rows = rows.filter(Q(person_id=me) | Q(person__merged_into_id=me))
    return found_or_404(rows.select_related("person", *OF_A_PAST).prefetch_related("arrivals"), pk=pk)


def school_years() -> Iterable[SchoolYear]:
    """The district's school years, newest first."""
    return SchoolYear.objects.order_by("-ends_in", "pk")
