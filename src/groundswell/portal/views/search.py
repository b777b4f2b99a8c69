"""Search across people, schools, learning communities and events; the command palette asks the same page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import page_or_fragment
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.queries import search as find


@needs(Permission.SEARCH)
@require_safe
def search(request: DistrictRequest) -> HttpResponse:
    """``?q=`` as a whole page, or as the part in #search-results for the palette."""
    text = " ".join(request.GET.get("q", "").split())
    found = find.search(request.actor, text)
    context = {"q": text, "results": found, "too_short": len(text) < find.SHORTEST}
    return page_or_fragment(request, "portal/search.html", "portal/_results.html", context)
