"""How much of the universe is built: the same story with more or fewer people."""

from dataclasses import dataclass

SECTION_SEATS = 20  # one facilitator for twenty participants


@dataclass(frozen=True, slots=True)
class Size:
    """``schools``, ``students`` and ``staff`` are Riverbend's; the rest says how many people play in the story.

    ``institute`` and ``quarter`` count who signs up there, ``crowd`` scales the ordinary events, ``seats`` is the room
    in one section of the surge. ``surge`` counts its sign-ups: at eight, at noon, by one o'clock, over its three days.
    """

    key: str
    schools: int
    students: int
    staff: int
    harbor_schools: int
    harbor_students: int
    harbor_staff: int
    has_record: bool
    institute: int
    quarter: int
    crowd: float
    seats: int
    surge: tuple[int, int, int, int]


SIZES = {
    size.key: size
    for size in (
        Size("tiny", 3, 40, 46, 1, 12, 6, False, 12, 6, 0.4, 6, (2, 9, 11, 11)),
        Size(
            "school", 176, 14_800, 1_800, 12, 900, 110, True, 160, 60, 1.0, SECTION_SEATS, (5, 123, 141, 412)
        ),
        Size(
            "district",
            176,
            147_910,
            18_000,
            12,
            9_000,
            1_100,
            True,
            160,
            60,
            1.0,
            SECTION_SEATS,
            (5, 123, 141, 412),
        ),
    )
}
