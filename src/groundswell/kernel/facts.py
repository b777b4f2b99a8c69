"""What an app publishes for analysis: tables with a grain in one sentence and columns that say what they mean."""

from dataclasses import dataclass, field

from groundswell.kernel.privacy import Privacy


@dataclass(frozen=True, slots=True)
class Column:
    """One published column. ``type`` is one of integer, number, text, date, moment, boolean."""

    name: str
    type: str
    privacy: Privacy
    meaning: str


@dataclass(frozen=True, slots=True)
class FactTable:
    """One published table: its grain in one sentence, its columns, and the models that it tells about."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    tells_about: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NotPublished:
    """A model (``app.Model``) that no fact tells about, and why."""

    model: str
    reason: str
