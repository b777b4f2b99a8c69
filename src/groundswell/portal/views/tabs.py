"""The parts of a school's pages that its reader may open."""

from typing import Any

from django.utils.translation import gettext as _

from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.models import Organisation


def tabs_of(request: DistrictRequest, school: Organisation, current: str) -> list[dict[str, Any]]:
    """Overview, the calendar for whoever belongs here, the classes for who may see students; none for one alone."""
    pages = [("school", _("Overview"))]
    if request.actor.belongs:
        pages.append(("school_calendar", _("Calendar")))
    if request.actor.may(Permission.STUDENTS_VIEW, place=school.pk):
        pages.append(("school_classes", _("Classes")))
    return [
        {"label": label, "url": link(f"portal:{name}", school.pk), "current": name == current}
        for name, label in pages
        if len(pages) > 1
    ]
