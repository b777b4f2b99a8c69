"""Doors and lists of initiatives, and what is still missing before schools are asked."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.planning.choices import TextKind
from groundswell.planning.models import (
    Initiative,
    InitiativeMember,
    InitiativePart,
    InitiativeText,
    NeedsInquiry,
)


def initiatives_for(actor: Actor) -> QuerySet[Initiative]:
    """Initiatives of the open district with their goals, the earliest first, for its staff; nothing for others."""
    rows = Initiative.objects.select_related("goal")
    if not (actor.may(Permission.PLAN_MANAGE) or actor.may(Permission.COHORT_VIEW)):
        return rows.none()
    return rows.order_by("from_year", "key")


def get_initiative_for(actor: Actor, pk: int) -> Initiative:
    """An initiative, for the district's staff; Http404 otherwise."""
    return found_or_404(initiatives_for(actor), pk=pk)


def get_inquiries(initiative: Initiative) -> list[NeedsInquiry]:
    """Its needs assessment in the order of time. One statement."""
    return list(NeedsInquiry.objects.filter(initiative=initiative).order_by("held_on", "pk"))


def get_parts(initiative: Initiative) -> list[InitiativePart]:
    """Its parts in their order. One statement."""
    return list(InitiativePart.objects.filter(initiative=initiative).order_by("position"))


def get_texts(initiative: Initiative) -> list[InitiativeText]:
    """Every wording of its why and its plans, the newest of each first. One statement."""
    return list(InitiativeText.objects.filter(initiative=initiative).order_by("kind", "-version"))


@dataclass(frozen=True, slots=True)
class Missing:
    """What an initiative lacks: texts that are not written, and whether nobody was heard for its needs assessment."""

    texts: list[TextKind]
    needs: bool

    def __bool__(self) -> bool:
        return self.needs or bool(self.texts)


def missing_texts(initiative: Initiative) -> list[TextKind]:
    """Of why and the three plans, in this order, what is not written. One statement."""
    rows = InitiativeText.objects.filter(initiative=initiative, is_current=True)
    written = set(rows.values_list("kind", flat=True))
    return [kind for kind in TextKind if kind not in written]


def missing_in(initiative: Initiative) -> Missing:
    """What has to be there before schools are asked, and is not. Two statements."""
    heard = NeedsInquiry.objects.filter(initiative=initiative).exists()
    return Missing(missing_texts(initiative), not heard)


def members_of(initiative: Initiative) -> QuerySet[InitiativeMember]:
    """Who works on it today, by name: design team (no function) and steering committee."""
    rows = _today(InitiativeMember.objects.filter(initiative=initiative))
    return rows.select_related("person").order_by("function", "person__family_key", "person__shown_key", "pk")


def functions_of(person_id: int | None, initiative: Initiative) -> set[str]:
    """The functions of the steering committee that somebody holds for it today."""
    rows = _today(InitiativeMember.objects.filter(initiative=initiative, person_id=person_id or 0))
    return set(rows.exclude(function="").values_list("function", flat=True))


def get_member(initiative: Initiative, pk: int) -> InitiativeMember:
    """Somebody who works on it today; Http404 otherwise."""
    return found_or_404(members_of(initiative), pk=pk)


def _today(rows: QuerySet[InitiativeMember]) -> QuerySet[InitiativeMember]:
    today = clock.today(current_tenant().time_zone)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), begun_on__lte=today)


def current_text(initiative: Initiative, kind: str) -> InitiativeText | None:
    """The wording of its why, or of a plan, that holds; None where nothing is written."""
    return InitiativeText.objects.filter(initiative=initiative, kind=kind, is_current=True).first()


def with_lacks(initiatives: list[Initiative]) -> list[tuple[Initiative, int]]:
    """Each with how many of why, plans and needs assessment are missing. Two statements, whatever their number."""
    ids = [one.pk for one in initiatives]
    texts = InitiativeText.objects.filter(initiative__in=ids, is_current=True).order_by()
    written = dict(texts.values_list("initiative_id").annotate(n=Count("pk")))
    heard = set(NeedsInquiry.objects.filter(initiative__in=ids).values_list("initiative_id", flat=True))
    return [(one, len(TextKind) - written.get(one.pk, 0) + (one.pk not in heard)) for one in initiatives]
