"""How many days ahead people are reminded of one event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.events.actions import reminders
from groundswell.events.queries.events import get_event_for
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.forms.choosing import ReminderDaysForm, in_words

AS_USUAL = "usual"


@needs(Permission.EVENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def when_to_remind(request: DistrictRequest, pk: int) -> HttpResponse:
    """Days of its own, or as the district does."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    usual, own = reminders.days_of(event)
    form = ReminderDaysForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        chosen = None if AS_USUAL in request.POST else form.chosen
        reminders.set_days(by=request.actor, event=event, days=chosen)
        messages.success(request, _("Kept. Reminders follow it from tomorrow morning on."))
        return back_to(request, link("events:remind", event.pk))
    context = {
        "event": event,
        "form": form or ReminderDaysForm.of(usual if own is None else own),
        "has_own": own is not None,
        "usual": in_words(usual),
        "trail": [(_("Learn"), link("events:list")), (event.title, link("events:event", event.pk))],
    }
    return render(request, "events/reminders.html", context, status=422 if form else 200)
