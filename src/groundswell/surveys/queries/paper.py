"""Who gets which sheet of paper, and whose sheet was handed in."""

from django.db.models import Q, QuerySet

from groundswell.surveys.models import Invitation, SurveyWave


def sheets_of(wave: SurveyWave, search: str = "", only: int | None = None) -> QuerySet[Invitation]:
    """Everybody who is asked, whether they answered or not: a list of who is left would tell who did.

    By place and name; ``search`` takes the first letters of names, ``only`` an invitation's id.
    """
    found = Invitation.objects.filter(wave=wave).select_related("person", "place")
    for word in search.lower().split():
        found = found.filter(Q(person__family_key__startswith=word) | Q(person__shown_key__startswith=word))
    if only is not None:
        found = found.filter(pk=only)
    return found.order_by("place__name", "person__family_key", "person__shown_key", "pk")


def invitation_of_sheet(wave: SurveyWave, pk: int) -> Invitation | None:
    """The invitation of a wave that a sheet belongs to."""
    asked = Invitation.objects.filter(wave=wave, pk=pk)
    return asked.select_related("person", "wave__instrument", "wave__tenant", "tenant").first()
