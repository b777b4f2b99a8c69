"""The bare pages, and ours beside them, so that both can be asked in one process."""

from django.urls import path

from bench.baselines import answers, pages, readings, registration
from groundswell.config import urls as ours

urlpatterns = [
    path("bare/answer/<str:token>/", answers.answer),
    path("bare/register/<int:section>/", registration.register),
    path("bare/readings/<int:reading>/", readings.score),
    path("d/<slug:district>/bare/<int:rows>/", pages.page),
    *ours.urlpatterns,
]
