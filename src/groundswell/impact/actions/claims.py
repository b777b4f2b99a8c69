"""Verbs for a claim: draft it, compute it, and every move of its state (``choices.MOVES``)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.impact.choices import MOVES, ClaimState, Move, Relation
from groundswell.impact.models import Claim, ClaimFigure, ClaimStep, MetricDefinition
from groundswell.impact.queries import evidence
from groundswell.impact.queries.claims import SUBJECT, to_look_at, who_stood_for, wrote_it
from groundswell.impact.rules import holding, recompute, sentences
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, verb
from groundswell.kernel.words import said_in
from groundswell.notices.actions import known

COMPUTED = (
    "numerator", "denominator", "answered", "asked", "silent", "invited", "value", "response_rate", "interval_low",
    "interval_high", "bound_low", "bound_high", "waves", "waves_hidden", "is_suppressed", "is_final", "digest",
)  # fmt: skip
MOST_FIGURES = 2
ANOTHER_LOOK = "impact.another_look"
AT_ONCE = 5  # claims that one turn of the worker computes again


@verb
def draft(
    *,
    by: Actor,
    sentence: Mapping[str, str],
    definitions: Sequence[MetricDefinition],
    goal: int | None = None,
    relation: str = Relation.STATES,
    design: str = "",
    follows: Claim | None = None,
) -> Claim:
    """A new claim whose numbers are these definitions', computed now. ``goal`` is a wording of the plan's goal that it
    serves (``evidence.plan_goals``). Raises Refused as ``edit`` does."""
    _may(by, Permission.CLAIM_DRAFT)
    claim = Claim(tenant=by.tenant, follows=follows, goal_id=follows.goal_id if follows else None)
    _say(claim, sentence, definitions, goal=goal, relation=relation, design=design)
    claim.save(force_insert=True)
    _compute(claim, definitions)
    _note(by, claim, Move.DRAFTED)
    return claim


@verb
def edit(
    *,
    by: Actor,
    claim: Claim,
    sentence: Mapping[str, str],
    definitions: Sequence[MetricDefinition],
    goal: int | None = None,
    relation: str = Relation.STATES,
    design: str = "",
) -> Claim:
    """Say it otherwise, with the numbers as the facts have them now. Raises Refused for a claim that is no draft, a
    sentence without a number's gap, with gaps that nothing fills, for more than two numbers, and for a goal that the
    plan holds no more."""
    _may(by, Permission.CLAIM_DRAFT)
    claim = _moved(lock(claim), Move.CHANGED)
    _say(claim, sentence, definitions, goal=goal, relation=relation, design=design)
    claim.save()
    _compute(claim, definitions)
    _note(by, claim, Move.CHANGED)
    return claim


@verb
def hand_in(*, by: Actor, claim: Claim) -> Claim:
    """Somebody else shall look. Refused while something does not hold, or the facts have moved on."""
    _may(by, Permission.CLAIM_DRAFT)
    claim = lock(claim)
    _holds(claim)
    return _move(by, claim, Move.HANDED_IN)


@verb
def send_back(*, by: Actor, claim: Claim, reason: str) -> Claim:
    """Back to a draft, and why."""
    _may(by, Permission.CLAIM_CHECK)
    return _move(by, lock(claim), Move.SENT_BACK, reason)


@verb
def check(*, by: Actor, claim: Claim) -> Claim:
    """A second person stands for it. Refused to whoever wrote it, and to the program."""
    _may(by, Permission.CLAIM_CHECK)
    claim = lock(claim)
    if by.person_id is None or wrote_it(claim, by):
        raise Refused(
            _("A second person checks a claim. You wrote this one; ask somebody else to look at it.")
        )
    _holds(claim)
    return _move(by, claim, Move.CHECKED)


@verb
def publish(*, by: Actor, claim: Claim) -> Claim:
    """Out it goes, with its footnotes. Refused while something does not hold, or the facts have moved on since it was
    checked. From now on everybody can read it and its history."""
    _may(by, Permission.CLAIM_DRAFT)
    claim = lock(claim)
    _holds(claim)
    claim.published_at = clock.now()
    return _move(by, claim, Move.PUBLISHED)


@verb
def withdraw(*, by: Actor, claim: Claim, reason: str) -> Claim:
    """It stands no more; its page says so and why. Can't be undone."""
    _may(by, Permission.CLAIM_DRAFT)
    return _move(by, lock(claim), Move.WITHDRAWN, reason)


@verb
def correct(*, by: Actor, claim: Claim, reason: str) -> Claim:
    """It stands no more, and a new draft with the same words and definitions takes its place once it is published.
    Returns the draft."""
    _may(by, Permission.CLAIM_DRAFT)
    old = _move(by, lock(claim), Move.CORRECTED, reason)
    definitions = [one.definition for one in old.figures.select_related("definition")]
    return draft(
        by=by, sentence=old.sentence, definitions=definitions, goal=old.goal_id, relation=old.relation,
        design=old.design, follows=old,
    )  # fmt: skip


@verb
def drop(*, by: Actor, claim: Claim) -> Claim:
    """A draft that nobody will publish leaves the ledger; the journal keeps it."""
    _may(by, Permission.CLAIM_DRAFT)
    return _move(by, lock(claim), Move.DROPPED)


