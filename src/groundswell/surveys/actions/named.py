"""Verb that opens answers with names: the journal keeps who did, for which wave, and whether as a file.

Whoever else runs surveys is told of a file that takes many names along, or leaves at an odd hour: a copy that nobody
knows of is the one that does harm.
"""

from django.core.exceptions import PermissionDenied

from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.notices.choices import Priority
from groundswell.roster.queries.calendar import is_instructional
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.named import responses_in, who_is_told

TAKEN = "surveys.names_taken"
MANY = 50  # people; a file of more is always told
DAYTIME = range(6, 20)  # hours of the district's clock, on a day on which children are in school


@verb
def open_names(*, by: Actor, wave: SurveyWave, as_file: bool = False) -> SurveyWave:
    """Note that somebody reads who said what. Nothing of what they read is in the journal.

    A file of more than ``MANY`` people, or one that is taken outside of a school day's ``DAYTIME``, is told by mail to
    whoever else runs surveys (``queries.named.who_is_told``): once an hour for each wave and taker. Raises
    PermissionDenied without SURVEY_MANAGE, and for a wave that promised something else.
    """
    if not wave.is_named or not by.may(Permission.SURVEY_MANAGE):
        raise PermissionDenied
    data = {"as_file": as_file, "responses": wave.responses.count()}
    journal.record("surveys.wave.names_opened", by=by, subject=wave, subject_kind="surveys.wave", data=data)
    if as_file:
        _tell(by, wave)
    return wave


def _tell(by: Actor, wave: SurveyWave) -> None:
    people, now = responses_in(wave).count(), clock.now()
    here = clock.local(now, by.tenant.time_zone)
    if people <= MANY and here.hour in DAYTIME and is_instructional(here.date()):
        return
    context = {
        "who": by.name, "title": wave.title, "count": people, "taken_at": now.isoformat(),
        "action_url": absolute(link("surveys:wave", wave.pk)),
    }  # fmt: skip
    key = f"{TAKEN}:{wave.pk}:{by.person_id}:{now:%Y-%m-%dT%H}"
    mails = [mail.Addressed(one, f"{key}:{one.pk}", context) for one in who_is_told(by)]
    mail.send_many(by=by, kind=TAKEN, mails=mails, priority=Priority.NORMAL)
