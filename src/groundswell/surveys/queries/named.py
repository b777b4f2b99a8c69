"""Who said what, in a wave that asked with names. No other wave has a door here."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404

from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import PositionRole
from groundswell.roster.choices.roles import ROLES
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import held_today
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import Answer, Response, SurveyWave
from groundswell.surveys.queries.waves import get_wave_for


def get_named_wave_for(actor: Actor, pk: int) -> SurveyWave:
    """A wave whose people were told that the survey office reads who said what; Http404 for any other wave."""
    wave = get_wave_for(actor, pk, Permission.SURVEY_MANAGE)
    if not wave.is_named:
        raise Http404
    return wave


def responses_in(wave: SurveyWave, words: str = "") -> QuerySet[Response]:
    """Who answered, by name, each with person and place as they were asked; those whose name has all the ``words``.

    What an erased person said belongs to nobody any more and is not among them (``cut_off_in``).
    """
    rows = Response.objects.filter(_of_named(wave), invitation__isnull=False)
    for word in words.split():
        rows = rows.filter(
            Q(invitation__person__given_name__icontains=word)
            | Q(invitation__person__family_name__icontains=word)
            | Q(invitation__person__preferred_name__icontains=word)
        )
    people = rows.select_related("invitation__person", "invitation__place")
    return people.order_by("invitation__person__family_name", "invitation__person__given_name", "pk")


def who_is_told(actor: Actor) -> list[Person]:
    """Who else runs surveys in the open district today; the superintendent, where nobody does."""
    running = [key for key, role in ROLES.items() if Permission.SURVEY_MANAGE in role.permissions]
    return _others(actor, running) or _others(actor, [PositionRole.SUPERINTENDENT])


def _others(actor: Actor, roles: Collection[str]) -> list[Person]:
    held = Position.objects.filter(held_today(actor.tenant), role__in=roles).values("person")
    here = Person.objects.filter(ended_on__isnull=True, erased_on__isnull=True, merged_into__isnull=True)
    return [one for one in here.filter(pk__in=held).order_by("pk") if one.pk != actor.person_id]


def get_named_response_for(wave: SurveyWave, invitation_pk: int) -> Response:
    """One person's answers in such a wave, by their invitation; Http404 otherwise."""
    return found_or_404(responses_in(wave), invitation=invitation_pk)


def cut_off_in(wave: SurveyWave) -> int:
    """How many answered whose name is forgotten."""
    return Response.objects.filter(_of_named(wave), invitation__isnull=True).count()


def answers_to(responses: Collection[Response]) -> dict[tuple[object, int], list[Answer]]:
    """Every answer of these people, by (response, question). One statement."""
    found: dict[tuple[object, int], list[Answer]] = {}
    for one in Answer.objects.filter(response__in=[each.pk for each in responses]).order_by("key"):
        found.setdefault((one.response_id, one.item_id), []).append(one)
    return found


def _of_named(wave: SurveyWave) -> Q:
    """Asked again in the statement itself: what a caller forgot to ask stays closed."""
    return Q(wave=wave.pk, wave__promise=Promise.NAMED)
