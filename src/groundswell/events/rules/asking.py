"""Askings after events in words, and where the askings of one event stand: for the office's page and the event's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groundswell.events.models import AskedSection, FollowUpRule, LearningEvent, Section
from groundswell.events.queries.asking import TOO_LATE, last_day_of
from groundswell.events.queries.asking_days import AskingDays, asking_days_for
from groundswell.events.rules import words
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import InstrumentState
from groundswell.surveys.models import Instrument
from groundswell.surveys.rules.askable import NOT_FOR_STAFF
from groundswell.surveys.rules.ready_made import READY_MADE


@dataclass(frozen=True, slots=True)
class Asking:
    """One section of an event and one rule: asked (``asked``, with its wave or nobody there), or planned."""

    rule: FollowUpRule
    section: Section
    asked: AskedSection | None
    planned: str


def questionnaires() -> dict[str, str]:
    """What staff can be asked, titles by key: the district's ready questionnaires, and those of the house."""
    language = get_language() or "en"
    titles = {key: said_in(one.title, language) for key, one in READY_MADE.items()}
    ready = Instrument.objects.filter(state=InstrumentState.READY).order_by("version")
    titles |= {one.key: said_in(one.title, language) for one in ready}
    for_staff = ((key, title) for key, title in titles.items() if key not in NOT_FOR_STAFF)
    return dict(sorted(for_staff, key=lambda pair: pair[1].lower()))


def when_in_words(rule: FollowUpRule) -> str:
    """When people are asked, seen from the event."""
    if rule.is_at_once:
        return _("as soon as attendance is taken")
    weeks, more = divmod(rule.days_after, 7)
    if more:
        text = ngettext(
            "%(n)s day after the last meeting", "%(n)s days after the last meeting", rule.days_after
        )
        return text % {"n": rule.days_after}
    return ngettext("%(n)s week after the last meeting", "%(n)s weeks after the last meeting", weeks) % {
        "n": weeks
    }


def whom_in_words(rule: FollowUpRule) -> str:
    """After which events people are asked."""
    if rule.event is not None:
        return _("after “%(title)s”") % {"title": rule.event.title}
    if rule.programme is not None:
        return _("after each event of the programme “%(title)s”") % {"title": rule.programme.title}
    if rule.kind:
        return _("after each event of this kind: %(kind)s") % {"kind": rule.get_kind_display()}
    return _("after every event")


def askings_of(
    held: Sequence[FollowUpRule],
    sections: Sequence[Section],
    asked: Collection[AskedSection],
    left_out: Collection[int],
    tenant: Tenant,
) -> list[Asking]:
    """Where each rule stands with each section of one event, soonest rule first. Two statements, for the calendar.

    ``left_out`` are the ids of the rules that the event is left out of. A paused rule shows what it has asked.
    """
    zone = tenant.time_zone
    there: Mapping[tuple[int, int], AskedSection] = {(one.rule_id, one.section_id): one for one in asked}
    last_days = [last_day_of(one, zone) for one in sections]
    days = asking_days_for(last_days, [rule.days_after for rule in held])
    today = clock.today(zone)
    rows = []
    for rule in held:
        for section, last_day in zip(sections, last_days, strict=True):
            row = there.get((rule.pk or 0, section.pk))
            if row is None and not rule.is_active:
                continue
            rows.append(Asking(rule, section, row, _planned(rule, section, last_day, days, today, left_out)))
    return rows


def _planned(
    rule: FollowUpRule,
    section: Section,
    last_day: date,
    days: AskingDays,
    today: date,
    left_out: Collection[int],
) -> str:
    if rule.pk in left_out:
        return _("left out")
    if rule.is_at_once:
        done = section.attendance_taken_at
        is_past = rule.since and done and clock.local(done, rule.tenant.time_zone).date() < rule.since
        return "" if is_past else _("as soon as attendance is taken")
    day = days.day_for(last_day, rule.days_after)
    if (rule.since and day < rule.since) or day <= today - TOO_LATE:
        return ""
    if day <= today and section.attendance_taken_at is None:
        return _("as soon as attendance is taken")
    return _("on %(day)s") % {"day": words.on_day(max(day, today))}


def concerning(held: Sequence[FollowUpRule], event: LearningEvent) -> list[FollowUpRule]:
    """The rules that hold for an event."""
    return [one for one in held if one.is_about(event)]
