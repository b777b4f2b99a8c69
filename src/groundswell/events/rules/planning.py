"""The planner: given a programme, proposes dates and sections that keep to the school day, or says why none do.

    plan(Programme(participants, dates, rooms, facilitators, sessions=7, substitutes=2, shortest_gap=7))

It asks the database nothing and changes nothing. What goes in stands in :mod:`.planning_terms`, what comes out in
:mod:`.planning_answers`.

A plan places everybody in every session, in order and within the gaps, never two sessions of a person on one date, no
section above its room or its facilitators' ratio, no school above its limit of substitutes, teams together or apart as
asked. Among all such plans it is the one that keeps small, in this order:

1. the most substitutes that any school needs on one date, down to what is comfortable;
2. the half days of substitutes in all (so dates without instruction come first);
3. the facilitator-days.

It is a multi-session timetabling problem with renewable limits (schools' substitutes, rooms, facilitators). The model
(:mod:`.planning_build`) counts people of a kind instead of naming them, which leaves a district's case small enough for
a proof; names come last (:mod:`.planning_people`). It begins at a plan that takes milliseconds
(:mod:`.planning_first`), so that time which runs out leaves one wherever seats are not very scarce. Aims are taken one
after the other, each kept while the next is sought (the lexicographic method; M. Ehrgott, "Multicriteria Optimization",
2nd edition, 2005, chapter 5).

Where no plan fits, counting comes first (:mod:`.planning_reasons`): it gives figures. What no single count shows, the
solver proves, and names the rules that can't be kept together (:mod:`.planning_solver`).
"""

import time
from importlib.util import find_spec

from groundswell.events.rules import planning_people as people
from groundswell.events.rules import planning_reasons as reasons
from groundswell.events.rules import planning_solver as solver
from groundswell.events.rules.planning_answers import Plan, Verdict
from groundswell.events.rules.planning_problem import Problem
from groundswell.events.rules.planning_terms import Programme

__all__ = ["PlannerMissing", "is_installed", "plan"]

PlannerMissing = solver.PlannerMissing


def is_installed() -> bool:
    """True where the solver is there (the extra ``planning``)."""
    return find_spec("ortools") is not None


def plan(programme: Programme, *, seconds: float = 30.0) -> Plan:
    """The best plan for a programme, or the reasons why there is none, within about ``seconds`` each.

    Ends early with a proof. Without one the verdict is ``feasible`` (the bounds in ``reached`` say how far off it can
    be at most) or ``unknown``. Raises ValueError for a programme that contradicts itself, and PlannerMissing where
    OR-Tools is needed and not installed.
    """
    began = time.monotonic()
    problem = Problem(programme)
    if not programme.participants:
        return Plan(Verdict.OPTIMAL)
    found = tuple(reasons.shortages(problem))
    if found:
        return Plan(Verdict.IMPOSSIBLE, reasons=found, seconds=time.monotonic() - began)
    best = solver.best(problem, seconds)
    if best.numbers is None:
        found = tuple(solver.conflicts(problem, seconds)) if best.is_impossible else ()
        verdict = Verdict.IMPOSSIBLE if best.is_impossible else Verdict.UNKNOWN
        return Plan(verdict, reasons=found, seconds=time.monotonic() - began)
    return Plan(
        Verdict.OPTIMAL if all(one.is_proven for one in best.reached) else Verdict.FEASIBLE,
        people.sections(problem, best.numbers),
        people.school_dates(problem, best.numbers),
        best.reached,
        seconds=time.monotonic() - began,
    )
