"""One change to many sections: choose them on the board, say what, look at each, then press once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundswell.events.actions import bulk as verbs
from groundswell.events.forms.board import BoardForm
from groundswell.events.forms.bulk import FORMS, Asked
from groundswell.events.models import Section
from groundswell.events.queries import board
from groundswell.events.queries import bulk as found
from groundswell.events.queries.meetings import rooms_for
from groundswell.events.rules import bulk as rules
from groundswell.events.rules import words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.bulk import MOST, Change, Step, What
from groundswell.events.rules.bulk_steps import plan
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.EVENT_MANAGE)
@require_POST
def bulk(request: DistrictRequest) -> HttpResponse:
    """``step``: choose or all (from the board), look (the preview), do. Only the last one changes anything."""
    step = request.POST.get("step", "")
    if step == "do":
        return _do(request)
    sections = found.chosen(request.actor, _ids(request, step))
    if not sections or len(sections) > MOST:
        messages.error(request, _none_or_too_many(len(sections)))
        return redirect(f"{link('events:board')}?{request.POST.get('query', '')}")
    form = _form(request)
    if step != "look" or form is None or not form.is_valid():
        return _choose(request, sections, form)
    steps = _steps(request, form.change(), sections)
    context = _frame(request) | {
        "form": form,
        "what": form.what.label,
        "rows": [_row(request, one) for one in steps],
        "seen": [f"{one.section.pk}:{rules.fingerprint(one.section)}" for one in steps if one.is_done],
        "done": sum(one.is_done for one in steps),
        "refused": sum(bool(one.refusal) for one in steps),
        "same": sum(one.is_same for one in steps),
        "mails": sum(one.mails for one in steps if one.is_done),
        "ends": form.what == What.CANCEL,
        "chosen": [one.pk for one in sections],
    }
    return render(request, "events/bulk/look.html", context)


def _do(request: DistrictRequest) -> HttpResponse:
    """Each section by itself, in the order of the preview; what one refuses does not hold the others back."""
    form = _form(request)
    seen = dict(one.split(":", 1) for one in request.POST.getlist("seen")[:MOST] if one.count(":") == 1)
    sections = {str(one.pk): one for one in found.chosen(request.actor, _numbers(list(seen)))}
    if form is None or not form.is_valid() or not sections:
        messages.error(request, _("Nothing was done. Choose the sections again."))
        return redirect(link("events:board"))
    change = form.change()
    done = [_one(request, sections[pk], change, mark) for pk, mark in seen.items() if pk in sections]
    context = _frame(request) | {
        "what": form.what.label,
        "rows": [_row(request, one) for one in done],
        "done": sum(one.is_done for one in done),
        "refused": sum(bool(one.refusal) for one in done),
        "same": sum(one.is_same for one in done),
    }
    return render(request, "events/bulk/done.html", context)


def _one(request: DistrictRequest, section: Section, change: Change, seen: str) -> Step:
    try:
        return verbs.apply(by=request.actor, section=section, change=change, seen=seen)
    except Refused as refusal:
        return Step(section, "", "", refusal=str(refusal))


def _choose(request: DistrictRequest, sections: list[Section], form: Asked | None) -> HttpResponse:
    rooms, zone = list(rooms_for(request.actor)), request.tenant.time_zone
    forms = [kind(zone=zone, rooms=rooms) for kind in FORMS.values()]
    wrong = form is not None and bool(form.errors)
    context = _frame(request) | {
        "forms": [form if form is not None and form.what == one.what else one for one in forms],
        "wrong": form if wrong else None,
        "rows": [_row(request, Step(one, "", "")) for one in sections],
        "chosen": [one.pk for one in sections],
    }
    return render(request, "events/bulk/choose.html", context, status=422 if wrong else 200)


def _steps(request: DistrictRequest, change: Change, sections: list[Section]) -> list[Step]:
    zone = request.tenant.time_zone
    facts = found.facts_of(
        sections,
        [span for one in sections for span in rules.spans(change, one, zone)],
        rooms={room for one in sections for room in rules.rooms(change, one)},
        person=change.person.pk if change.person else None,
        moves=change.what == What.DATES,
    )
    return [plan(change, one, facts, zone) for one in rules.in_turn(change, sections)]


def _form(request: DistrictRequest) -> Asked | None:
    kind = FORMS.get(request.POST.get("what", ""))
    if kind is None:
        return None
    return kind(request.POST, zone=request.tenant.time_zone, rooms=list(rooms_for(request.actor)))


def _ids(request: DistrictRequest, step: str) -> list[int]:
    """The ticked ones, or all that the board's address means; one more than may be, so that too many are seen."""
    if step != "all":
        return _numbers(request.POST.getlist("section"))[: MOST + 1]
    query = QueryDict(request.POST.get("query", ""))
    wanted = BoardForm(query).wanted(request.tenant.time_zone)
    rows = board.narrowed(board.planned(request.actor), wanted, request.actor, clock.now())
    return list(rows.order_by("begins_at", "pk").values_list("pk", flat=True)[: MOST + 1])


def _numbers(texts: list[str]) -> list[int]:
    return [int(one) for one in texts if one.isascii() and one.isdecimal() and len(one) < 19]


def _none_or_too_many(count: int) -> str:
    if not count:
        return _("Tick the sections first that you want to change.")
    return _(
        "At most %(most)s sections are changed in one go. Filter the board, then take them in parts."
    ) % {"most": MOST}


def _row(request: DistrictRequest, step: Step) -> dict[str, Any]:
    section = step.section
    return {
        "step": step,
        "section": section,
        "event": section.event,
        "when": words.when(section, request.tenant.time_zone),
        "url": page_of(section),
    }


def _frame(request: DistrictRequest) -> dict[str, Any]:
    board_url = link("events:board")
    return {
        "query": request.POST.get("query", ""),
        "back_url": f"{board_url}?{request.POST.get('query', '')}",
        "trail": [(_("Learn"), link("events:list")), (_("Board"), board_url)],
    }