@verb
def look_again(*, by: Actor, claim: Claim) -> Claim:
    """Compute a published claim again from today's facts, and keep what came out beside what was published.

    The published number stays. Where the facts give another number, or the same from other counts, the claim's history
    says that it needs another look, and who wrote, checked and published it get mail, once; where they give the
    published one again, the history says that. Raises Refused for a claim that is not published.
    """
    claim = lock(claim)
    if claim.state != ClaimState.PUBLISHED:
        raise Refused(
            _("Only a published claim is computed again. Keep a draft again to have today's numbers.")
        )
    figures = list(claim.figures.select_related("definition"))
    had_changed = any(one.has_changed for one in figures)
    for figure in figures:
        content, rows = figure.definition.content, evidence.rows_of(figure.definition)
        found = recompute.compute(content, rows, figure.threshold)
        figure.digest_now, figure.value_now = found["digest"], found["value"]
        figure.save(update_fields=["digest_now", "value_now"])
    claim.looked_at = clock.now()
    claim.save(update_fields=["looked_at"])
    changed = [one.number for one in figures if one.has_changed]
    if bool(changed) != had_changed:
        _move(by, claim, Move.NEEDS_LOOK if changed else Move.AS_BEFORE)
        if changed:
            _tell(by, claim, figures)
    elif by.person_id is not None:
        journal.record(f"{SUBJECT}.looked_at", by=by, subject=claim, data={"changed": changed})
    return claim


def looks_due(tenant: Tenant) -> int:
    """How many published claims wait to be computed again. Called in the district's scope."""
    return to_look_at().count()


def look_due(tenant: Tenant) -> int:
    """Compute some published claims again, each once a day. Returns how many. Called by the worker."""
    with reading(tenant):
        claims = list(to_look_at()[:AT_ONCE])
    return sum(bool(_looked(tenant, claim)) for claim in claims)


def _looked(tenant: Tenant, claim: Claim) -> Claim | None:
    """None where somebody withdrew it meanwhile."""
    try:
        return look_again(by=Actor.system(tenant), claim=claim)
    except Refused:
        return None


def _tell(by: Actor, claim: Claim, figures: list[ClaimFigure]) -> None:
    sentence = sentences.fill(said_in(claim.sentence, by.tenant.language), figures)
    known.send_to(
        by=by, people=who_stood_for(claim), kind=ANOTHER_LOOK, key=f"{ANOTHER_LOOK}:{claim.pk}:{claim.looked_at}",
        context={"sentence": sentence, "action_url": absolute(link("impact:claim", claim.pk))},
    )  # fmt: skip


def _may(by: Actor, permission: Permission) -> None:
    if not by.may(permission):
        raise PermissionDenied


def _say(
    claim: Claim, sentence: Mapping[str, str], definitions: Sequence[MetricDefinition], **said: Any
) -> None:
    words = {language: text.strip() for language, text in sentence.items() if text.strip()}
    if not 1 <= len(definitions) <= MOST_FIGURES:
        raise Refused(_("A claim has one number or two."))
    if not words.get("en"):
        raise Refused(_("Write the sentence."))
    for text in words.values():
        if wrong := sentences.unknown_gaps(text, len(definitions)):
            raise Refused(_("Nothing fills this gap: %(gap)s") % {"gap": wrong[0]})
        if sentences.numbers_in(text) != set(range(1, len(definitions) + 1)):
            raise Refused(_("Put each number into the sentence with its gap: {share} or {mean}, {share2}."))
    claim.sentence, claim.changed_at = words, clock.now()
    claim.relation, claim.design = said["relation"], said["design"]
    if said["goal"] not in (None, claim.goal_id, *_goals_that_hold()):
        raise Refused(_("The plan does not hold this goal any more. Choose another one, or none."))
    claim.goal_id = said["goal"]


def _goals_that_hold() -> list[int]:
    return [one["wording"] for one in evidence.plan_goals() if one["is_current"]]


def _compute(claim: Claim, definitions: Sequence[MetricDefinition]) -> None:
    """The figures as the facts have them now, in place of those that there were."""
    claim.figures.all().delete()
    smallest = evidence.threshold()
    for number, definition in enumerate(definitions, start=1):
        rows = evidence.rows_of(definition)
        found = recompute.compute(definition.content, rows, smallest)
        ClaimFigure.objects.create(
            tenant=claim.tenant, claim=claim, number=number, definition=definition, kind=definition.kind,
            threshold=smallest, inputs=rows, **{name: found[name] for name in COMPUTED},
        )  # fmt: skip


def _holds(claim: Claim) -> None:
    """Raises Refused with the first thing that does not hold."""
    for figure in claim.figures.select_related("definition"):
        rows = evidence.rows_of(figure.definition)
        if recompute.digest(figure.definition.content, rows, figure.threshold) != figure.digest:
            raise Refused(
                _("The answers have changed since this was written. Open the draft and keep it again.")
            )
    for language in claim.sentence:
        refused = holding.in_two(holding.findings_of(claim, language)).refuses
        if refused:
            raise Refused(f"{refused[0].said} {refused[0].needed}".strip())


def _moved(claim: Claim, move: Move) -> Claim:
    to = MOVES[move].get(ClaimState(claim.state))
    if to is None:
        raise Refused(
            _("This claim is now “%(state)s”, so that can't be done. Load the page again.")
            % {"state": claim.get_state_display()}
        )
    claim.state, claim.changed_at = to, clock.now()
    return claim


def _move(by: Actor, claim: Claim, move: Move, reason: str = "") -> Claim:
    if move in (Move.SENT_BACK, Move.CORRECTED, Move.WITHDRAWN) and not reason.strip():
        raise Refused(_("Say why. The reason stands in the claim's history."))
    claim = _moved(claim, move)
    claim.save()
    _note(by, claim, move, reason.strip())
    return claim


def _note(by: Actor, claim: Claim, move: Move, reason: str = "") -> None:
    role = min(by.roles, default="")
    ClaimStep.objects.create(tenant=by.tenant, claim=claim, move=move, role=role, reason=reason)
    journal.record(
        f"{SUBJECT}.{move}", by=by, subject=claim, subject_kind=SUBJECT,
        data={"figures": [one.digest for one in claim.figures.all()]},
    )  # fmt: skip
