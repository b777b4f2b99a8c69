"""Verb for answers on paper, which somebody else types in."""

from django.conf import settings

from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.actions import responses
from groundswell.surveys.choices import Channel
from groundswell.surveys.models import Response, SurveyWave
from groundswell.surveys.queries.paper import invitation_of_sheet
from groundswell.surveys.rules.branching import Given
from groundswell.surveys.rules.codes import invitation_of


class UnknownSheet(Exception):
    """No sheet of this wave has this code."""


@verb
def type_in(*, by: Actor, wave: SurveyWave, code: str, answers: Given, may_quote: bool) -> Response:
    """Store what stands on the sheet with this code, once. The journal says who typed it in.

    Raises UnknownSheet beside what ``responses.submit`` raises; nothing is required of a sheet of paper.
    """
    pk = invitation_of(code, wave.pk, settings.SECRET_KEY)
    invitation = invitation_of_sheet(wave, pk) if pk is not None else None
    if invitation is None:
        raise UnknownSheet
    return responses.submit(
        by=by, invitation=invitation, answers=answers, channel=Channel.PAPER, may_quote=may_quote
    )
