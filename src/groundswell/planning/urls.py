"""Addresses of what the district aims at, under ``/d/<district>/``."""

from django.urls import path

from groundswell.planning.views import goals

app_name = "planning"

urlpatterns = [
    path("plan/goals/", goals.goals, name="goals"),
    path("plan/goals/new/", goals.new, name="goal_new"),
    path("plan/goals/<int:goal_pk>/", goals.goal, name="goal"),
    path("plan/goals/<int:goal_pk>/retire/", goals.retire, name="goal_retire"),
]
