"""A message to a section's people, from the office or who leads it: write, look, send."""

from typing import Any

from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from groundswell.events.actions.messages import send
from groundswell.events.forms.messages import MessageForm
from groundswell.events.models import Section
from groundswell.events.queries import messages as found
from groundswell.events.queries.events import get_one_section_for
from groundswell.events.queries.messages import To
from groundswell.events.rules import messages as rules
from groundswell.events.rules import words
from groundswell.events.rules.addresses import people_of
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import frame_of
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

MOST_NAMED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ATTENDANCE_TAKE)
def message(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """The first press shows who gets it; the second one sends it."""
    section = get_one_section_for(request.actor, section_pk, Permission.ATTENDANCE_TAKE)
    form = MessageForm(request.POST or None)
    if request.method != "POST":
        return _form(request, section, form)
    if not form.is_valid() or "again" in request.POST:
        return _form(request, section, form)
    if "send" not in request.POST:
        return _look(request, section, form)
    try:
        sent = send(by=request.actor, section=section, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, section, form)
    said = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", sent) % {"n": sent}
    flashes.success(request, said if sent else _("It was sent already. Nobody gets it twice."))
    return redirect(people_of(section))


def _form(request: DistrictRequest, section: Section, form: MessageForm) -> HttpResponse:
    zone = request.tenant.time_zone
    before = [
        {
            "when": words.moment(one.at, zone),
            "subject": one.personal.data.get("subject", ""),
            "people": one.data["people"],
        }
        for one in found.sent_to(section)
    ]
    context = _frame(request, section) | {"form": form, "before": before}
    return render(request, "events/desk/message.html", context, status=422 if form.errors else 200)


def _look(request: DistrictRequest, section: Section, form: MessageForm) -> HttpResponse:
    clean = form.cleaned_data
    who = found.addressees(section, clean["to"])
    # Who has not answered is a secret between them and the question: a number is all that is shown.
    named = clean["to"] != To.NOT_ANSWERED
    context = _frame(request, section) | {
        "form": form,
        "to": To(clean["to"]).label,
        "count": len(who.people),
        "reached": who.reached,
        "lost": len(who.people) - who.reached,
        "named": named,
        "without_address": who.without_address[:MOST_NAMED],
        "came_back": who.came_back[:MOST_NAMED],
        "text": rules.plain(clean["text"]),
        "sender": request.actor.name,
        "reply_to": request.actor.person.email if request.actor.person else "",
    }
    return render(request, "events/desk/message_look.html", context)


def _frame(request: DistrictRequest, section: Section) -> dict[str, Any]:
    frame = frame_of(section, by_section=section.number > 1)
    return frame | {"when": words.when(section, request.tenant.time_zone), "back_url": people_of(section)}
