"""Verb that opens answers with names: the journal keeps who did, for which wave, and whether as a file."""

from django.core.exceptions import PermissionDenied

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import SurveyWave


@verb
def open_names(*, by: Actor, wave: SurveyWave, as_file: bool = False) -> SurveyWave:
    """Note that somebody reads who said what. Nothing of what they read is in the journal.

    Raises PermissionDenied without SURVEY_MANAGE, and for a wave that promised something else.
    """
    if wave.promise != Promise.NAMED or not by.may(Permission.SURVEY_MANAGE):
        raise PermissionDenied
    data = {"as_file": as_file, "responses": wave.responses.count()}
    journal.record("surveys.wave.names_opened", by=by, subject=wave, subject_kind="surveys.wave", data=data)
    return wave
