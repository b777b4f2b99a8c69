"""The first start of an own installation: the district, and the one who looks after it.

Each step is taken only when its result is missing, so that a start that was cut off goes on where it stopped.
"""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from groundswell.config.operations.refusals import Refused
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import districts, invitations
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Position

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first start must know. ``time_zone`` is an IANA name."""

    district_name: str
    slug: str
    time_zone: str
    given_name: str
    family_name: str
    email: str


def suggest_slug(name: str) -> str:
    """A short name for addresses, from the district's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")


def first_district() -> Tenant | None:
    """The oldest district of this installation; None on the first start."""
    return Tenant.objects.order_by("pk").first()


def has_administrator(tenant: Tenant) -> bool:
    """Whether somebody looks after this district's installation."""
    with reading(tenant):
        return Position.objects.filter(role=PositionRole.DISTRICT_IT).exists()


def refuse_nonsense(beginning: Beginning) -> None:
    """Raises Refused with every problem at once, before anything is made."""
    problems = []
    if not beginning.district_name.strip():
        problems.append("--district-name is empty: say the district's name.")
    if not SLUG.fullmatch(beginning.slug) or len(beginning.slug) > 60:
        problems.append(
            f"--slug {beginning.slug!r}: use small letters, digits and single hyphens, like riverbend."
        )
    if not beginning.given_name.strip() or not beginning.family_name.strip():
        problems.append("--given and --family: the first administrator needs both names.")
    try:
        validate_email(beginning.email)
    except ValidationError:
        problems.append(f"--email {beginning.email!r} is no e-mail address.")
    try:
        ZoneInfo(beginning.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(
            f"--time-zone {beginning.time_zone!r} is not known: use a name like America/New_York."
        )
    if problems:
        raise Refused("\n".join(problems))


def begin(beginning: Beginning) -> invitations.Invitation:
    """Found the district where there is none and appoint its first administrator.

    Returns the invitation, whose link is told this once. Raises Refused before anything is made.
    """
    refuse_nonsense(beginning)
    tenant = first_district() or districts.found(
        slug=beginning.slug, name=beginning.district_name.strip(), time_zone=beginning.time_zone
    )
    try:
        return invitations.appoint_administrator(
            by=Actor.system(tenant, "command"),
            email=beginning.email,
            given_name=beginning.given_name.strip(),
            family_name=beginning.family_name.strip(),
        )
    except invitations.InvitationRefused as problem:
        raise Refused(str(problem)) from problem
