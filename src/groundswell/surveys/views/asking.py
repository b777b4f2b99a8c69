"""Asking something: one form, a preview that says whom it reaches, one press. A plan is changed the same way."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.roster.choices import SchoolLevel
from groundswell.roster.models import Organisation, Person
from groundswell.roster.models.people import ROLE_WORDS
from groundswell.surveys.actions import asking as verbs
from groundswell.surveys.actions import fatigue as policies
from groundswell.surveys.choices import Margin, Promise, WaveState
from groundswell.surveys.forms.waves import LEAVE_OUT, MOVE, AskForm, PolicyForm, initial_of
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.queries.fatigue import policy
from groundswell.surveys.queries.waves import get_wave_for, is_called_off, threshold
from groundswell.surveys.rules.asking import Reach, reach, usual_close, warnings
from groundswell.surveys.rules.refusals import Refused

EDIT = require_http_methods(["GET", "HEAD", "POST"])
NEEDS = "needs_assessment"  # what the office asks most
NAMED = 200  # people by name on a preview


@EDIT
@needs(Permission.SURVEY_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """Ask an audience something."""
    return _steps(request, None, verbs.ask)


@EDIT
@needs(Permission.SURVEY_MANAGE)
def change(request: DistrictRequest, pk: int) -> HttpResponse:
    """Another plan for a wave that has not opened."""
    wave = get_wave_for(request.actor, pk, Permission.SURVEY_MANAGE)
    if wave.state != WaveState.PLANNED or wave.invited:
        return redirect(page_of(wave))
    return _steps(request, wave, verbs.change)


def _steps(
    request: DistrictRequest, wave: SurveyWave | None, verb: Callable[..., SurveyWave]
) -> HttpResponse:
    """``step`` of a POST: look (the preview), back (to the form), do. Only the last one changes anything."""
    zone, step = request.tenant.time_zone, request.POST.get("step", "look")
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, language=language_here(), zone=zone, initial=_initial(request, wave))
    if posted is None or step == "back" or not form.is_valid():
        return _form(request, form, wave)
    everyone = replace(form.audience, spares=False)
    found = reach(everyone, form.day, besides=wave.pk if wave else None)
    if not found.asked:
        form.add_error(None, _("Nobody fits what you chose. Widen it, then look again."))
        return _form(request, form, wave)
    if step != "do":
        return _look(request, form, found, wave)
    try:
        which = {"wave": wave} if wave else {"attempt": form.cleaned_data["attempt"]}
        made = verb(by=request.actor, **which, **_said(form, found))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, wave)
    messages.success(request, _told(made))
    return redirect(page_of(made))


def _said(form: AskForm, found: Reach) -> dict[str, Any]:
    """What the form says; where the opening is to move, the whole window moves."""
    said = form.said()
    if form.cleaned_data["over_asked"] == MOVE and found.free_day is not None:
        later = found.free_day - found.day
        said |= {"opens_on": found.free_day, "closes_on": said["closes_on"] + later}
    return said


def _told(wave: SurveyWave) -> str:
    if wave.is_open:
        count = wave.invited
        said = ngettext(
            "%d person is asked. Mail is on its way.", "%d people are asked. Mail is on its way.", count
        )
        return said % count
    if wave.opens_at > clock.now():
        return _("Planned. It opens by itself, and you can change it until then.")
    return _("The invitations are being made. You can leave this page.")


def _form(request: DistrictRequest, form: AskForm, wave: SurveyWave | None) -> HttpResponse:
    wrong = form.is_bound and request.POST.get("step") != "back" and bool(form.errors)
    context = _frame(wave) | {"form": form, "wave": wave, "is_wrong": wrong}
    return render(request, "surveys/waves/ask.html", context, status=422 if wrong else 200)


def _look(request: DistrictRequest, form: AskForm, found: Reach, wave: SurveyWave | None) -> HttpResponse:
    clean = form.cleaned_data
    over = Person.objects.filter(pk__in=found.over[:NAMED]).order_by("family_key", "shown_key", "pk")
    free_day = found.free_day
    context = _frame(wave) | {
        "form": form,
        "wave": wave,
        "reach": found,
        "count": len(found.asked),
        "over": list(over) if found.over else [],
        "over_more": max(len(found.over) - NAMED, 0),
        "left": len(found.asked) - len(found.over),
        "choice": clean["over_asked"] or (LEAVE_OUT if len(found.over) < found.meant else ""),
        "free_day": free_day if free_day and free_day > found.day else None,
        "warnings": warnings(form.day, clean["closes_on"]),
        "never_read": clean["promise"] == Promise.ANONYMOUS and len(found.asked) < threshold(),
        "smallest": threshold(),
        "is_now": form.day <= clock.today(request.tenant.time_zone),
        "questionnaire": form.questionnaires[clean["instrument_key"]],
        "hidden": [field for field in form if field.name not in ("over_asked", "attempt", "seed")],
        "margin_words": [str(Margin(one).label) for one in clean["margins"]],
    }
    return render(request, "surveys/waves/look.html", context)


@needs(Permission.SURVEY_MANAGE)
@require_safe
def plan(request: DistrictRequest, pk: int) -> HttpResponse:
    """What will happen: of a wave that is planned, is being opened, or was called off."""
    wave = get_wave_for(request.actor, pk, Permission.SURVEY_MANAGE)
    if wave.state != WaveState.PLANNED and not is_called_off(wave):
        return redirect(link("surveys:wave", wave.pk))
    audience = Audience.of(wave.audience)
    is_off = is_called_off(wave)
    day = clock.local(wave.opens_at, request.tenant.time_zone).date()
    context = _frame(None) | {
        "wave": wave,
        "is_off": is_off,
        "is_opening": not is_off and (wave.invited > 0 or wave.opens_at <= clock.now()),
        "reach": None if is_off else reach(audience, day, besides=wave.pk),
        "audience": audience,
        "audience_words": _words_of(audience),
        "questionnaire": said_in(wave.instrument.title, language_here()),
        "margin_words": [str(Margin(one).label) for one in wave.margins],
    }
    return render(request, "surveys/waves/plan.html", context)


@needs(Permission.SURVEY_MANAGE)
@require_POST
def call_off(request: DistrictRequest, pk: int) -> HttpResponse:
    """Nobody is asked."""
    wave = get_wave_for(request.actor, pk, Permission.SURVEY_MANAGE)
    try:
        verbs.call_off(by=request.actor, wave=wave)
        messages.success(request, _("Called off. Nobody is asked."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("surveys:waves"))


@EDIT
@needs(Permission.SURVEY_MANAGE)
def asking_policy(request: DistrictRequest) -> HttpResponse:
    """How often one person may be asked, all questionnaires together."""
    there = policy()
    form = PolicyForm(request.POST or None, initial={"most": there.most, "days": there.days})
    if request.method == "POST" and form.is_valid():
        policies.set_policy(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved. It counts from the next survey on."))
        return redirect(link("surveys:waves"))
    context = _frame(None) | {"form": form}
    return render(request, "surveys/waves/policy.html", context, status=422 if form.errors else 200)


def page_of(wave: SurveyWave) -> str:
    """Its results, or, while nobody is asked, what is planned."""
    is_there = wave.state != WaveState.PLANNED and not is_called_off(wave)
    return link("surveys:wave" if is_there else "surveys:wave_plan", wave.pk)


def _words_of(audience: Audience) -> list[tuple[str, str]]:
    """What was chosen, in words: pairs of what it is and its names. One statement where places were chosen."""
    places = []
    if audience.places:
        rows = Organisation.objects.filter(pk__in=audience.places).order_by("name", "pk")
        places = list(rows.values_list("name", flat=True))
    levels = dict(SchoolLevel.choices)
    found = [
        (_("Roles"), [str(ROLE_WORDS.get(one, one)) for one in audience.roles]),
        (_("Places"), places),
        (_("School levels"), [str(levels.get(one, one)) for one in audience.levels]),
    ]
    return [(what, ", ".join(names)) for what, names in found if names]


def _initial(request: DistrictRequest, wave: SurveyWave | None) -> dict[str, Any]:
    if wave is not None:
        return initial_of(wave, request.tenant.time_zone)
    if request.method == "POST":
        return {}
    today = clock.today(request.tenant.time_zone)
    return {
        "promise": "confidential",
        "closes_on": usual_close(today),
        "remind_after_days": "5, 10",
        "attempt": secrets.token_hex(16),
        "seed": secrets.token_hex(8),
        "instrument_key": request.GET.get("questionnaire", NEEDS),
    }


def _frame(wave: SurveyWave | None) -> dict[str, Any]:
    trail = [(_("What people say"), link("surveys:waves"))]
    if wave is not None:
        trail.append((wave.title, page_of(wave)))
    return {"trail": trail, "back_url": trail[-1][1]}
