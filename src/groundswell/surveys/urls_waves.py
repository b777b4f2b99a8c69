"""Addresses of the survey office: whom a wave asks, and when."""

from django.urls import path

from groundswell.surveys.views import asking, waves

urlpatterns = [
    path("proof/surveys/", waves.waves, name="waves"),
    path("proof/surveys/ask/", asking.new, name="wave_new"),
    path("proof/surveys/how-often/", asking.asking_policy, name="asking_policy"),
    path("proof/surveys/<int:pk>/plan/", asking.plan, name="wave_plan"),
    path("proof/surveys/<int:pk>/change/", asking.change, name="wave_replan"),
    path("proof/surveys/<int:pk>/call-off/", asking.call_off, name="wave_call_off"),
    path("proof/surveys/<int:pk>/remind/", waves.remind, name="remind"),
    path("proof/surveys/<int:pk>/stop/", waves.stop, name="stop"),
    path("proof/surveys/<int:pk>/reopen/", waves.reopen, name="reopen"),
    path("proof/surveys/<int:pk>/extend/", waves.extend, name="extend"),
    path("proof/surveys/<int:pk>/close/", waves.close, name="close"),
]
