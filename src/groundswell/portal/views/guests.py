"""Invite who is not in the roster files: a guest, or a coach of a partner organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.forms import COACH, GuestForm
from groundswell.roster.actions import guests
from groundswell.roster.actions.invitations import Invitation, InvitationRefused


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DistrictRequest) -> HttpResponse:
    """A form of a few fields; the invitation goes out with it."""
    form = GuestForm(request.POST or None, initial={"language": request.tenant.language})
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "portal/guest.html", {"form": form}, status=status)
    try:
        invited = _invite(request, form)
    except InvitationRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "portal/guest.html", {"form": form}, status=409)
    words = _("The invitation is on its way to %(email)s.")
    messages.success(request, words % {"email": invited.person.email})
    return back_to(request, link("portal:person", invited.person.pk))


def _invite(request: DistrictRequest, form: GuestForm) -> Invitation:
    values = dict(form.cleaned_data)
    kind, partner, until = (values.pop(name) for name in ("kind", "partner", "until"))
    if kind == COACH:
        return guests.invite_coach(by=request.actor, partner=partner, until=until, **values)
    return guests.invite_guest(by=request.actor, kind=kind, **values)
