"""What a design team should be: ten educators and the principal, from all parts of a school."""

from collections.abc import Sequence
from dataclasses import dataclass

from groundswell.roster.choices import PositionRole

SEATS = 11
EDUCATORS = 10
TEACHING = frozenset({PositionRole.TEACHER, PositionRole.TEACHER_LEADER})
BESIDE = frozenset(
    {
        PositionRole.SCHOOL_COACH,
        PositionRole.INSTRUCTIONAL_COACH,
        PositionRole.MEDIA_COORDINATOR,
        PositionRole.SUPPORT_STAFF,
    }
)


@dataclass(frozen=True, slots=True)
class Balance:
    """What a team has and lacks. ``holes`` are keys of what is missing: principal, educators, teachers, beside."""

    principal: bool
    educators: int
    teachers: int
    beside: int
    holes: tuple[str, ...]

    @property
    def free(self) -> int:
        """Seats for educators that nobody has taken."""
        return max(0, EDUCATORS - self.educators)


def balance(roles: Sequence[frozenset[str]]) -> Balance:
    """What a team of people with these roles at the school (one set each) has and lacks.

    At least half of the educators should teach, and at least one should work beside the classrooms: a coach, the media
    centre, support.
    """
    principal = any(PositionRole.PRINCIPAL in held for held in roles)
    educators = [held for held in roles if PositionRole.PRINCIPAL not in held]
    teachers = sum(bool(held & TEACHING) for held in educators)
    beside = sum(bool(held & BESIDE) and not held & TEACHING for held in educators)
    missing = {
        "principal": not principal,
        "educators": len(educators) < EDUCATORS,
        "teachers": teachers * 2 < EDUCATORS,
        "beside": beside == 0,
    }
    return Balance(
        principal, len(educators), teachers, beside, tuple(key for key, lacks in missing.items() if lacks)
    )
