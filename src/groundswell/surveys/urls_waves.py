"""Addresses of the survey office, under ``proof/surveys/``: whom a wave asks, when, and on what."""

from django.urls import path

from groundswell.surveys.views import asking, kiosk, paper, waves

urlpatterns = [
    path("", waves.waves, name="waves"),
    path("ask/", asking.new, name="wave_new"),
    path("how-often/", asking.asking_policy, name="asking_policy"),
    path("<int:pk>/plan/", asking.plan, name="wave_plan"),
    path("<int:pk>/change/", asking.change, name="wave_replan"),
    path("<int:pk>/call-off/", asking.call_off, name="wave_call_off"),
    path("<int:pk>/remind/", waves.remind, name="remind"),
    path("<int:pk>/stop/", waves.stop, name="stop"),
    path("<int:pk>/reopen/", waves.reopen, name="reopen"),
    path("<int:pk>/extend/", waves.extend, name="extend"),
    path("<int:pk>/close/", waves.close, name="close"),
    path("<int:pk>/kiosk/", kiosk.kiosk_open, name="kiosk_open"),
    path("<int:pk>/kiosk/close/", kiosk.kiosk_close, name="kiosk_close"),
    path("<int:pk>/paper/", paper.paper, name="paper"),
    path("<int:pk>/paper/typed/", paper.paper_entry, name="paper_entry"),
]
