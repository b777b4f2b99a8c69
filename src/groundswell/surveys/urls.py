"""Addresses of surveys, under ``/d/<district>/``."""

from django.urls import include, path

from groundswell.surveys import urls_answers, urls_instruments, urls_named, urls_results, urls_waves
from groundswell.surveys.views import kiosk

app_name = "surveys"

OF_THE_OFFICE = [*urls_named.urlpatterns, *urls_waves.urlpatterns, *urls_results.urlpatterns]

urlpatterns = [
    path("answer/", include(urls_answers)),
    path("kiosk/<str:secret>/", kiosk.kiosk, name="kiosk"),
    path("proof/questionnaires/", include(urls_instruments)),
    path("proof/surveys/", include(OF_THE_OFFICE)),
]
