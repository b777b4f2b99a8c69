"""What anybody may read of certificates: the district's keys, the status list, a credential, and its page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.actions.credentials import issuer_of
from groundswell.events.queries import credentials
from groundswell.events.rules import badges, certificates
from groundswell.kernel import clock
from groundswell.kernel.doors import open_to_all
from groundswell.kernel.links import link
from groundswell.kernel.requests import DistrictRequest

KEYS = "Verifiers of certificates anywhere read the district's public keys here; they hold nothing else."
LIST = "Verifiers look here whether a certificate was taken back; places on it are mixed and name nobody."
TOLD = "Whoever was told a certificate's number may check it; it can't be guessed, and no name is in it."
VERIFIABLE = "application/vc"


@open_to_all(KEYS)
@require_safe
def did(request: DistrictRequest) -> HttpResponse:
    """The document of the district's did:web, for the name that was asked for."""
    issuer = _issuer(request)
    return _json(
        badges.did_document(issuer.did, certificates.keys(credentials.get_keys_of(issuer.did))),
        "application/json",
    )


@open_to_all(LIST)
@require_safe
def status(request: DistrictRequest, number: int) -> HttpResponse:
    """A status list, signed as it is read. 503 while no key of this address opens: the next certificate makes one."""
    issuer, at = _issuer(request), clock.now()
    revoked = credentials.get_revoked_on(number)
    keys = certificates.keys(credentials.get_keys_of(issuer.did))
    key = badges.current(keys, issuer.did, secret=settings.SECRET_KEY, at=at)
    if key is None:
        return HttpResponse(_("This list can't be signed right now."), status=503, content_type="text/plain")
    url = request.build_absolute_uri(link("badges:status", number))
    signed = badges.status_list(url, revoked, issuer, key, secret=settings.SECRET_KEY, at=at)
    return _json(signed, VERIFIABLE)


@open_to_all(TOLD)
@require_safe
def credential(request: DistrictRequest, number: str) -> HttpResponse:
    """The signed credential as a file."""
    found = credentials.get_published(number)
    answer = _json(found.document, VERIFIABLE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return answer


@open_to_all(TOLD)
@require_safe
def check(request: DistrictRequest, number: str) -> HttpResponse:
    """Whether a certificate stands, and what the credential itself says. Nothing else, and no name."""
    found = credentials.get_published(number)
    context = {
        "certificate": found,
        "said": certificates.said(found.document, request.tenant.time_zone),
        "stands": found.revoked_at is None,
        "withdrawn": credentials.withdrawn_key_of(found),
        "credential_url": link("badges:credential", found.number),
    }
    return render(request, "events/papers/check.html", context)


def _issuer(request: HttpRequest) -> badges.Issuer:
    """By the name that was asked for: after an address changed, old certificates still find the old issuer here."""
    return issuer_of(request.tenant, f"https://{request.get_host()}")  # type: ignore[attr-defined]


def _json(content: dict[str, Any], kind: str) -> HttpResponse:
    """Verifiers also run in a browser on another page, and nothing here depends on who asks."""
    return JsonResponse(content, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})
