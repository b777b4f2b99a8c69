"""Verbs for definitions: one is added, none is ever changed."""

import hashlib
import json
from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from groundswell.impact.choices import Base, FigureKind
from groundswell.impact.models import MetricDefinition
from groundswell.impact.queries import evidence
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb


@verb
def define(
    *,
    by: Actor,
    instrument: str,
    fingerprint: str,
    population: str,
    from_on: date,
    to_on: date,
    box: Collection[str] | None = None,
    subject: str = "",
    wave: int | None = None,
    base: str = Base.ANSWERED,
) -> MetricDefinition:
    """The definition of this number: the one that there is, or the metric's next version.

    ``instrument`` (a questionnaire's key) and ``fingerprint`` name the question: a copy of a questionnaire asks the
    same one. ``box`` are the answers that count, where they are others than the question's own; a question with numbers
    and no box is a mean. ``population`` says in words what the filter (``subject``, ``wave``, the days) finds. Raises
    Refused for a question that nobody was asked, a box that the scale does not have, and days
    the wrong way round.
    """
    if not by.may(Permission.CLAIM_DRAFT):
        raise PermissionDenied
    question = evidence.question_of(instrument, fingerprint)
    if question is None:
        raise Refused(_("Nobody was asked this question yet. Choose one that was asked."))
    if to_on < from_on:
        raise Refused(_("The last day comes before the first one."))
    points = question["points"]
    chosen = sorted(one["key"] for one in points if one["in_box"]) if box is None else sorted(set(box))
    if set(chosen) - {one["key"] for one in points} or len(chosen) == len(points):
        raise Refused(_("Tick the answers that count: some of the scale, not all of it."))
    if not chosen and any(one["value"] is None for one in points):
        raise Refused(_("Tick the answers that count. Without any, only numbers have a mean."))
    made = MetricDefinition(
        tenant=by.tenant, key=f"{question['instrument']}.{question['item']}",
        kind=FigureKind.SHARE if chosen else FigureKind.MEAN, instrument=instrument,
        item=question["item"], revision=question["revision"], fingerprint=fingerprint, wording=question["words"],
        points=[{name: one[name] for name in ("key", "words", "value", "state")} for one in points], box=chosen,
        asked_after=question["asked_after"], population=population.strip(),
        subject=subject, wave=wave, from_on=from_on, to_on=to_on, base=base,
    )  # fmt: skip
    return _kept(by, made)


def _kept(by: Actor, made: MetricDefinition) -> MetricDefinition:
    said = made.content | {"population": made.population, "points": made.points}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    made.digest = hashlib.sha256(text.encode()).hexdigest()
    known = MetricDefinition.objects.filter(digest=made.digest).first()
    if known is not None:
        return known
    versions = MetricDefinition.objects.filter(key=made.key).aggregate(last=Max("version"))
    made.version = (versions["last"] or 0) + 1
    made.save(force_insert=True)
    journal.record("impact.definition.made", by=by, subject=made, data={"version": made.version})
    return made
