"""The dates of a section, and one more section of an event."""

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.events.actions import events as verbs
from groundswell.events.choices import EventState
from groundswell.events.forms.events import SectionDatesForm, TimeForm, times_of
from groundswell.events.models import Meeting, Section
from groundswell.events.queries.events import get_event_for, get_one_section_for
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules import words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.clashes import InTwoPlaces
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.office import name_who_leads_twice, told_of
from groundswell.events.views.places import frame_of
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
MOST_DATES = 40
DatesForm = formset_factory(TimeForm, extra=1, can_delete=True, max_num=MOST_DATES, validate_max=True)


@EDIT
@needs(Permission.EVENT_MANAGE)
def dates(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Add, change or take away dates; the page says who will be told."""
    section = get_one_section_for(request.actor, section_pk, Permission.EVENT_MANAGE)
    zone, there = request.tenant.time_zone, meetings_of(section)
    forms = DatesForm(
        request.POST or None,
        initial=[times_of(one, zone) for one in there],
        form_kwargs={"zone": zone},
        prefix="date",
    )
    refusal = ""
    clash: InTwoPlaces | None = None
    if request.method == "POST" and forms.is_valid():
        try:
            wanted, despite = _dates_in(forms, there), request.POST.get("despite", "")
            verbs.reschedule(by=request.actor, section=section, meetings=wanted, despite_clash=despite)
            messages.success(request, _("Saved. Everyone who has to know gets mail."))
            return redirect(page_of(section))
        except InTwoPlaces as found:
            clash = found
        except Refused as refused:
            refusal = str(refused)
    context = frame_of(section) | {
        "forms": forms,
        "refusal": refusal,
        "clash": clash,
        "told": told_of(section),
        "when": words.when(section, zone),
    }
    wrong = bool(refusal or clash) or (forms.is_bound and not forms.is_valid())
    return render(request, "events/dates.html", context, status=422 if wrong else 200)


@EDIT
@needs(Permission.EVENT_MANAGE)
def new_section(request: DistrictRequest, pk: int) -> HttpResponse:
    """One more section at another time, published at once where the event is."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    form = SectionDatesForm(request.POST or None, zone=request.tenant.time_zone, initial={"seats": 20})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        when = When(clean["begins_at"], clean["ends_at"], clean["place"], clean["link"])
        try:
            made = verbs.add_section(
                by=request.actor,
                event=event,
                meetings=[when],
                seats=clean["seats"],
                facilitators=clean["leads"],
            )
            return _after(request, made)
        except Refused as refused:
            form.add_error(None, str(refused))
    back = link("events:event", event.pk)
    context = {
        "event": event,
        "form": form,
        "back_url": back,
        "trail": [(_("Learn"), link("events:list")), (event.title, back)],
    }
    return render(request, "events/section_new.html", context, status=422 if form.errors else 200)


def _after(request: DistrictRequest, made: Section) -> HttpResponse:
    """A section of a published event is open as soon as it has its date; what stands against it is said."""
    if made.event.state == EventState.PUBLISHED:
        try:
            verbs.publish(by=request.actor, section=made)
            messages.success(request, _("The section is open. People can take a place."))
            name_who_leads_twice(request, made)
        except Refused as refused:
            messages.error(request, str(refused))
    else:
        messages.success(request, _("The section is kept as a draft. Publish it when it is ready."))
    return redirect(link("events:section", made.pk))


def _dates_in(forms: BaseFormSet, there: list[Meeting]) -> list[When]:
    """The dates as they were filled in. A date keeps its room as long as it keeps its place."""
    found = []
    for number, form in enumerate(forms.forms):
        clean = getattr(form, "cleaned_data", {})
        if not clean.get("begins_at") or clean.get("DELETE"):
            continue
        old = there[number] if number < len(there) else None
        room = old.room if old is not None and old.place == clean["place"] else None
        found.append(When(clean["begins_at"], clean["ends_at"], clean["place"], clean["link"], room))
    return found
