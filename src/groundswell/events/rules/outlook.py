"""What somebody should know before they press: can I come, does it clash, what will it cost my class.

One reading serves a single page and a whole page of the catalogue. The verbs decide again; nothing here is a guard.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.choices import LineOrder
from groundswell.events.models import Meeting, Prerequisite, Section
from groundswell.events.queries import prerequisites as asked
from groundswell.events.queries.diary import Diary, NamedDay, named_days, taken_by
from groundswell.events.queries.meetings import times_of
from groundswell.events.queries.school_day import TEACHES, schools_of_teachers
from groundswell.events.rules import prerequisites, window, words
from groundswell.events.rules.clashes import Clash, elsewhere, named_day
from groundswell.events.rules.school_day import DayCost, SubstituteDay
from groundswell.events.rules.substitutes import Calendars
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor, Permission

A_DAY = timedelta(days=1)
MOST_DAYS = 4


@dataclass(frozen=True, slots=True)
class Outlook:
    """``why_not`` says why no place can be taken, ``clashes`` where else one would have to be; both may be empty.

    ``warning`` is a holiday or a testing day at one's school. ``cost`` says what it costs one's classes, empty for
    who has none; ``in_class`` is true where it costs anything.
    """

    why_not: str = ""
    clashes: tuple[Clash, ...] = ()
    warning: str = ""
    cost: str = ""
    in_class: bool = False

    @property
    def clash(self) -> Clash | None:
        """What is in the way of a seat, first of all."""
        return self.clashes[0] if self.clashes else None

    def can_take(self, section: Section) -> bool:
        """True where a press gives a seat or a place in line. In line, and asking, one may stand twice at a time."""
        in_line = section.is_full or section.event.approval or section.line_order == LineOrder.LOTTERY
        return not self.why_not and (in_line or not self.clashes)


def outlook_of(actor: Actor, section: Section, tokens: Collection[str]) -> Outlook:
    """For one section; as :func:`outlooks`."""
    return outlooks(actor, [section], tokens)[section.pk]


def outlooks(actor: Actor, sections: Sequence[Section], tokens: Collection[str]) -> dict[int, Outlook]:
    """For each of these sections (with their events). At most nine statements for any number of them.

    ``tokens`` are the actor's (``queries.audience``).
    """
    if not sections or actor.person_id is None:
        return {one.pk: Outlook(why_not=_why_not(actor, one, tokens, ())) for one in sections}
    dates = times_of(sections)
    diary, costs = _read(actor, dates)
    lacking = _lacking(actor, sections)
    found = {}
    for section in sections:
        meetings = dates[section.pk]
        found[section.pk] = Outlook(
            _why_not(actor, section, tokens, lacking.get(section.event_id, ())),
            tuple(elsewhere(meetings, diary.taken, diary.zone, but=section.pk)),
            named_day(meetings, diary),
            *costs(meetings),
        )
    return found


class _Costs:
    """What meetings cost the classes of somebody who teaches at a school; of nobody else they cost nothing."""

    def __init__(self, school: int | None, calendars: Calendars | None) -> None:
        self.school, self.calendars = school, calendars

    def __call__(self, meetings: Sequence[Meeting]) -> tuple[str, bool]:
        if self.school is None or self.calendars is None:
            return "", False
        days = [
            one
            for date in meetings
            for one in self.calendars.costs(self.school, date.begins_at, date.ends_at)
        ]
        return in_words(days), bool(days)


def in_words(days: Sequence[DayCost]) -> str:
    """What a school needs so that one teacher can go: on which days, and how many days of a substitute."""
    if not days:
        return _("Outside class hours: your school needs no substitute.")
    half_days: dict[date, int] = {}
    for one in days:
        half_days[one.day] = max(half_days.get(one.day, 0), int(one.substitute))
    if len(half_days) == 1:
        [(day, needed)] = half_days.items()
        if needed == SubstituteDay.HALF:
            said = _("In class hours on %(day)s: your school needs a substitute for half the day.")
        else:
            said = _("In class hours on %(day)s: your school needs a substitute for the day.")
        return said % {"day": _short(day)}
    shown = [_short(day) for day in list(half_days)[:MOST_DAYS]]
    if more := len(half_days) - len(shown):
        shown.append(ngettext("%(n)s more day", "%(n)s more days", more) % {"n": more})
    return _("In class hours on %(days)s: your school needs a substitute on %(n)s days.") % {
        "days": get_text_list(shown, _("and")),
        "n": len(half_days),
    }


def _read(actor: Actor, dates: Mapping[int, Sequence[Meeting]]) -> tuple[Diary, _Costs]:
    """The actor's time and their school's days, over all of these dates."""
    person, zone = actor.person_id or 0, actor.tenant.time_zone
    every = [one for some in dates.values() for one in some]
    if not every:
        return Diary(zone), _Costs(None, None)
    begins, ends = min(one.begins_at for one in every), max(one.ends_at for one in every)
    taken = taken_by([person], begins, ends)[person]
    first, last = (clock.local(begins, zone).date() - A_DAY, clock.local(ends, zone).date() + A_DAY)
    teaches = not actor.roles.isdisjoint(TEACHES)
    school = schools_of_teachers([person], first, last).get(person) if teaches else None
    if school is None:
        return Diary(zone, taken, named_days(person, first, last)), _Costs(None, None)
    calendars = Calendars([school], first, last, zone)
    named = {
        day: [NamedDay(row.kind, row.title, "")]
        for (place, day), row in sorted(calendars.rows.days.items(), key=lambda one: one[0][0] is not None)
        if place in (None, school)
    }
    return Diary(zone, taken, named), _Costs(school, calendars)


def _lacking(actor: Actor, sections: Sequence[Section]) -> dict[int, list[Prerequisite]]:
    """What the events of these sections build on and the actor has not attended. No statement where none does."""
    events = {one.event_id for one in sections if one.event.has_prerequisites}
    if not events:
        return {}
    attended = asked.attended_by(actor.person_id or 0)
    found: dict[int, list[Prerequisite]] = {}
    for one in asked.of_events(events):
        if prerequisites.lacking([one], attended, actor.roles):
            found.setdefault(one.event_id, []).append(one)
    return found


def _why_not(actor: Actor, section: Section, tokens: Collection[str], lacking: Sequence[Prerequisite]) -> str:
    """The first reason why the actor can take no place here now, in words; empty for none."""
    now = clock.now()
    if not (actor.may(Permission.EVENT_REGISTER) and actor.person_id and section.event.is_for(tokens)):
        return _("This event is for others. Open it to see for whom.")
    if lacking:
        return str(prerequisites.builds_on([one.attended for one in lacking]))
    if not window.is_open(section, now):
        return str(window.why_not(section, now, actor.tenant.time_zone))
    return ""


def _short(day: date) -> str:
    return _("%(day)s, %(date)s") % {
        "day": words.shown(day, "D"),
        "date": words.shown(day, "MONTH_DAY_FORMAT"),
    }
