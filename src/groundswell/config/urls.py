"""Every address, by room. What stands under ``/d/<district>/`` is served inside that district."""

from django.urls import include, path

IN_A_DISTRICT = [
]

urlpatterns = [
    path("", include("groundswell.exchange.urls")),
    path("d/<slug:district>/", include(IN_A_DISTRICT)),
]
