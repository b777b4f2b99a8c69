"""Who reacts to what, in one list. A lower app never calls a higher one: it leaves a journal entry, and this says
who is handed it. Here too: what background work there is, and who can tell what a user may do."""

from groundswell.events import handlers as event_handlers
from groundswell.events.actions import followup
from groundswell.events.actions import forgetting as event_forgetting
from groundswell.kernel import journal, permissions, reactions, work
from groundswell.kernel.reactions import Handler
from groundswell.kernel.work import DueWork
from groundswell.notices import handlers as mail_handlers
from groundswell.notices.actions import account_mail, outbox
from groundswell.notices.actions import forgetting as mail_forgetting
from groundswell.notices.queries import mail as mail_queries
from groundswell.roster.actions import erased_files, erasure, replaying, retention, roster_files
from groundswell.roster.actions.erasure import Forget
from groundswell.roster.queries import grants
from groundswell.roster.queries import imports as import_queries
from groundswell.surveys import handlers as survey_handlers
from groundswell.surveys.actions import forgetting as survey_forgetting
from groundswell.surveys.actions import releases as survey_releases
from groundswell.surveys.actions import waves as survey_waves

REACTIONS: list[tuple[str, str, Handler]] = [
    ("roster.person.joined", "mail of a joined person", mail_handlers.joined),
    ("roster.person.joined", "questions to a joined person", survey_handlers.joined),
    ("roster.person.joined", "places of a joined person", event_handlers.joined),
    ("roster.person.split", "mail of a split person", mail_handlers.split),
    ("roster.person.split", "questions to a split person", survey_handlers.split),
    ("roster.person.split", "places of a split person", event_handlers.split),
]

WORK: list[DueWork] = [
    DueWork("sign-in mail", mail_queries.account_due, account_mail.send_due),
    DueWork("mail", mail_queries.due, outbox.send_due),
    DueWork("reactions", reactions.due, reactions.hand_on),
    DueWork("survey invitations", survey_waves.invitations_due, survey_waves.invite_due),
    DueWork("survey reminders", survey_waves.reminders_due, survey_waves.remind_due),
    DueWork("survey closings", survey_waves.closings_due, survey_waves.close_due),
    DueWork("survey releases", survey_releases.releases_due, survey_releases.release_due),
    DueWork("roster files", import_queries.waiting_for_the_worker, roster_files.work_off),
    DueWork("erasures", replaying.due, replaying.settle),
    DueWork("retention", retention.due, retention.empty_due),
    DueWork("erased files", erased_files.due, erased_files.clean),
    DueWork("ask attendees", followup.due, followup.ask_all),
    DueWork("journal seals", journal.unsealed, journal.seal_next),
]

# Who else forgets an erased person. Mail comes last: giving a seat back queues some.
FORGET: list[Forget] = [event_forgetting.forget, survey_forgetting.forget, mail_forgetting.forget]


def connect() -> None:
    """Called once when Django is ready."""
    permissions.register_actor_finder(grants.actor_for_user)
    reactions.connect(REACTIONS)
    erasure.connect(FORGET)
    work.connect(WORK)
