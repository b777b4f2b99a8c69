"""Addresses of surveys, under ``/d/<district>/``."""

from django.urls import path

from groundswell.surveys.views import answers, results

app_name = "surveys"

urlpatterns = [
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("answer/mine/<int:pk>/", answers.answer_mine, name="answer_mine"),
    path("proof/surveys/", results.waves, name="waves"),
    path("proof/surveys/<int:pk>/", results.wave, name="wave"),
    path("proof/surveys/<int:pk>/remind/", results.remind, name="remind"),
    path("proof/surveys/<int:pk>/close/", results.close, name="close"),
]
