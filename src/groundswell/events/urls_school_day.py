"""Addresses of substitutes and of the planner, under ``/d/<district>/events/``. Part of ``urls``."""

from django.urls import path

from groundswell.events.views import planning, school_day

urlpatterns = [
    path("substitutes/", school_day.substitutes, name="substitutes"),
    path("substitutes/limits/", school_day.caps, name="substitute_caps"),
    path("substitutes/limits/<int:cap_pk>/take-back/", school_day.take_back, name="substitute_cap_end"),
    path("substitutes/<int:school_pk>/<str:day>/", school_day.substitute_day, name="substitute_day"),
    path("dates/", planning.date_plans, name="date_plans"),
    path("dates/new/", planning.new, name="date_plan_new"),
    path("dates/<int:plan_pk>/", planning.date_plan, name="date_plan"),
    path("dates/<int:plan_pk>/use/", planning.use, name="date_plan_use"),
]
