"""Programmes: what there is, what each asks of whom, and how far one is. The office writes and copies them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.events.actions import copying
from groundswell.events.actions import programmes as verbs
from groundswell.events.forms.programmes import CopyForm, ProgrammeForm, RuleForm
from groundswell.events.models import Programme, ProgrammeRule
from groundswell.events.queries import programmes as found
from groundswell.events.queries.credentials import terms_by_programme
from groundswell.events.rules import credit_rules
from groundswell.events.rules.audience import in_words
from groundswell.events.rules.progress import my_progress
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.choices.roles import ROLES

EDIT = require_http_methods(["GET", "HEAD", "POST"])
PRESSES: dict[str, Callable[..., Programme]] = {"publish": verbs.publish, "end": verbs.end}


@needs(Permission.EVENT_VIEW)
@require_safe
def programme_list(request: DistrictRequest) -> HttpResponse:
    """Every programme that is for the reader."""
    context = {
        "programmes": list(found.programmes_for(request.actor)),
        "office": request.actor.may(Permission.EVENT_MANAGE),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/programmes/list.html", context)


@needs(Permission.EVENT_VIEW)
@require_safe
def programme(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """Its why, its rule in words, its events, and one's own progress."""
    return _page(request, found.get_programme_for(request.actor, programme_pk))


@EDIT
@needs(Permission.EVENT_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """Begin a programme; only the office sees it."""
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _to(verbs.draft(by=request.actor, **form.said()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, None)


@EDIT
@needs(Permission.EVENT_MANAGE)
def edit(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """Change what it says."""
    one = found.get_programme_for(request.actor, programme_pk, Permission.EVENT_MANAGE)
    form = ProgrammeForm(request.POST or None, programme=one)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            return _to(verbs.change(by=request.actor, programme=one, version=version, **form.said()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, one)


@needs(Permission.EVENT_MANAGE)
@require_POST
def press(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """Publish it, or say that it is over."""
    one = found.get_programme_for(request.actor, programme_pk, Permission.EVENT_MANAGE)
    verb = PRESSES.get(request.POST.get("do", ""))
    try:
        if verb is not None:
            verb(by=request.actor, programme=one)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(one)


@needs(Permission.EVENT_MANAGE)
@require_POST
def rule(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """What one role takes of it; a rule with nothing in it is dropped."""
    one = found.get_programme_for(request.actor, programme_pk, Permission.EVENT_MANAGE)
    form = RuleForm(request.POST, events=list(one.events.order_by("pk")))
    if not form.is_valid():
        return _page(request, one, rule_form=form)
    clean = form.cleaned_data
    there = ProgrammeRule.objects.filter(programme=one, role=clean["role"]).first()
    if clean["required"] or clean["electives"]:
        verbs.set_rule(by=request.actor, programme=one, **clean)
    elif there is not None:
        verbs.drop_rule(by=request.actor, rule=there)
    messages.success(request, _("Saved."))
    return _to(one)


@needs(Permission.EVENT_MANAGE)
@require_POST
def copy(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """The whole programme in another school year, as a draft."""
    one = found.get_programme_for(request.actor, programme_pk, Permission.EVENT_MANAGE)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _page(request, one, copy_form=form)
    try:
        made = copying.copy_programme(
            by=request.actor, programme=one, school_year=form.cleaned_data["school_year"]
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, one, copy_form=form)
    messages.success(
        request, _("Copied as a draft, with its events. Nobody leads them yet, and nobody has a place.")
    )
    return _to(made)


def _page(request: DistrictRequest, one: Programme, **shown: Any) -> HttpResponse:
    office = request.actor.may(Permission.EVENT_MANAGE)
    events = found.events_in(one)
    context: dict[str, Any] = {
        "programme": one,
        "audience": in_words(one.audience),
        "events": events,
        "rules": [_rule(each, {event.pk: event.title for event in events}) for each in found.rules_of(one)],
        "progress": my_progress(request.actor, one),
        "office": office,
        "reads_results": request.actor.may(Permission.RESULTS_VIEW),
        "credit": _credit(request, one),
        "trail": [(_("Learn"), link("events:list")), (_("Programmes"), link("events:programme_list"))],
    }
    if office:
        every = list(one.events.order_by("pk"))
        context |= {"drafts": [event for event in every if event not in events]}
        context |= {"rule_form": RuleForm(events=every), "copy_form": CopyForm()}
    return render(request, "events/programmes/programme.html", context | shown, status=422 if shown else 200)


def _credit(request: DistrictRequest, one: Programme) -> str:
    """What its hours count for today, in words; empty where it says nothing."""
    versions = terms_by_programme([one.pk]).get(one.pk, [])
    terms = credit_rules.in_force(versions, clock.today(request.tenant.time_zone))
    return credit_rules.in_words(terms) if terms is not None else ""


def _rule(one: ProgrammeRule, titles: dict[int, str]) -> dict[str, Any]:
    required = [titles[each.event_id] for each in one.required.all() if each.event_id in titles]
    role = str(ROLES[one.role].name) if one.role in ROLES else _("Everyone whom it is for")
    return {"role": role, "required": required, "electives": one.electives}


def _form(request: DistrictRequest, form: ProgrammeForm, one: Programme | None) -> HttpResponse:
    every = link("events:programme_list")
    context = {
        "form": form,
        "programme": one,
        "back_url": link("events:programme", one.pk) if one else every,
        "trail": [(_("Learn"), link("events:list")), (_("Programmes"), every)],
    }
    return render(request, "events/programmes/form.html", context, status=422 if form.errors else 200)


def _to(one: Programme) -> HttpResponse:
    return redirect(link("events:programme", one.pk))
