"""The smallest effect that a study of schools would find, reckoned before it begins.

Minimum detectable effect of a comparison of whole schools, in standard deviations of pupils (Bloom, 1995, Evaluation
Review 19:547-556; for groups: Bloom, 2005, Randomizing Groups to Evaluate Place-Based Programs, in Learning More from
Social Experiments, ch. 4):

    M * sqrt(icc / (P (1 - P) J) + (1 - icc) / (P (1 - P) J n)),    M = t(1 - alpha / 2) + t(power)

with J schools, the part P of them with the change, n pupils each, and Student's t with J - 2 degrees of freedom.
No covariates are counted on; a study that has them finds smaller effects. Where a cut on a score decides who is in,
being in and the score go together, and the same precision takes 2.75 times the schools when the score is normal and the
cut in its middle (Goldberger, 1972; Schochet, 2009, Journal of Educational and Behavioral Statistics 34:238-266).
Matching and staggered starts are reckoned as if schools had been drawn: they find no smaller effect than that.
"""

import math
from dataclasses import dataclass

from groundswell.impact.choices import Design
from groundswell.kernel.numbers import t_quantile

ALPHA, POWER = 0.05, 0.80
DISCONTINUITY_COSTS = 2.75
FEWEST = 3  # schools: with two there are no degrees of freedom
CANT_TELL = (Design.NO_COMPARISON, Design.BEFORE_AFTER)
"""Without schools to compare with, whatever else happened in these years looks like an effect, however large."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the reckoning needs: schools with the change and without, pupils of each, ``icc`` from 0 to 1."""

    design: str
    treated: int
    compared: int
    pupils: int
    icc: float
    alpha: float = ALPHA
    power: float = POWER


def detectable(plan: Plan) -> float | None:
    """The minimum detectable effect in standard deviations of pupils; None where the design can't find one, or schools
    are too few. Raises ValueError where a number makes no sense."""
    if not 0 <= plan.icc <= 1 or plan.pupils < 1 or min(plan.treated, plan.compared) < 0:
        raise ValueError("Between 0 and 1, at least one pupil, no fewer than no schools.")
    schools = plan.treated + plan.compared
    if plan.design in CANT_TELL or schools < FEWEST or not plan.treated or not plan.compared:
        return None
    freedom = schools - 2
    multiple = t_quantile(1 - plan.alpha / 2, freedom) + t_quantile(plan.power, freedom)
    share = plan.treated / schools
    among = share * (1 - share) * schools
    variance = plan.icc / among + (1 - plan.icc) / (among * plan.pupils)
    if plan.design == Design.DISCONTINUITY:
        variance *= DISCONTINUITY_COSTS
    return multiple * math.sqrt(variance)
