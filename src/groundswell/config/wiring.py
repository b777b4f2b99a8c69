"""Who reacts to what, in one list. A lower app never calls a higher one: it leaves a journal entry, and this says
who is handed it. Here too: what background work there is, and who can tell what a user may do."""

from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.actions import assigning, call_mail, thirds
from groundswell.cohorts.actions import lives as cohort_lives
from groundswell.cohorts.actions import reports as score_reports
from groundswell.cohorts.rules import gates
from groundswell.events.actions import (
    asking,
    badge_keys,
    departures,
    news,
    offers,
    onboarding,
    planning,
    policy,
    reminders,
    school_day,
    surge,
)
from groundswell.events.actions import forgetting as event_forgetting
from groundswell.events.actions import joining as event_joining
from groundswell.events.choices import USED
from groundswell.impact.actions import claims
from groundswell.impact.rules.gate import not_locked
from groundswell.kernel import journal, permissions, reactions, work
from groundswell.kernel.reactions import Handler
from groundswell.kernel.work import DueWork
from groundswell.notices.actions import account_mail, calendar_news, digests, outbox
from groundswell.notices.actions import forgetting as mail_forgetting
from groundswell.notices.actions import joining as mail_joining
from groundswell.notices.queries import mail as mail_queries
from groundswell.planning.actions import lives as planning_lives
from groundswell.roster.actions import erased_files, erasure, merging, replaying, retention, roster_files
from groundswell.roster.actions.erasure import Forget
from groundswell.roster.queries import grants
from groundswell.roster.queries import imports as import_queries
from groundswell.surveys.actions import asking as survey_asking
from groundswell.surveys.actions import forgetting as survey_forgetting
from groundswell.surveys.actions import freezing as survey_freezing
from groundswell.surveys.actions import joining as survey_joining
from groundswell.surveys.actions import releases as survey_releases
from groundswell.surveys.actions import waves as survey_waves
from groundswell.surveys.rules import own_pages
from groundswell.surveys.rules.own_pages import OwnPage

REACTIONS: list[tuple[str, str, Handler]] = [
    (merging.JOINED, "mail of a joined person", merging.handed_to(mail_joining.join)),
    (merging.JOINED, "questions to a joined person", merging.handed_to(survey_joining.join)),
    (merging.JOINED, "places of a joined person", merging.handed_to(event_joining.join)),
    (merging.JOINED, "plans of a joined person", merging.handed_to(planning_lives.join)),
    (merging.JOINED, "schools of a joined person", merging.handed_to(cohort_lives.join)),
    (merging.SPLIT, "mail of a split person", merging.handed_to(mail_joining.split)),
    (merging.SPLIT, "questions to a split person", merging.handed_to(survey_joining.split)),
    (merging.SPLIT, "places of a split person", merging.handed_to(event_joining.split)),
    (merging.SPLIT, "plans of a split person", merging.handed_to(planning_lives.split)),
    (merging.SPLIT, "schools of a split person", merging.handed_to(cohort_lives.split)),
    *((kind, f"class hours: {kind}", school_day.calendar_changed) for kind in school_day.CALENDAR),
    (news.PUBLISHED, "news of an event", news.tell_who_wants),
    ("cohorts.reading.finished", "additional readings", thirds.look),
    (calendar_news.TAKEN_BACK, "news of a calendar file", calendar_news.tell_who_changed_since),
]

WORK: list[DueWork] = [
    DueWork("sign-in mail", mail_queries.account_due, account_mail.send_due, every=0),
    DueWork("mail", mail_queries.due, outbox.send_due, every=0),
    DueWork("collected mail", digests.due, digests.make_due),
    DueWork("reactions", reactions.due, reactions.hand_on, every=0),
    DueWork("planned surveys", survey_asking.openings_due, survey_asking.open_due),
    DueWork("survey invitations", survey_waves.invitations_due, survey_waves.invite_due),
    DueWork("survey reminders", survey_waves.reminders_due, survey_waves.remind_due),
    DueWork("survey closings", survey_waves.closings_due, survey_waves.close_due),
    DueWork("survey tables", survey_freezing.freezings_due, survey_freezing.freeze_due),
    DueWork("survey releases", survey_releases.releases_due, survey_releases.release_due),
    DueWork("invitations to schools", call_mail.invitations_due, call_mail.invite_due, every=30),
    DueWork("roster files", import_queries.waiting_for_the_worker, roster_files.work_off),
    DueWork("erasures", replaying.due, replaying.settle, every=60),
    DueWork("retention", retention.due, retention.empty_due, every=60),
    DueWork("erased files", erased_files.due, erased_files.clean, every=60),
    DueWork("reminders", reminders.due, reminders.remind_due),
    DueWork("institutes for who is new", onboarding.due, onboarding.offer_due, every=30),
    DueWork("offers of seats", offers.due, offers.expire_due),
    DueWork("kept seats and lotteries", policy.due, policy.work_off),
    DueWork("dates to plan", planning.due, planning.work_off),
    DueWork("readers to assign", assigning.due, assigning.work_off),
    DueWork("statistics of scores", score_reports.due, score_reports.work_off, every=15),
    DueWork("substitutes", school_day.due, school_day.work_off),
    DueWork("certificates to sign again", badge_keys.due, badge_keys.sign_again_due, every=30),
    DueWork("surges", surge.due, surge.answer_demand),
    DueWork("places of people who left", departures.due, departures.work_off, every=30),
    DueWork("questions after events", asking.due, asking.ask_all),
    DueWork("claims to compute again", claims.looks_due, claims.look_due, every=60),
    DueWork("journal seals", journal.unsealed, journal.seal_next, every=30),
]

# Questions that stand on a page of a higher app, by instrument.
OWN_PAGES: dict[str, OwnPage] = {
    USED: OwnPage(
        by_token="events:used",
        by_number="events:used_mine",
        ask="events.used",
        remind="events.used_reminder",
        words=asking.own_words,
        beside="events/learning/_meant_to_try.html",
        headline=_("What did you use? %(what)s"),
        meta=_("Three questions, one minute. Only groups are shown, never your name."),
    )
}

# Who else forgets an erased person. Mail comes last: giving a seat back queues some.
FORGET: list[Forget] = [
    event_forgetting.forget,
    survey_forgetting.forget,
    cohort_lives.forget,
    planning_lives.forget,
    mail_forgetting.forget,
]


def connect() -> None:
    """Called once when Django is ready."""
    permissions.register_actor_finder(grants.actor_for_user)
    reactions.connect(REACTIONS)
    erasure.connect(FORGET)
    work.connect(WORK)
    own_pages.connect(OWN_PAGES)
    gates.connect([not_locked])
