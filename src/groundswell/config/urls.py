"""Every address, by room. What stands under ``/d/<district>/`` is served inside that district."""

from django.conf import settings
from django.urls import include, path

from groundswell.roster.views import arrival

handler500 = "groundswell.config.failing.broken"

# Asked from top to bottom, so that first comes what is asked most and what a first word tells apart.
IN_A_DISTRICT = [
    path("events/", include("groundswell.events.urls")),
    path("proof/events/", include("groundswell.events.urls_said")),
    path("badges/", include("groundswell.events.urls_badges")),
    path("roster/", include("groundswell.roster.urls")),
    path("", include("groundswell.surveys.urls")),
    path("", include("groundswell.portal.urls")),
    path("", include("groundswell.notices.urls")),
    path("", include("groundswell.cohorts.urls")),
    path("", include("groundswell.planning.urls")),
    path("", include("groundswell.impact.urls")),
]

urlpatterns = [
    path("d/<slug:district>/", include(IN_A_DISTRICT)),
    path("", include("groundswell.notices.urls_open")),
    path("", arrival.arrive, name="arrive"),
    path("choose/", arrival.choose, name="choose_district"),
    path("welcome/", arrival.welcome, name="welcome"),
    path("invitation/<str:token>/", arrival.invitation, name="invitation"),
    path("accounts/", include("groundswell.accounts.urls")),
    path("", include("groundswell.portal.urls_open")),
    path("", include("groundswell.exchange.urls")),
]
if settings.GROUNDSWELL_DEMO:
    urlpatterns += [path("", include("groundswell.universe.urls"))]
