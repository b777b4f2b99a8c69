"""Verbs for initiatives: add one, write its why and its plans, say what each part leaves to schools, who works on it.

No wording is ever changed: to write again adds a version.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.planning.choices import Autonomy, Function, InquiryKind, Participation, TextKind
from groundswell.planning.models import (
    Initiative,
    InitiativeMember,
    InitiativePart,
    InitiativeText,
    NeedsInquiry,
    PlanGoal,
)
from groundswell.planning.rules.refusals import Refused
from groundswell.roster.models import Person

Words = Mapping[str, str]
SUBJECT = "planning.initiative"
LONGEST_NAME, LONGEST_TEXT, LONGEST_LEARNT, LONGEST_WHOM = 120, 20_000, 2000, 200
LONGEST_PART, LONGEST_MEANING, MOST_PARTS = 120, 400, 40


@verb
def add(
    *, by: Actor, name: Words, goal: PlanGoal, from_year: int, participation: str = Participation.INVITED
) -> Initiative:
    """A new initiative for a goal that holds. ``name`` by language, English at least; ``from_year`` by the year in
    which it ends. Raises Refused where the name is missing or too long, or the plan holds the goal no more."""
    _may(by)
    goal = lock(goal)
    if not goal.is_current:
        raise Refused(
            _("The plan does not hold this wording of the goal any more. Choose the one that holds.")
        )
    said = _said(name, LONGEST_NAME, _("Give the initiative a name, in English at least."))
    initiative = Initiative(
        tenant=by.tenant,
        name=said,
        goal=goal,
        from_year=from_year,
        participation=Participation(participation),
    )
    initiative.key = _free_key(said["en"])
    initiative.save(force_insert=True)
    _record("added", by, initiative, {"goal": goal.pk})
    return initiative


@verb
def write(
    *, by: Actor, initiative: Initiative, kind: str, text: Words, seen: int | None = None
) -> InitiativeText:
    """The why, or one of the three plans, in these words: the next version. What says the same as now makes none.

    ``seen`` is the version that the writer had before them (0 for none). Raises Refused where somebody else wrote
    another one meanwhile, where English is missing, and where it is too long.
    """
    _may(by)
    initiative = lock(initiative)
    said = _said(text, LONGEST_TEXT, _("Write it in English at least."))
    wordings = InitiativeText.objects.filter(initiative=initiative, kind=TextKind(kind))
    old = wordings.filter(is_current=True).first()
    if seen is not None and seen != (old.version if old else 0):
        raise Refused(
            _("Somebody else wrote this anew meanwhile. Their words stand above yours: put both together.")
        )
    if old is not None and old.text == said:
        return old
    wordings.filter(is_current=True).update(is_current=False)
    last = wordings.aggregate(last=Max("version"))["last"] or 0
    new = InitiativeText.objects.create(
        tenant=by.tenant,
        initiative=initiative,
        kind=kind,
        version=last + 1,
        text=said,
        made_by_id=by.person_id,
    )
    _record("written", by, initiative, {"text": new.pk, "version": new.version})
    return new


@verb
def set_parts(
    *, by: Actor, initiative: Initiative, parts: Sequence[tuple[str, str, str]]
) -> list[InitiativePart]:
    """What the initiative consists of, in order: (name, meaning, the same everywhere or each school's own).

    Raises Refused where a name is missing, said twice or too long.
    """
    _may(by)
    initiative = lock(initiative)
    rows = [_part(by, initiative, at, *one) for at, one in enumerate(parts, start=1)]
    names = [row.name.casefold() for row in rows]
    if len(set(names)) < len(names):
        raise Refused(_("Two parts have the same name. Give each its own."))
    if len(rows) > MOST_PARTS:
        raise Refused(_("That is too many: at most %(n)s parts.") % {"n": MOST_PARTS})
    InitiativePart.objects.filter(initiative=initiative).delete()
    InitiativePart.objects.bulk_create(rows)
    _record("parts_set", by, initiative, {"parts": len(rows)})
    return rows


@verb
def note_inquiry(
    *, by: Actor, initiative: Initiative, kind: str, held_on: date, with_whom: str, learnt: str
) -> NeedsInquiry:
    """One piece of the needs assessment. ``with_whom`` says groups and places, no names. Raises Refused where a field
    is empty or too long, or the day has not come yet."""
    _may(by)
    initiative = lock(initiative)
    whom, taught = with_whom.strip(), learnt.strip()
    if not whom or not taught:
        raise Refused(_("Say with whom, and what you learned."))
    if len(whom) > LONGEST_WHOM or len(taught) > LONGEST_LEARNT:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST_LEARNT})
    if held_on > clock.today(by.tenant.time_zone):
        raise Refused(_("That day has not come yet. Note it when it has been held."))
    inquiry = NeedsInquiry.objects.create(
        tenant=by.tenant, initiative=initiative, kind=InquiryKind(kind), held_on=held_on, with_whom=whom,
        learnt=taught, made_by_id=by.person_id,
    )  # fmt: skip
    _record("inquiry_noted", by, initiative, {"inquiry": inquiry.pk})
    return inquiry


@verb
def appoint(
    *, by: Actor, initiative: Initiative, person: Person, function: str = "", on: date | None = None
) -> InitiativeMember:
    """Somebody works on it from today, or from the day ``on``: in the design team, or for a function in the steering
    committee. Whoever does so already stays as they are. Raises Refused for students and for who has left."""
    _may(by)
    initiative, person = lock(initiative), lock(person)
    if person.is_student or person.ended_on or person.erased_on or person.merged_into_id:
        raise Refused(_("Only somebody who works with the district can be appointed."))
    function = Function(function) if function else ""
    rows = InitiativeMember.objects.filter(initiative=initiative, person=person, function=function)
    if (there := rows.filter(ended_on__isnull=True).first()) is not None:
        return there
    begins = on or clock.today(by.tenant.time_zone)
    member = InitiativeMember(
        tenant=by.tenant, initiative=initiative, person=person, function=function, begun_on=begins
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        return rows.get(ended_on__isnull=True)
    _record("appointed", by, initiative, {"person": person.pk, "function": function})
    return member


@verb
def release(*, by: Actor, member: InitiativeMember, on: date | None = None) -> InitiativeMember:
    """They work on it no more from today, or from the day ``on``. What they signed stays signed. Harmless twice."""
    _may(by)
    member = lock(member)
    if member.ended_on is not None:
        return member
    member.ended_on = max(on or clock.today(by.tenant.time_zone), member.begun_on)
    member.save(update_fields=["ended_on"])
    _record("released", by, member.initiative, {"person": member.person_id, "function": member.function})
    return member


@verb
def publish_curve(*, by: Actor, initiative: Initiative, is_public: bool) -> Initiative:
    """Whether everybody may see how far it has come, without sign-in."""
    _may(by)
    initiative = lock(initiative)
    if initiative.is_public != is_public:
        initiative.is_public = is_public
        initiative.save(update_fields=["is_public"])
        _record("curve_published" if is_public else "curve_hidden", by, initiative)
    return initiative


def _may(by: Actor) -> None:
    if not by.may(Permission.PLAN_MANAGE):
        raise PermissionDenied


def _record(what: str, by: Actor, initiative: Initiative, data: dict[str, object] | None = None) -> None:
    journal.record(f"{SUBJECT}.{what}", by=by, subject=initiative, subject_kind=SUBJECT, data=data)


def _said(words: Words, longest: int, empty: str) -> dict[str, str]:
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    if not said.get("en"):
        raise Refused(empty)
    if any(len(text) > longest for text in said.values()):
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": longest})
    return said


def _part(
    by: Actor, initiative: Initiative, at: int, name: str, meaning: str, autonomy: str
) -> InitiativePart:
    name, meaning = name.strip(), meaning.strip()
    if not name:
        raise Refused(_("Part %(n)s has no name.") % {"n": at})
    if len(name) > LONGEST_PART or len(meaning) > LONGEST_MEANING:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST_MEANING})
    return InitiativePart(
        tenant=by.tenant,
        initiative=initiative,
        position=at,
        name=name,
        meaning=meaning,
        autonomy=Autonomy(autonomy),
    )


def _free_key(name: str) -> str:
    base = slugify(name)[:34].strip("-") or "initiative"
    taken = set(Initiative.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(
        key for n in range(1, len(taken) + 2) if (key := base if n == 1 else f"{base}-{n}") not in taken
    )
