"""What somebody wants to get by mail; the link that ends it without signing in; and the district's reminder days."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.kernel.doors import found_or_404, needs, open_to_all
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.actions import choosing
from groundswell.notices.choices import Stop
from groundswell.notices.forms.choosing import ChoiceForm, ReminderDaysForm
from groundswell.notices.queries.choosing import OF_THE_DISTRICT, choice_of, reminder_days
from groundswell.notices.rules import keys, letters
from groundswell.notices.views.feeds import choices_page
from groundswell.roster.models import Person

METHODS = ["GET", "HEAD", "POST"]


@needs(Permission.TODAY_VIEW)
@require_POST
def choose(request: DistrictRequest) -> HttpResponse:
    """Keep what somebody chose."""
    person = found_or_404(Person.objects.all(), pk=request.actor.person_id or 0)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return choices_page(request, person, form=form, status=422)
    choosing.choose(
        by=request.actor,
        person=person,
        pace=form.cleaned_data["pace"],
        reminder_days=form.reminder_days,
        new_events=form.cleaned_data["new_events"],
    )
    messages.success(request, _("Kept. It holds for every mail from now on."))
    return back_to(request, link("notices:feed"))


@csrf_exempt  # a mail program posts here by itself (RFC 8058): the signed key is what it has to show
@open_to_all(
    "The link at the foot of a mail: its key is signed, opening it changes nothing, and it only ends mail."
)
@require_http_methods(METHODS)
@never_cache
def stop(request: DistrictRequest, what: str, secret: str) -> HttpResponse:
    """End reminders, or news that can wait, for whoever got the mail. One press, no sign-in."""
    numbers = keys.opened(f"stop.{what}", request.tenant, secret) if what in Stop else None
    person = Person.objects.filter(pk=numbers[0]).first() if numbers else None
    if person is None:
        return render(request, "notices/choosing/unknown.html", status=404)
    with translation.override(letters.offered(person.language or request.tenant.language)):
        if request.method == "POST":
            by = Actor(tenant=request.tenant, name=person.name, person_id=person.pk, origin="link")
            choosing.stop(by=by, person=person, what=what)
            return redirect(request.get_full_path())
        return _stop_page(request, person, Stop(what))


@needs(Permission.EVENT_MANAGE)
@require_http_methods(METHODS)
def when_to_remind(request: DistrictRequest) -> HttpResponse:
    """How many days ahead people are reminded where an event says nothing else."""
    form = ReminderDaysForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        choosing.set_reminder_days(by=request.actor, days=form.chosen)
        messages.success(request, _("Kept. Reminders follow it from tomorrow morning on."))
        return back_to(request, link("notices:remind"))
    context = {"form": form or ReminderDaysForm.of(reminder_days()[OF_THE_DISTRICT])}
    return render(request, "notices/choosing/reminders.html", context, status=422 if form else 200)


def _stop_page(request: HttpRequest, person: Person, what: Stop) -> HttpResponse:
    choice = choice_of(person.pk)
    is_over = choice.reminder_days == [] if what == Stop.REMINDERS else choice.pace == "never"
    context = {
        "first_name": person.preferred_name or person.given_name,
        "what": what,
        "is_over": is_over,
        "choices_url": link("notices:feed"),
    }
    response = render(request, "notices/choosing/stop.html", context)
    response.headers["Content-Language"] = translation.get_language() or ""
    return response
