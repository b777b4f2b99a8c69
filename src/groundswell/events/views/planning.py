"""The planner's pages: ask for dates, see what it found or why nothing fits, and draft the sections."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.events.actions import planning as verbs
from groundswell.events.choices import DatePlanState
from groundswell.events.forms.planning import PlanForm, initial_of
from groundswell.events.models import DatePlan, Room
from groundswell.events.queries import planning as found
from groundswell.events.queries.school_day import names_of
from groundswell.events.rules import planning_words, words
from groundswell.events.rules.planning import is_installed
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE = 20


@needs(Permission.EVENT_MANAGE)
@require_safe
def date_plans(request: DistrictRequest) -> HttpResponse:
    """What was asked for, and what came of it."""
    page = Paginator(found.date_plans_for(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_installed": is_installed(), "trail": _trail()[:1]}
    return render(request, "events/dates/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """Ask for dates; with ``?like=`` as an earlier request asked, to be changed."""
    form = PlanForm(request.POST or None, actor=request.actor, initial=_like(request))
    if request.method == "POST" and form.is_valid():
        title, programme = form.subject()
        made = verbs.ask(by=request.actor, title=title, programme=programme, asked=form.asked())
        return redirect(link("events:date_plan", made.pk))
    context = {"form": form, "is_installed": is_installed(), "trail": _trail()}
    return render(request, "events/dates/form.html", context, status=422 if form.errors else 200)


@needs(Permission.EVENT_MANAGE)
@require_safe
def date_plan(request: DistrictRequest, plan_pk: int) -> HttpResponse:
    """The proposal, the reasons why there is none, or that it is being worked out (then it looks again by itself)."""
    return _page(request, found.get_date_plan_for(request.actor, plan_pk))


@needs(Permission.EVENT_MANAGE)
@require_POST
def use(request: DistrictRequest, plan_pk: int) -> HttpResponse:
    """Draft the sections of a proposal."""
    plan = found.get_date_plan_for(request.actor, plan_pk)
    try:
        made = verbs.use(by=request.actor, plan=plan)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "%(n)s section is drafted. Nobody else sees it until you publish it.",
            "%(n)s sections are drafted. Nobody else sees them until you publish them.",
            len(made),
        )
        messages.success(request, said % {"n": len(made)})
    return redirect(link("events:date_plan", plan.pk))


def _page(request: DistrictRequest, plan: DatePlan) -> HttpResponse:
    answer = plan.answer
    sections = answer.get("sections", [])
    schools = found.school_names(_schools_in(answer))
    people = names_of({pk for one in sections for pk in one["leads"]})
    held = Room.objects.select_related("organisation").in_bulk(
        [one["room"] for one in sections if isinstance(one["room"], int)]
    )
    rooms = {pk: f"{room}, {room.organisation}" for pk, room in held.items()}
    events = {one.pk: one for one in found.in_order(plan.asked["events"])}
    titles = [events[pk].title if pk in events else "" for pk in plan.asked["events"]]
    context = {
        "plan": plan,
        "is_moving": plan.state == DatePlanState.ASKED,
        "is_found": plan.state in (DatePlanState.FOUND, DatePlanState.USED),
        "people": sum(plan.asked["people"].values()),
        "url": link("events:date_plan", plan.pk),
        "rows": [
            {
                "day": words.on_day(date.fromisoformat(one["day"])),
                "title": titles[one["session"] - 1],
                "session": one["session"],
                "room": rooms.get(one["room"], _("online")),
                "leads": ", ".join(people[pk].name for pk in one["leads"] if pk in people),
                "people": one["people"],
                "schools": len(one["by_school"]),
            }
            for one in sections
        ],
        "schools": sorted(
            (schools.get(int(pk), ""), f"{row['half_days'] / 2:g}", row["dates"], row["most"])
            for pk, row in answer.get("schools", {}).items()
        ),
        "reached": [planning_words.reached(*one) for one in answer.get("reached", [])],
        "is_proven": all(value == bound for _aim, value, bound in answer.get("reached", [])),
        "reasons": [planning_words.reason(one, schools) for one in answer.get("reasons", [])],
        "trail": _trail(),
    }
    return render(request, "events/dates/plan.html", context)


def _schools_in(answer: dict[str, Any]) -> set[int]:
    found_ = {int(pk) for pk in answer.get("schools", {})}
    for one in answer.get("reasons", []):
        subjects = [one["subject"], *(subject for _limit, subject, _figures in one["facts"])]
        found_ |= {subject for subject in subjects if isinstance(subject, int)}
    return found_


def _like(request: DistrictRequest) -> dict[str, Any] | None:
    asked_for = request.GET.get("like", "")
    if not asked_for.isdecimal():
        return None
    plan = found.get_date_plan_for(request.actor, int(asked_for))
    event = plan.asked["events"][0]
    what = f"programme:{plan.programme_id}" if plan.programme_id else f"event:{event}"
    people = names_of(plan.asked["leads"])
    names = found.school_names({int(pk) for pk in plan.asked["people"]})
    return initial_of(plan.asked, what, [one.email for one in people.values()], names)


def _trail() -> list[tuple[str, str]]:
    return [(_("Learn"), link("events:list")), (_("Plan dates"), link("events:date_plans"))]
