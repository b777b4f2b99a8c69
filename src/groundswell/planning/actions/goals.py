"""Verbs for the goals of the plan: add one, word it anew, retire it. No wording is ever changed."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.planning.models import PlanGoal
from groundswell.planning.rules.refusals import Refused

Words = Mapping[str, str]
SUBJECT = "planning.goal"
LONGEST_TITLE, LONGEST_TEXT = 200, 1000
SAID = ("number", "title", "text", "from_year", "to_year")


@verb
def add(
    *, by: Actor, number: int, title: Words, from_year: int, to_year: int, text: Words | None = None
) -> PlanGoal:
    """A new goal. ``title`` and ``text`` by language, English at least; years by the year in which they end. Raises
    Refused where words are missing or too long, the years stand the wrong way round, or the number is taken."""
    _may(by)
    goal = PlanGoal(tenant=by.tenant, number=number, from_year=from_year, to_year=to_year)
    goal.title, goal.text = _said(title, LONGEST_TITLE), _said(text or {}, LONGEST_TEXT)
    goal.key = _free_key(goal.title.get("en", ""))
    _keep(goal)
    journal.record(f"{SUBJECT}.added", by=by, subject=goal, subject_kind=SUBJECT, data={"version": 1})
    return goal


@verb
def reword(
    *,
    by: Actor,
    goal: PlanGoal,
    number: int,
    title: Words,
    from_year: int,
    to_year: int,
    text: Words | None = None,
) -> PlanGoal:
    """The goal in other words, with other years or another number: its next version. The old wording stays for what
    was written for it. What says the same as now makes none. Raises Refused as :func:`add`, and where somebody else
    worded it anew or retired it meanwhile."""
    _may(by)
    old = _current(goal)
    new = PlanGoal(tenant=by.tenant, key=old.key, number=number, from_year=from_year, to_year=to_year)
    new.title, new.text = _said(title, LONGEST_TITLE), _said(text or {}, LONGEST_TEXT)
    if all(getattr(new, name) == getattr(old, name) for name in SAID):
        return old
    versions = PlanGoal.objects.filter(key=old.key).aggregate(last=Max("version"))
    new.version = versions["last"] + 1
    old.is_current = False
    old.save(update_fields=["is_current"])
    _keep(new)
    data = {"version": new.version, "before": old.pk}
    journal.record(f"{SUBJECT}.reworded", by=by, subject=new, subject_kind=SUBJECT, data=data)
    return new


@verb
def retire(*, by: Actor, goal: PlanGoal) -> PlanGoal:
    """The plan holds it no more. What served it keeps it. Can't be undone. Raises Refused where it is not current."""
    _may(by)
    goal = _current(goal)
    goal.is_current, goal.retired_at = False, clock.now()
    goal.save(update_fields=["is_current", "retired_at"])
    journal.record(f"{SUBJECT}.retired", by=by, subject=goal, subject_kind=SUBJECT)
    return goal


def _may(by: Actor) -> None:
    if not by.may(Permission.PLAN_MANAGE):
        raise PermissionDenied


def _current(goal: PlanGoal) -> PlanGoal:
    goal = lock(goal)
    if not goal.is_current:
        raise Refused(_("This goal was changed by somebody else meanwhile. Load the page again."))
    return goal


def _said(words: Words, longest: int) -> dict[str, str]:
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    if any(len(text) > longest for text in said.values()):
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": longest})
    return said


def _free_key(title: str) -> str:
    base = slugify(title)[:34].strip("-") or "goal"
    taken = set(PlanGoal.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(
        key for n in range(1, len(taken) + 2) if (key := base if n == 1 else f"{base}-{n}") not in taken
    )


def _keep(goal: PlanGoal) -> None:
    if not goal.title.get("en"):
        raise Refused(_("Say the goal in a line, in English at least."))
    if goal.to_year < goal.from_year:
        raise Refused(_("Its last school year comes before its first."))
    try:
        with transaction.atomic():
            goal.save(force_insert=True)
    except IntegrityError as error:
        said = _("Goal %(number)s is another one already. Choose a number that is free.")
        raise Refused(said % {"number": goal.number}) from error
