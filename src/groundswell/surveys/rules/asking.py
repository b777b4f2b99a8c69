"""Asking something: whether a window makes sense, whom it reaches, whom it would ask too often."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groundswell.kernel import clock
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import DayKind
from groundswell.roster.models.people import ROLE_WORDS
from groundswell.roster.queries.calendar import SchoolDay, days_between
from groundswell.surveys.models import AskingPolicy
from groundswell.surveys.queries import fatigue as counted
from groundswell.surveys.queries.audiences import Asked, Audience, Staff, drawn, staff_on
from groundswell.surveys.rules import reminders
from groundswell.surveys.rules.fatigue import first_free_day, is_over

OPENS = time(7)
USUAL = timedelta(days=14)
LONGEST = timedelta(days=366)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an audience asks on a day. ``meant`` fit what was chosen, ``asked`` of them get the questions.

    ``over`` are those who would be asked too often: of the ``asked``, or, where they are spared, of the ``meant``.
    """

    day: date
    meant: int
    asked: tuple[Asked, ...]
    over: tuple[int, ...]
    histories: dict[int, list[date]]
    policy: AskingPolicy

    @property
    def roles(self) -> list[tuple[str, int]]:
        """How many by role in words, the most first."""
        counts = Counter(one.role for one in self.asked)
        return [(str(ROLE_WORDS.get(role, role)), count) for role, count in counts.most_common()]

    @property
    def without_mail(self) -> int:
        return sum(not one.has_mail for one in self.asked)

    @property
    def free_day(self) -> date | None:
        """The first later day on which none of those who are over would be; None where nobody is, or none is near."""
        if not self.over:
            return None
        return first_free_day((self.histories[pk] for pk in self.over), self.day, self.policy)


def reach(audience: Audience, day: date, *, besides: int | None = None) -> Reach:
    """Whom this audience asks on ``day``. ``besides`` is the wave itself, where it is planned already.

    Six statements, whatever its size and however many waves are planned.
    """
    staff, policy = staff_on(day), counted.policy()
    meant = staff.meant(audience)
    histories = _histories(staff, meant, day, policy, besides)
    over = {pk for pk, asked in histories.items() if is_over(asked, day, policy)}
    spared = over if audience.spares else set()
    asked = drawn((one for one in meant.values() if one.person not in spared), audience)
    named = spared or {one.person for one in asked} & over
    return Reach(day, len(meant), tuple(asked), tuple(sorted(named)), histories, policy)


def _histories(
    staff: Staff, people: Collection[int], day: date, policy: AskingPolicy, besides: int | None
) -> dict[int, list[date]]:
    """When people were asked or will be, for those of whom one more could be too much."""
    ahead = counted.planned_near(day, policy.days, besides=besides)
    enough = max(policy.most - len(ahead), 1)
    histories = counted.asked_days(people, day, policy.days, at_least=enough, besides=besides)
    zone = current_tenant().time_zone
    for wave in ahead:
        audience, opens = Audience.of(wave.audience), clock.local(wave.opens_at, zone).date()
        for one in drawn(staff.meant(audience).values(), audience):
            if one.person in people:
                histories.setdefault(one.person, []).append(opens)
    return histories


def opening(day: date | None, zone: str) -> datetime:
    """Seven in the morning of a day that comes; this moment for today and for no day."""
    if day is None or day <= clock.today(zone):
        return clock.now()
    return datetime.combine(day, OPENS, ZoneInfo(zone))


def closing(last_day: date, zone: str) -> datetime:
    """The end of the last day for answers."""
    return datetime.combine(last_day + A_DAY, time(0), ZoneInfo(zone))


def problems(
    opens_on: date | None, closes_on: date, remind_after_days: Sequence[int], today: date
) -> Iterator[tuple[str, str]]:
    """What is wrong with a window: the field and what to do, in words for the office."""
    opens = opens_on or today
    if opens < today:
        yield "opens_on", _("This day is over. Choose today or a day to come, or leave it empty to ask now.")
        opens = today
    if closes_on <= opens:
        yield (
            "closes_on",
            _("People need at least a day to answer: choose %(day)s or later.")
            % {"day": date_format(opens + A_DAY, "DATE_FORMAT")},
        )
    elif closes_on - opens > LONGEST:
        yield "closes_on", _("A survey is open for a year at most. Choose an earlier day.")
    if len(remind_after_days) > reminders.MOST:
        yield "remind_after_days", _("At most %(most)s reminders, please.") % {"most": reminders.MOST}
    if any(days < 1 for days in remind_after_days):
        yield "remind_after_days", _("A reminder comes one day after the question at the earliest.")
    late = [days for days in remind_after_days if opens + timedelta(days=days) > closes_on]
    if late and closes_on > opens:
        yield (
            "remind_after_days",
            _("%(days)s days after the question the survey is closed already. Choose fewer days.")
            % {"days": late[0]},
        )


def usual_close(opens: date) -> date:
    """Two weeks on, or the first working day after that. Two statements."""
    ahead = days_between(opens + USUAL, opens + USUAL + timedelta(days=40))
    return next((one.day for one in ahead if _is_at_work(one)), opens + USUAL)


def warnings(opens: date, closes: date) -> list[str]:
    """What the school calendar says against a window, in words. Two statements."""
    days = days_between(opens, closes)
    weekdays = [one for one in days if one.day.weekday() < 5]
    free = [one for one in weekdays if not _is_at_work(one)]
    said = []
    if weekdays and len(free) * 2 > len(weekdays):
        names = ", ".join(dict.fromkeys(one.title for one in free if one.title)) or _("no school")
        said.append(
            _(
                "Most of this time is a school holiday (%(names)s): %(free)s of %(all)s weekdays. Fewer people answer."
            )
            % {"names": names, "free": len(free), "all": len(weekdays)}
        )
    for day, words in (
        (days[0], _("It opens on a day without school: %(day)s.")),
        (days[-1], _("It closes on a day without school: %(day)s.")),
    ):
        if not _is_at_work(day):
            said.append(
                words
                % {
                    "day": ", ".join(
                        filter(
                            None, [date_format(day.day, "l"), date_format(day.day, "DATE_FORMAT"), day.title]
                        )
                    )
                }
            )
    return said


def _is_at_work(one: SchoolDay) -> bool:
    """Children are in school, or teachers work without them."""
    return one.is_instructional or one.kind == DayKind.WORKDAY
