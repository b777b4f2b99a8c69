"""How long what is kept: the district sets it, the worker empties what is due, in batches, and counts."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.actions import erasure, turns
from groundswell.roster.choices.lives import SHORTEST_DAYS, ErasureGround, FieldClass
from groundswell.roster.models import Emptied, Person, RetentionRule
from groundswell.roster.queries import lives, retention
from groundswell.roster.rules.lives import Busy, Refused

BATCH = 100


@verb
def set_rules(*, by: Actor, days: Mapping[FieldClass, int | None]) -> list[RetentionRule]:
    """Set how many days after somebody left each class of fields is kept; None keeps it for good.

    What is due by then is emptied by the worker from now on, and can't be brought back. Raises Refused for less than
    ``SHORTEST_DAYS``, PermissionDenied without PEOPLE_ERASE.
    """
    if not by.may(Permission.PEOPLE_ERASE):
        raise PermissionDenied
    with turns.alone(by):
        return _set_rules(by, days)


def _set_rules(by: Actor, days: Mapping[FieldClass, int | None]) -> list[RetentionRule]:
    for number in days.values():
        if number is not None and number < SHORTEST_DAYS:
            raise Refused(
                _(
                    "Keep everything at least %(days)s days: a file that leaves people out by mistake can be mended."
                )
                % {"days": SHORTEST_DAYS}
            )
    changed = []
    for field_class, number in days.items():
        rule = RetentionRule.objects.filter(field_class=field_class).first()
        rule = rule or RetentionRule(tenant=by.tenant, field_class=field_class)
        if rule.pk is None or rule.days != number:
            rule.days, rule.set_at, rule.set_by, rule.checked_on = number, clock.now(), by.person_id, None
            rule.save()
            changed.append(rule)
    if changed:
        data = {str(rule.field_class): rule.days for rule in changed}
        journal.record("roster.retention.set", by=by, subject_id=by.tenant.pk, data=data)
    return changed


def due(tenant: Tenant) -> int:
    """How many rules have still to be looked at today. Called in the district's scope; cheap on purpose."""
    return len(retention.to_check(tenant))


def empty_due(tenant: Tenant) -> int:
    """Empty a batch of what is due by each rule. Returns for how many people. Called by the worker; harmless twice."""
    with reading(tenant):
        waiting = [
            (rule, [one.pk for one in retention.due_people(tenant, rule.field_class, rule.days or 0)[:BATCH]])
            for rule in retention.to_check(tenant)
        ]
    done = 0
    by = Actor.system(tenant)
    for rule, ids in waiting:
        if rule.field_class == FieldClass.DIRECTORY:
            emptied = _erase(by, ids)
        else:
            emptied = _empty(by=by, rule=rule, ids=ids) if ids else 0
        done += emptied
        if emptied < BATCH:
            _checked(by=by, rule=rule, today=clock.today(tenant.time_zone))
            done += 1
    return done


def _erase(by: Actor, ids: list[int]) -> int:
    """Each in its own transaction; whom the rules protect (the last administrator) stays."""
    erased = 0
    for pk in ids:
        with reading(by.tenant):
            person = Person.objects.get(pk=pk)
        try:
            erasure.erase_person(by=by, person=person, ground=ErasureGround.RETENTION)
        except Busy:
            raise  # the worker comes again; nobody is left out for it
        except Refused:
            continue
        erased += 1
    return erased


@verb
def _empty(*, by: Actor, rule: RetentionRule, ids: list[int]) -> int:
    """One batch of one class, unless the rule was changed or the people came back meanwhile."""
    with turns.alone(by):
        return _empty_now(by, locking.lock(rule), ids)


def _empty_now(by: Actor, rule: RetentionRule, ids: list[int]) -> int:
    if rule.days is None:
        return 0
    still = list(retention.due_people(by.tenant, rule.field_class, rule.days).filter(pk__in=ids))
    counts: Counter[str] = Counter()
    today = clock.today(by.tenant.time_zone)
    for person in still:
        rows = lives.rows_of(person)
        fields = frozenset({FieldClass(rule.field_class)})
        counts.update(erasure.forget_fields(by=by, rows=rows, subject=lives.subject_of(rows), fields=fields))
        values = {"on": today}
        Emptied.objects.update_or_create(
            person=person, field_class=rule.field_class, defaults=values,
            create_defaults={"tenant": by.tenant, **values},
        )  # fmt: skip
    data = {"class": rule.field_class, "days": rule.days, "persons": len(still), "counts": dict(counts)}
    journal.record("roster.retention.emptied", by=by, subject=rule, data=data)
    return len(still)


@verb
def _checked(*, by: Actor, rule: RetentionRule, today: date) -> None:
    """Nothing more is due by this rule today. Not journalled: nothing has happened."""
    RetentionRule.objects.filter(pk=rule.pk, days=rule.days).update(checked_on=today)
