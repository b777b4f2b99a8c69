"""Who reacts to what, in one list. A lower app never calls a higher one: it leaves a journal entry, and this says
who is handed it. Here too: what background work there is, and who can tell what a user may do."""

from groundswell.events.actions import followup
from groundswell.kernel import journal, permissions, reactions, work
from groundswell.kernel.reactions import Handler
from groundswell.kernel.work import DueWork
from groundswell.notices.actions import account_mail, outbox
from groundswell.notices.queries import mail as mail_queries
from groundswell.roster.actions import roster_files
from groundswell.roster.queries import grants
from groundswell.roster.queries import imports as import_queries
from groundswell.surveys.actions import releases as survey_releases
from groundswell.surveys.actions import waves as survey_waves

REACTIONS: list[tuple[str, str, Handler]] = []

WORK: list[DueWork] = [
    DueWork("sign-in mail", mail_queries.account_due, account_mail.send_due),
    DueWork("mail", mail_queries.due, outbox.send_due),
    DueWork("reactions", reactions.due, reactions.hand_on),
    DueWork("survey invitations", survey_waves.invitations_due, survey_waves.invite_due),
    DueWork("survey reminders", survey_waves.reminders_due, survey_waves.remind_due),
    DueWork("survey closings", survey_waves.closings_due, survey_waves.close_due),
    DueWork("survey releases", survey_releases.releases_due, survey_releases.release_due),
    DueWork("roster files", import_queries.waiting_for_the_worker, roster_files.work_off),
    DueWork("ask attendees", followup.due, followup.ask_all),
    DueWork("journal seals", journal.unsealed, journal.seal_next),
]


def connect() -> None:
    """Called once when Django is ready."""
    permissions.register_actor_finder(grants.actor_for_user)
    reactions.connect(REACTIONS)
    work.connect(WORK)
