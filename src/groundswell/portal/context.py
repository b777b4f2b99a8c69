"""What the frame around every page needs: the rooms that one may enter, who one is, and the switches at the foot."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.kernel.links import link_in, open_link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission

THEMES = ("light", "dark")
THEME_COOKIE = "theme"

ROOMS = (
    # key, permission, address, icon, and the parts of a path that belong to the room
    ("today", Permission.TODAY_VIEW, "portal:today", "sun", ()),
    ("learn", Permission.EVENT_VIEW, "events:list", "book", ("events", "calendar")),
    (
        "schools",
        Permission.RECORD_VIEW,
        "portal:schools",
        "school",
        (
            "schools",
            "people",
            "roster",
            "settings",
            "initiatives",
            "calls",
            "phases",
            "candidacies",
            "cohorts",
            "rubrics",
            "norming",
            "readings",
            "visits",
        ),
    ),
    ("proof", Permission.RESULTS_VIEW, "surveys:waves", "chart-bar", ("proof", "plan")),
)
# The lists of the Proof room; of two addresses for one list, the last that somebody may open.
PROOF = (
    ("said", Permission.RESULTS_VIEW, "surveys:waves"),
    ("after", Permission.RESULTS_VIEW, "said:this_year"),
    ("asked", Permission.SURVEY_MANAGE, "surveys:instruments"),
    ("claimed", Permission.RESULTS_VIEW, "impact:public"),
    ("claimed", Permission.CLAIM_CHECK, "impact:ledger"),
    ("goals", Permission.RESULTS_VIEW, "impact:by_goal"),
    ("designs", Permission.CLAIM_CHECK, "impact:designs"),
)
# The lists of the Schools room.
SCHOOLS = (
    ("district", Permission.RECORD_VIEW, "portal:schools"),
    ("initiatives", Permission.COHORT_VIEW, "planning:initiatives"),
    ("calls", Permission.CALL_MANAGE, "cohorts:calls"),
    ("calls", Permission.SELECTION_DECIDE, "cohorts:calls"),
    ("cohorts", Permission.COHORT_VIEW, "cohorts:cohorts"),
)
INITIATIVES = "plan/initiatives/"


class Room(NamedTuple):
    """A room in the navigation; ``current`` where one is in it."""

    key: str
    label: str
    url: str
    icon: str
    current: bool


class Language(NamedTuple):
    """A language to read pages in."""

    code: str
    name: str
    current: bool


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html, in a district and outside."""
    frame: dict[str, Any] = {
        "theme": theme_of(request),
        "theme_url": open_link("portal_open:theme"),
        "language_url": open_link("portal_open:language"),
        "languages": tuple(Language(code, name, code == get_language()) for code, name in settings.LANGUAGES),
        "sign_in_url": open_link("account_login"),
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        frame |= {
            "person_name": user.email,
            "account_url": open_link("account_home"),
            "sign_out_url": open_link("account_logout"),
            "home_url": "/",
        }
    tenant, actor = getattr(request, "tenant", None), getattr(request, "actor", None)
    if tenant is not None and actor is not None:
        frame |= _in_a_district(request, tenant, actor)
    return frame


def theme_of(request: HttpRequest) -> str:
    """light, dark, or auto for as the device has it."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def _in_a_district(request: HttpRequest, tenant: Tenant, actor: Actor) -> dict[str, Any]:
    rooms = _rooms(request, tenant, actor)
    frame: dict[str, Any] = {"rooms": rooms}
    if rooms:
        frame["district_name"] = tenant.name
        frame["home_url"] = rooms[0].url
    if _inside(request, tenant).startswith(("proof/", "plan/goals/")):
        frame |= {"room_name": _("Proof"), "room_tabs": _proof(request, tenant, actor)}
    elif tabs := _schools(request, tenant, actor):
        frame |= {"room_name": _("Schools"), "room_tabs": tabs}
    if actor.name:
        frame["person_name"] = actor.name
    if actor.person_id is not None and actor.may(Permission.TODAY_VIEW):
        frame["mail_url"] = link_in(tenant.slug, "notices:feed")
    if actor.may(Permission.SEARCH):
        frame["search_url"] = link_in(tenant.slug, "portal:search")
        frame["finds_people"] = actor.may(Permission.PEOPLE_VIEW)
    return frame


def _proof(request: HttpRequest, tenant: Tenant, actor: Actor) -> list[dict[str, Any]]:
    """The lists of the room, on each of them; nothing on the pages below."""
    labels = {
        "said": _("What people say"),
        "after": _("After events"),
        "asked": _("Questionnaires"),
        "claimed": _("What we claim"),
        "goals": _("By goal"),
        "designs": _("Plans of studies"),
    }
    urls = {key: link_in(tenant.slug, name) for key, permission, name in PROOF if actor.may(permission)}
    here = urls.get("goals") if request.path == link_in(tenant.slug, "planning:goals") else request.path
    if "after" in urls and here and here.startswith(urls["after"]):
        here = urls["after"]  # each school year
    if here not in urls.values():
        return []
    return [{"label": labels[key], "url": url, "current": here == url} for key, url in urls.items()]


def _schools(request: HttpRequest, tenant: Tenant, actor: Actor) -> list[dict[str, Any]]:
    """The lists of the room, on each of them; nothing for who may open one alone, and on the pages below."""
    if not actor.may(Permission.COHORT_VIEW):
        return []
    labels = {
        "district": _("The district"),
        "initiatives": _("Initiatives"),
        "calls": _("Calls"),
        "cohorts": _("Cohorts"),
    }
    urls = {key: link_in(tenant.slug, name) for key, permission, name in SCHOOLS if actor.may(permission)}
    if request.path not in urls.values():
        return []
    return [{"label": labels[key], "url": url, "current": request.path == url} for key, url in urls.items()]


def _inside(request: HttpRequest, tenant: Tenant) -> str:
    return request.path.removeprefix(f"/d/{tenant.slug}/")


def _rooms(request: HttpRequest, tenant: Tenant, actor: Actor) -> tuple[Room, ...]:
    names = {"today": _("Today"), "learn": _("Learn"), "schools": _("Schools"), "proof": _("Proof")}
    path = _inside(request, tenant)
    inside = "initiatives" if path.startswith(INITIATIVES) else path.split("/")[0]
    rooms = []
    for key, permission, address, icon, parts in ROOMS:
        if not actor.may(permission):
            continue
        url = link_in(tenant.slug, address)
        current = inside in parts or request.path == url
        rooms.append(Room(key, names[key], url, icon, current))
    return tuple(rooms)
