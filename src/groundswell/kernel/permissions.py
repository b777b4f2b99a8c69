"""What people may do: one closed list of permissions, roles as bundles of them, and the actor who holds them.

The kernel knows no role by name. ``config.wiring`` registers who can tell a user's grants (the roster,
from positions with dates). A grant reaches a whole district or some of its places.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from groundswell.kernel.models import Tenant


class Permission(StrEnum):
    """Everything that can be allowed. The value is stable; it is stored nowhere but in exported audits."""

    RECORD_VIEW = "roster.record.view"  # schools, learning communities, published measures
    PEOPLE_VIEW = "roster.people.view"  # staff by name, with their positions
    STUDENTS_VIEW = "roster.students.view"  # class lists and enrolments
    ROSTER_IMPORT = "roster.import"  # load, apply and take back roster files
    PEOPLE_MANAGE = "roster.people.manage"  # invite guests, give positions, merge and split persons
    PEOPLE_EXPORT = "roster.people.export"  # hand somebody a copy of everything that is held about them
    PEOPLE_ERASE = "roster.people.erase"  # erase a person for good, set how long what is kept
    CALENDAR_MANAGE = "roster.calendar.manage"  # set days and bell hours: the district's, or a school's own
    EVENT_VIEW = "events.view"
    EVENT_REGISTER = "events.register"
    EVENT_MANAGE = "events.manage"  # publish, move, cancel, see every registration
    CREDIT_APPROVE = "events.credit.approve"  # credit that people bring from elsewhere
    BADGE_KEYS = "events.badge_keys"  # the keys that sign the district's certificates
    SUBSTITUTES_VIEW = "events.substitutes.view"  # who of one's schools is away to learn, and on which day
    PARTY_BOOK = "events.party.book"  # bring a team of one's school to an event
    PLACE_APPROVE = "events.place.approve"  # say yes or no to people of one's school who ask for a place
    ATTENDANCE_TAKE = "events.attendance.take"  # for the sections that one leads
    SURVEY_MANAGE = "surveys.manage"  # open, remind, close a wave
    RESULTS_VIEW = "surveys.results.view"  # shares, never a person's answer
    CLAIM_DRAFT = "impact.claims.draft"  # write claims, publish what somebody else checked, correct, withdraw
    CLAIM_CHECK = "impact.claims.check"  # read the ledger, check what somebody else wrote
    PLAN_MANAGE = "planning.plan.manage"  # the plan's goals and initiatives: add, word anew, retire
    COHORT_VIEW = "cohorts.view"  # which schools are in; what oneself was asked to write, read or sign
    CALL_MANAGE = "cohorts.call.manage"  # calls, screening, readers, visits, cohorts
    SCHOOL_APPLY = "cohorts.apply"  # answer a call for one's school, say who writes, keep its action plan
    SCHOOL_APPROVE = "cohorts.approve"  # say in an approval phase whether a school of one's own goes on
    SELECTION_DECIDE = "cohorts.decide"  # decide a call and tell everybody
    MAIL_VIEW = "notices.mail.view"  # what was sent to whom and whether it arrived
    JOURNAL_VIEW = "kernel.journal.view"
    TODAY_VIEW = "portal.today.view"  # one's own page; everyone who belongs to the district
    SEARCH = "portal.search"


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of permissions that a person can read and understand.

    ``key`` is what is stored; ``name`` and ``meaning`` are lazily translated texts.
    """

    key: str
    name: Any
    meaning: Any
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held somewhere: in the whole district (``places`` is None) or in these organisations' ids."""

    role: str
    permissions: frozenset[Permission]
    places: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for whom and from where. Every verb takes one as ``by`` and the journal keeps it.

    ``origin`` is one of web, link, command, worker, universe. ``person`` is the roster's row of who acts, where the
    roster made the actor: a page that needs it does not read it again.
    """

    tenant: "Tenant"
    name: str
    user_id: int | None = None
    person_id: int | None = None
    person: Any = field(default=None, repr=False, compare=False)
    grants: tuple[Grant, ...] = ()
    origin: str = "web"
    language: str = ""
    all_powerful: bool = field(default=False, repr=False)

    @classmethod
    def system(cls, tenant: "Tenant", origin: str = "worker") -> "Actor":
        """The program itself, at a command line or in the worker: may do everything in this district."""
        return cls(tenant=tenant, name="Groundswell", origin=origin, all_powerful=True)

    def may(self, permission: Permission, *, place: int | None = None) -> bool:
        """True when a grant holds ``permission``: anywhere, or for the organisation ``place`` when it is given."""
        if self.all_powerful:
            return True
        return any(
            permission in grant.permissions
            and (place is None or grant.places is None or place in grant.places)
            for grant in self.grants
        )

    def places_for(self, permission: Permission) -> frozenset[int] | None:
        """Organisation ids in which ``permission`` is held; None means the whole district."""
        if self.all_powerful:
            return None
        held = [grant for grant in self.grants if permission in grant.permissions]
        if any(grant.places is None for grant in held):
            return None
        return frozenset(place for grant in held for place in grant.places or ())

    @property
    def roles(self) -> frozenset[str]:
        """Keys of the roles held today."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def belongs(self) -> bool:
        """True for a person of this district, false for a passer-by who reads what is public."""
        return self.person_id is not None or self.all_powerful


ActorFinder = Callable[[Any, "Tenant"], Actor]
_find_actor: list[ActorFinder] = []


def register_actor_finder(finder: ActorFinder) -> None:
    """Called once by the wiring: ``finder(user, tenant)`` gives the actor whom this user is in this district."""
    _find_actor[:] = [finder]


def actor_for(user: Any, tenant: "Tenant") -> Actor:
    """The actor that ``user`` (signed in or anonymous) is in ``tenant``. Reads the database inside its scope."""
    return _find_actor[0](user, tenant)


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Union of what several roles allow."""
    return frozenset().union(*(role.permissions for role in roles))
