"""Public addresses of certificates, under ``/d/<district>/badges/``: for verifiers, and a page for people."""

from django.urls import path

from groundswell.events.views import badges

app_name = "badges"

urlpatterns = [
    path("did.json", badges.did, name="did"),
    path("status/<int:number>", badges.status, name="status"),
    path("credentials/<slug:number>", badges.credential, name="credential"),
    path("<slug:number>/", badges.check, name="check"),
]
