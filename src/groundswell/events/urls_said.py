"""Addresses of what people said after all the events of a school year, under ``/d/<district>/proof/events/``."""

from django.urls import path

from groundswell.events.views import said

app_name = "said"

urlpatterns = [
    path("", said.this_year, name="this_year"),
    path("<int:ends_in>/", said.year, name="year"),
]
