"""How much of the universe is built: the same story with more or fewer people."""

from dataclasses import dataclass, replace

SECTION_SEATS = 20  # one facilitator for twenty participants


@dataclass(frozen=True, slots=True)
class Size:
    """``schools``, ``students`` and ``staff`` are Riverbend's, ``school_years`` the years that its files bring.
    The rest says how many people play in the story:

    ``institute`` and ``quarter`` count who signs up there, ``crowd`` scales the ordinary events, ``seats`` is the room
    in one section of the surge. ``surge`` counts its sign-ups: at eight, at noon, by one o'clock, over its three days.
    ``plans_dates`` is False where the planner is only asked: its answer is the served demonstration's to find.
    """

    key: str
    schools: int
    students: int
    staff: int
    harbor_schools: int
    harbor_students: int
    harbor_staff: int
    has_record: bool
    school_years: int
    institute: int
    quarter: int
    crowd: float
    seats: int
    surge: tuple[int, int, int, int]
    plans_dates: bool = True


TINY = Size(
    key="tiny",
    schools=3,
    students=40,
    staff=46,
    harbor_schools=1,
    harbor_students=12,
    harbor_staff=6,
    has_record=False,
    school_years=1,
    institute=12,
    quarter=6,
    crowd=0.4,
    seats=6,
    surge=(2, 9, 11, 11),
    plans_dates=False,
)
SCHOOL = Size(
    key="school",
    schools=176,
    students=14_800,
    staff=1_800,
    harbor_schools=12,
    harbor_students=900,
    harbor_staff=110,
    has_record=True,
    school_years=2,
    institute=160,
    quarter=60,
    crowd=1.0,
    seats=SECTION_SEATS,
    surge=(5, 123, 141, 412),
)
DISTRICT = replace(
    SCHOOL, key="district", students=147_910, staff=18_000, harbor_students=9_000, harbor_staff=1_100
)
SIZES = {size.key: size for size in (TINY, SCHOOL, DISTRICT)}
