"""Addresses of the roster's own pages, under ``/d/<district>/roster/``: files in, and the way back."""

from django.urls import path

from groundswell.roster.views import erasing, imports

app_name = "roster"

urlpatterns = [
    path("imports/", imports.history, name="imports"),
    path("imports/bring/", imports.bring, name="bring"),
    path("imports/<int:number>/", imports.one_import, name="import"),
    path("imports/<int:number>/changes.csv", imports.changes, name="import_changes"),
    path("imports/<int:number>/problems.csv", imports.problems, name="import_problems"),
    path("imports/<int:number>/apply/", imports.apply, name="import_apply"),
    path("imports/<int:number>/discard/", imports.discard, name="import_discard"),
    path("imports/<int:number>/take-back/", imports.take_back, name="import_take_back"),
    path("erasures/", erasing.erasures, name="erasures"),
    path("keeping/", erasing.keeping, name="keeping"),
]
