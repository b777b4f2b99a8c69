"""What the statistics of a round say, in words and numbers for a page. Advice, and said to be such."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.cohorts.models import ScoreReport
from groundswell.kernel.charts import number

NOT_CONNECTED = "not_connected"


@dataclass(frozen=True, slots=True)
class Strict:
    """One reader: how far below the mean reader they score; ``name`` is a number where names are not shown."""

    name: str
    value: float
    low: float | None
    high: float | None
    readings: int

    @property
    def words(self) -> str:
        return _with(self.value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Advice:
    """``alpha`` and ``icc`` are (value, low, high); ``refusals`` say in words what the readings don't carry."""

    readings: int = 0
    places: int = 0
    alpha: list[float] | None = None
    icc: list[float] | None = None
    icc_kind: str = ""
    icc_readings: float = 0
    severities: list[Strict] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    bridges: int = 0
    made_at: Any = None

    @property
    def alpha_words(self) -> str:
        return _("Agreement %(value)s") % {"value": _with(*self.alpha)} if self.alpha else ""

    @property
    def icc_words(self) -> str:
        said = _("Reliability of the mean of %(n)s readings: %(value)s")
        readings = number(round(self.icc_readings, 1))
        return said % {"n": readings, "value": _with(*self.icc)} if self.icc else ""


def of(report: ScoreReport | None, names: dict[int, str]) -> Advice | None:
    """From what was kept; None where nothing was worked out yet. With ``names`` readers have them, else a number in the
    order of strictness, which says nothing of who they are."""
    if report is None:
        return None
    data = report.data
    icc = data.get("icc")
    return Advice(
        readings=data["readings"],
        places=data["places"],
        alpha=data.get("alpha"),
        icc=icc[1:4] if icc else None,
        icc_kind=icc[0] if icc else "",
        icc_readings=icc[4] if icc else 0,
        severities=_severities(data, names),
        refusals=list(_refusals(data)),
        bridges=data.get("bridges", 0),
        made_at=report.made_at,
    )


def _with(value: float | None, low: float | None = None, high: float | None = None) -> str:
    """A number with its interval."""
    if value is None:
        return "–"
    said = number_format(round(value, 2), 2)
    if low is None or high is None:
        return said
    ends = {"low": number_format(round(low, 2), 2), "high": number_format(round(high, 2), 2)}
    return _("%(value)s (%(low)s to %(high)s)") % {"value": said, **ends}


def _severities(data: dict[str, Any], names: dict[int, str]) -> list[Strict]:
    ordered = sorted(data.get("severity", {}).items(), key=lambda one: -one[1][0])
    return [
        Strict(names.get(int(key)) or _("Reader %(number)s") % {"number": at}, *values)
        for at, (key, values) in enumerate(ordered, start=1)
    ]


def _refusals(data: dict[str, Any]) -> Any:
    refused = data["refused"]
    if refused.get("adjusted") == NOT_CONNECTED:
        parts = "; ".join(
            ngettext("%(n)s application", "%(n)s applications", schools) % {"n": schools}
            for schools, _readers in data["parts"]
        )
        yield _(
            "There are no adjusted scores: the readings fall into %(n)s parts without a common reader (%(parts)s). "
            "A strict reader and a weak application look alike there. One reader who reads in both parts joins them."
        ) % {"n": len(data["parts"]), "parts": parts}  # fmt: skip
    elif "adjusted" in refused:
        yield _("There are no adjusted scores: too few readings to tell a strict reader from chance.")
    if "rasch" in refused and refused.get("adjusted") != NOT_CONNECTED:
        yield _(
            "There are no Rasch measures: some levels, readers or criteria have too few ratings for them."
        )
    if "alpha" in refused:
        yield _("Agreement can't be told: no application was read twice, or all marks are the same.")
