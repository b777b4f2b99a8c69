"""A programme's rule for credit, applied: which version holds, what hours and credit come of it, and in which words.

Hours are what :mod:`rules.credit` makes of minutes, rounded as the version says. Credit is those hours divided by the
hours of one unit (ten contact hours are 1.0 CEU), for whoever was there for the least share; who was there for less
keeps the hours and earns no credit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from groundswell.events.choices import CreditStep, HoursRounding
from groundswell.events.models import Credential, CreditTerms, Meeting, OutsideCredit, Registration
from groundswell.events.rules import credit, learning
from groundswell.events.rules.papers import Line
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant

HOUSE = learning.RULE  # where a programme says nothing


@dataclass(frozen=True, slots=True)
class Certified:
    """What one seat comes to. ``credit`` is 0 and ``unit`` empty where contact hours are all there is."""

    hours: Decimal
    credit: Decimal = Decimal(0)
    unit: str = ""


def in_force(versions: Iterable[CreditTerms], begins_on: date) -> CreditTerms | None:
    """The version that holds for a section that begins on this day: the latest of those that apply by then."""
    there = [one for one in versions if one.applies_from <= begins_on]
    return max(there, key=lambda one: one.version, default=None)


def rule_of(terms: CreditTerms | None) -> credit.CreditRule:
    """The version as the rules of minutes take it."""
    if terms is None:
        return HOUSE
    return credit.CreditRule(
        unit=terms.unit,
        step=Decimal(CreditStep(terms.step).value),
        rounding=credit.Rounding(HoursRounding(terms.rounding).value),
        minimum_share=Fraction(terms.minimum_share, 100),
    )


def certified(earned: credit.Earned, terms: CreditTerms | None) -> Certified:
    """Hours and credit of what was earned under :func:`rule_of` these terms."""
    if terms is None or not terms.unit or not earned.has_credit:
        return Certified(earned.hours)
    units = earned.hours / terms.hours_per_unit
    return Certified(earned.hours, units.quantize(credit.PLACES, ROUND_DOWN), terms.unit)


def come_to(
    registration: Registration, dates: Sequence[Meeting], versions: Iterable[CreditTerms], tenant: Tenant
) -> tuple[Certified, CreditTerms | None]:
    """What a seat comes to by the version that holds for it, and that version."""
    begins_on = clock.local(registration.section.begins_at, tenant.time_zone).date()
    terms = in_force(versions, begins_on)
    return certified(learning.earned(registration, dates, rule_of(terms)), terms), terms


def line_of(
    registration: Registration,
    dates: Sequence[Meeting],
    versions: Iterable[CreditTerms],
    standing: Credential | None,
    tenant: Tenant,
) -> tuple[Line, CreditTerms | None]:
    """The seat as a row of a transcript, and the version that made its credit.

    As it was certified where a certificate stands, else by the version that holds for it.
    """
    line = learning.line_of(registration, dates, tenant)
    if standing is not None:
        terms = next((one for one in versions if one.pk == standing.terms_id), None)
        own = Certified(standing.hours, standing.credit, standing.unit)
    else:
        own, terms = come_to(registration, dates, versions, tenant)
    return replace(line, hours=own.hours, credit=own.credit, unit=own.unit), terms


def outside_line(brought: OutsideCredit) -> Line:
    """Approved credit from elsewhere as a row of a transcript. No version of ours makes credit of it."""
    return Line(
        on=brought.begins_on,
        title=brought.title,
        programme="",
        provider=brought.provider,
        is_internal=False,
        hours=brought.hours,
        is_outside=True,
        approved_by=brought.decided_by.name if brought.decided_by is not None else "",
    )


def in_words(terms: CreditTerms) -> str:
    """The version in a sentence or two, for the programme's page and the foot of a paper."""
    said = {
        "hours": _plain(terms.hours_per_unit),
        "unit": terms.unit,
        "share": terms.minimum_share,
        "step": CreditStep(terms.step).label,
    }
    rounding = (
        _("Hours are rounded down to %(step)s.")
        if terms.rounding == HoursRounding.DOWN
        else _("Hours are rounded to the nearest part: %(step)s.")
    ) % said
    if not terms.unit:
        return _("Contact hours. %(rounding)s") % {"rounding": rounding}
    what = _(
        "%(hours)s contact hours are 1 %(unit)s, for who was there for at least %(share)s %% of the time."
    )
    return f"{what % said} {rounding}"


def _plain(value: Decimal) -> str:
    return number_format(Decimal(f"{value.normalize():f}"))
