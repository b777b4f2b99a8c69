"""What each role may do, in words that a person can read. Positions grant these roles for their dates."""

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.permissions import Permission as P
from groundswell.kernel.permissions import Role
from groundswell.roster.choices import PositionRole

BELONGS = frozenset({P.TODAY_VIEW, P.SEARCH, P.RECORD_VIEW, P.EVENT_VIEW, P.EVENT_REGISTER})
STAFF = BELONGS | {P.PEOPLE_VIEW, P.ATTENDANCE_TAKE, P.COHORT_VIEW}
LEADS = STAFF | {P.STUDENTS_VIEW, P.RESULTS_VIEW, P.SUBSTITUTES_VIEW}

PUBLIC_READER = Role(
    "public_reader", _("Reader"), _("Reads what is public about a public record."), frozenset({P.RECORD_VIEW})
)
GUEST = Role(
    "guest",
    _("Guest"),
    _("Takes a place, answers, and reads what is opened to guests. Sees no roster."),
    frozenset({P.TODAY_VIEW, P.SEARCH, P.EVENT_VIEW, P.EVENT_REGISTER, P.RECORD_VIEW}),
)
STUDENT = Role(
    "student",
    _("Student"),
    _("Sees schools and what is published about them."),
    frozenset({P.TODAY_VIEW, P.RECORD_VIEW}),
)

_ROLES = (
    Role(PositionRole.TEACHER, _("Teacher"), _("Takes places at events, answers, sees colleagues."), STAFF),
    Role(PositionRole.TEACHER_LEADER, _("Teacher leader"), _("A teacher who leads colleagues."), STAFF),
    Role(
        PositionRole.PRINCIPAL,
        _("Principal"),
        _(
            "Sees the people, classes and results of the school, keeps its calendar, brings its teams to events, "
            "decides who may come where an event asks, and about credit that its people bring from elsewhere. Answers "
            "for the school where schools are invited, and keeps its action plan."
        ),
        LEADS | {P.CALENDAR_MANAGE, P.PARTY_BOOK, P.PLACE_APPROVE, P.CREDIT_APPROVE, P.SCHOOL_APPLY},
    ),
    Role(PositionRole.SCHOOL_COACH, _("School coach"), _("Coaches colleagues at a school."), STAFF),
    Role(PositionRole.INSTRUCTIONAL_COACH, _("Instructional coach"), _("Coaches colleagues."), STAFF),
    Role(PositionRole.MEDIA_COORDINATOR, _("Media coordinator"), _("Keeps the media centre."), STAFF),
    Role(PositionRole.SUPPORT_STAFF, _("Support staff"), _("Supports a school."), STAFF),
    Role(
        PositionRole.DISTRICT_SPECIALIST,
        _("District specialist"),
        _("Leads events, takes attendance, supports school coaches."),
        STAFF | {P.RESULTS_VIEW},
    ),
    Role(
        PositionRole.LEARNING_OFFICE,
        _("Professional-learning office"),
        _(
            "Publishes events, keeps the calendar, asks how events went, sees results and what was sent, writes "
            "what the district claims, keeps the goals of the plan. Invites schools, runs their selection and looks "
            "after their cohorts."
        ),
        STAFF
        | {
            P.EVENT_MANAGE,
            P.SUBSTITUTES_VIEW,
            P.CREDIT_APPROVE,
            P.BADGE_KEYS,
            P.SURVEY_MANAGE,
            P.RESULTS_VIEW,
            P.CLAIM_DRAFT,
            P.CLAIM_CHECK,
            P.PLAN_MANAGE,
            P.CALL_MANAGE,
            P.SELECTION_DECIDE,
            P.MAIL_VIEW,
            P.PEOPLE_MANAGE,
            P.CALENDAR_MANAGE,
        },
    ),
    Role(
        PositionRole.AREA_SUPERINTENDENT,
        _("Area superintendent"),
        _(
            "Sees the schools of the learning community, their people and results, checks what the district claims, "
            "says which of the schools may go first."
        ),
        LEADS | {P.CLAIM_CHECK, P.SCHOOL_APPROVE},
    ),
    Role(
        PositionRole.SUPERINTENDENT,
        _("Superintendent"),
        _(
            "Sees every school, its people and what is claimed, checks a claim before it is published, keeps the goals "
            "of the plan, decides which schools go first."
        ),
        LEADS | {P.CLAIM_CHECK, P.PLAN_MANAGE, P.SELECTION_DECIDE},
    ),
    Role(
        PositionRole.DISTRICT_IT,
        _("District IT"),
        _(
            "Brings in the roster, invites people, sees what was sent and the journal. Hands out and erases what "
            "is held about somebody."
        ),
        STAFF
        | {
            P.ROSTER_IMPORT,
            P.PEOPLE_MANAGE,
            P.PEOPLE_EXPORT,
            P.PEOPLE_ERASE,
            P.MAIL_VIEW,
            P.JOURNAL_VIEW,
            P.STUDENTS_VIEW,
            P.BADGE_KEYS,
        },
    ),
    Role(
        PositionRole.DEPARTMENT_STAFF,
        _("Department staff"),
        _("Works in a central department, sees results, checks a claim before it is published."),
        STAFF | {P.RESULTS_VIEW, P.CLAIM_CHECK},
    ),
    Role(
        PositionRole.EXTERNAL_COACH,
        _("External coach"),
        _("Coaches for a partner organisation until a stated date."),
        BELONGS | {P.ATTENDANCE_TAKE},
    ),
)
ROLES: dict[str, Role] = {role.key: role for role in (*_ROLES, PUBLIC_READER, GUEST, STUDENT)}

DISTRICT_WIDE = frozenset(
    {
        PositionRole.DISTRICT_SPECIALIST,
        PositionRole.LEARNING_OFFICE,
        PositionRole.SUPERINTENDENT,
        PositionRole.DISTRICT_IT,
        PositionRole.DEPARTMENT_STAFF,
    }
)
