"""What is asked after events: the office's rules with what is coming, and one rule's form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.events.actions import asking_rules as verbs
from groundswell.events.forms.asking import FollowUpForm
from groundswell.events.models import FollowUpRule, LearningEvent
from groundswell.events.queries import asking
from groundswell.events.queries import asking_said as said
from groundswell.events.queries.asking_coming import Coming, coming
from groundswell.events.queries.events import get_event_for
from groundswell.events.rules import words
from groundswell.events.rules.asking import askings_of, questionnaires, when_in_words, whom_in_words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
PRESSES = {"pause": verbs.pause, "resume": verbs.resume}
MOST_COMING = 60


@needs(Permission.SURVEY_MANAGE)
@require_safe
def rule_list(request: DistrictRequest) -> HttpResponse:
    """Every rule in words, and what is asked in the next four weeks."""
    held, titles = asking.rules(), questionnaires()
    rows = coming(held, request.tenant)
    context = {
        "rules": [_in_words(one, titles) for one in held],
        "days": _by_day(rows[:MOST_COMING], titles),
        "more": max(len(rows) - MOST_COMING, 0),
        "trail": _trail(),
    }
    return render(request, "events/asking/list.html", context)


@EDIT
@needs(Permission.SURVEY_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """A rule for many events; ``?event=12`` makes one for that event alone."""
    number = request.GET.get("event", "")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else None
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE) if pk is not None else None
    form = FollowUpForm(request.POST or None, questionnaires=questionnaires(), event=event)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add(by=request.actor, **form.said())
            messages.success(request, _("Added. It holds for what is due from today on."))
            return redirect(_back_to(event))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, None, event)


@EDIT
@needs(Permission.SURVEY_MANAGE)
def rule(request: DistrictRequest, name: str) -> HttpResponse:
    """Change one."""
    one = asking.get_rule_for(request.actor, name)
    form = FollowUpForm(request.POST or None, questionnaires=questionnaires(), rule=one, event=one.event)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(by=request.actor, rule=one, **form.said())
            messages.success(request, _("Saved. What is open already stays as it is."))
            return redirect(link("events:asking"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, one, one.event)


@needs(Permission.SURVEY_MANAGE)
@require_POST
def press(request: DistrictRequest, name: str) -> HttpResponse:
    """Pause one, or let it hold again."""
    one = asking.get_rule_for(request.actor, name)
    verb = PRESSES.get(request.POST.get("do", ""))
    if verb is not None:
        verb(by=request.actor, rule=one)
    return redirect(link("events:asking"))


@needs(Permission.SURVEY_MANAGE)
@require_POST
def leave_out(request: DistrictRequest, pk: int, name: str) -> HttpResponse:
    """Leave one event out of one rule, or take it in again."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    one = asking.get_rule_for(request.actor, name)
    if request.POST.get("do") == "take_in":
        verbs.take_in(by=request.actor, rule=one, event=event)
        messages.success(request, _("They are asked."))
    else:
        verbs.leave_out(by=request.actor, rule=one, event=event)
        messages.success(request, _("Left out. Nobody is asked this after the event."))
    return redirect(link("events:event_asking", event.pk))


@needs(Permission.SURVEY_MANAGE)
@require_safe
def event_asking(request: DistrictRequest, pk: int) -> HttpResponse:
    """Where each rule stands with one event: what was asked, what is planned, on which day; leave it out here."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    sections, asked = said.sections_of(event), said.asked_about(event)
    held, left_out = said.rules_beside(asking.rules(), event, asked), said.left_out_of(event)
    titles, zone = questionnaires(), request.tenant.time_zone
    rows = askings_of(held, sections, asked, left_out, request.tenant)
    context = {
        "event": event,
        "rules": [
            _in_words(one, titles)
            | {
                "is_out": one.pk in left_out,
                "rows": [
                    {"of": row, "when": words.when(row.section, zone)} for row in rows if row.rule is one
                ],
            }
            for one in held
        ],
        "trail": [*_trail(), (event.title, link("events:event", event.pk))],
    }
    return render(request, "events/asking/event.html", context)


def _in_words(one: FollowUpRule, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "of": one,
        "title": titles.get(one.instrument_key, one.instrument_key),
        "when": when_in_words(one),
        "whom": whom_in_words(one),
    }


def _by_day(rows: list[Coming], titles: dict[str, str]) -> list[dict[str, Any]]:
    """The same rows under their days."""
    days: dict[Any, list[dict[str, Any]]] = {}
    for one in rows:
        title = titles.get(one.rule.instrument_key, one.rule.instrument_key)
        days.setdefault(one.day, []).append({"of": one, "title": title, "sections": len(one.sections)})
    return [{"day": words.on_day(day) if day else "", "rows": group} for day, group in days.items()]


def _form(
    request: DistrictRequest, form: FollowUpForm, one: FollowUpRule | None, event: LearningEvent | None
) -> HttpResponse:
    context = {
        "form": form,
        "rule": one,
        "event": event,
        "back_url": _back_to(event),
        "trail": _trail(here=False),
    }
    return render(request, "events/asking/form.html", context, status=422 if form.errors else 200)


def _back_to(event: LearningEvent | None) -> str:
    return link("events:event_asking", event.pk) if event is not None else link("events:asking")


def _trail(*, here: bool = True) -> list[tuple[str, str]]:
    trail = [(_("Learn"), link("events:list"))]
    return trail if here else [*trail, (_("What is asked after events"), link("events:asking"))]
