"""How often people were asked of late, all questionnaires together, whoever opened them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from groundswell.kernel import clock
from groundswell.kernel.tenancy import current_tenant
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import AskingPolicy, Invitation, SurveyWave

SOME = 500  # people; for more it is quicker to look at everybody


def policy() -> AskingPolicy:
    """How often one person may be asked in the open district: its own rule, or the house's (not stored)."""
    return AskingPolicy.objects.first() or AskingPolicy(tenant=current_tenant())


def asked_days(
    people: Collection[int], day: date, days: int, *, at_least: int = 1, besides: int | None = None
) -> dict[int, list[date]]:
    """The days within ``days`` of ``day`` on which these people were asked, for each asked ``at_least`` so often.

    A person counts as asked on the day the mail left; who got none yet or has no address, on the day the wave opened.
    ``besides`` is a wave that does not count, and what is planned (:func:`planned_near`) does not either, also while
    its invitations are being made. One statement.
    """
    zone = current_tenant().time_zone
    midnight = datetime.combine(day, time(0), ZoneInfo(zone))
    since, until = midnight - timedelta(days=days), midnight + timedelta(days=days + 1)
    near = Q(sent_at__gte=since, sent_at__lt=until) | Q(
        sent_at__isnull=True, wave__opens_at__gte=since, wave__opens_at__lt=until
    )
    rows = Invitation.objects.filter(near, wave__closes_at__gte=since).exclude(wave=besides)
    rows = rows.exclude(wave__state=WaveState.PLANNED)
    if len(people) <= SOME:
        rows = rows.filter(person__in=list(people))
    often = rows.order_by().values("person").annotate(n=Count("pk")).filter(n__gte=at_least).values("person")
    found: dict[int, list[date]] = defaultdict(list)
    for person, sent, opened in rows.filter(person__in=often).values_list(
        "person_id", "sent_at", "wave__opens_at"
    ):
        found[person].append(clock.local(sent or opened, zone).date())
    wanted = set(people)
    return {person: asked for person, asked in found.items() if person in wanted}


def planned_near(day: date, days: int, *, besides: int | None = None) -> list[SurveyWave]:
    """Waves that are planned to open within ``days`` of ``day``. One statement."""
    midnight = datetime.combine(day, time(0), ZoneInfo(current_tenant().time_zone))
    rows = SurveyWave.objects.filter(
        state=WaveState.PLANNED,
        opens_at__gte=midnight - timedelta(days=days),
        opens_at__lt=midnight + timedelta(days=days + 1),
    )
    return list((rows if besides is None else rows.exclude(pk=besides)).order_by("opens_at", "pk"))
