"""Who would be in two places at once when all of a file is done: sections that move together don't meet on the way.

The diaries of everybody whom the file concerns are read once, and what it plans is put into them.
"""

from collections.abc import Mapping, Sequence

from groundswell.events.choices import EventState
from groundswell.events.models import Section
from groundswell.events.queries.bulk import coming
from groundswell.events.queries.diary import LEADS, Taken, taken_by
from groundswell.events.rules.clashes import Clash, Span, elsewhere, of_some
from groundswell.events.rules.exchange import Plan, SectionPlan
from groundswell.roster.models import Person

Diaries = Mapping[int, Sequence[Taken]]


def name(made: Plan, zone: str) -> None:
    """Name at each section of the file whom it would send to two places at once. Four statements for any file."""
    every_one = [
        one for event in made.changing for one in event.sections if one.dates or "led_by" in one.values
    ]
    plans = {
        one.row.pk: one for one in every_one if one.row is not None and one.row.state == EventState.PUBLISHED
    }
    if not plans:
        return
    rows = {pk: one.row for pk, one in plans.items() if one.row is not None}
    names = coming(list(rows.values()))
    every = [span for pk, one in plans.items() for span in (*_now(rows[pk]), *_then(one))]
    new = {pk for one in plans.values() for pk in _new_leaders(one)}
    people = new.union(*names.values())
    first, last = min(one.begins_at for one in every), max(one.ends_at for one in every)
    before = taken_by(people, first, last)
    after = _planned(before, plans)
    known = {one.pk: one.name for one in Person.objects.filter(pk__in=new)} if new else {}
    for pk, one in plans.items():
        stay = names[pk].keys() - _gone_leaders(one) if one.dates else set()
        one.clashing = _made_by(one, sorted(stay), before, after, zone)
        leading = {
            person: elsewhere(_then(one), after[person], zone, but=pk) for person in sorted(_new_leaders(one))
        }
        found = {person: some for person, some in leading.items() if some} | dict(one.clashing)
        one.clash = str(of_some(found, names[pk] | known)) if found else ""


def _made_by(
    one: SectionPlan, people: Sequence[int], before: Diaries, after: Diaries, zone: str
) -> dict[int, list[Clash]]:
    """Who of these would be in two places at once then and is not so now, and where else."""
    assert one.row is not None
    found = {}
    for person in people:
        there = {_key(clash) for clash in elsewhere(_now(one.row), before[person], zone, but=one.row.pk)}
        then = elsewhere(_then(one), after[person], zone, but=one.row.pk)
        if some := [clash for clash in then if _key(clash) not in there]:
            found[person] = some
    return found


def _planned(before: Diaries, plans: Mapping[int, SectionPlan]) -> dict[int, list[Taken]]:
    """Everybody's diary when all of it is done."""
    after = {pk: [one for one in taken if one.section not in plans] for pk, taken in before.items()}
    whys: dict[int | None, dict[int, str]] = {}
    for pk, taken in before.items():
        for mine in taken:
            whys.setdefault(mine.section, {})[pk] = mine.why
    for section, one in plans.items():
        assert one.row is not None
        gone, title = _gone_leaders(one), one.row.event.title
        there = dict.fromkeys(_new_leaders(one), LEADS) | whys.get(section, {})
        for pk, why in there.items():
            if why == LEADS and pk in gone:
                continue
            after[pk] += [Taken(when.begins_at, when.ends_at, why, title, section) for when in _then(one)]
    return after


def _now(row: Section) -> Sequence[Span]:
    return list(row.meetings.all())


def _then(one: SectionPlan) -> Sequence[Span]:
    assert one.row is not None
    return one.dates or _now(one.row)


def _leaders(one: SectionPlan) -> set[int]:
    assert one.row is not None
    return {leader.person_id for leader in one.row.facilitators.all()}


def _new_leaders(one: SectionPlan) -> set[int]:
    return set(one.values.get("led_by", ())) - _leaders(one)


def _gone_leaders(one: SectionPlan) -> set[int]:
    return _leaders(one) - set(one.values["led_by"]) if "led_by" in one.values else set()


def _key(one: Clash) -> tuple[object, ...]:
    return one.section, one.label, one.begins_at
