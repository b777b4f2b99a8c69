"""Addresses of selecting and carrying schools, under ``/d/<district>/``."""

from django.urls import path

from groundswell.cohorts.urls_apply import APPLICATIONS, SCREENING
from groundswell.cohorts.urls_calls import CALLS
from groundswell.cohorts.urls_deciding import DECIDING
from groundswell.cohorts.urls_read import READING, RUBRICS
from groundswell.cohorts.views import cohorts, curve, definition, plan_template, plans

app_name = "cohorts"

COHORTS: list = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:pk>/join/", cohorts.join, name="cohort_join"),
    path("cohorts/schools/<int:pk>/", plans.member, name="member"),
    path("cohorts/schools/<int:pk>/move/", cohorts.move, name="member_move"),
    path("cohorts/schools/<int:pk>/team/", plans.seat, name="member_seat"),
    path("cohorts/schools/<int:pk>/checks/", plans.check, name="member_check"),
    path("cohorts/schools/<int:pk>/plan/", plans.begin, name="plan_begin"),
    path("cohorts/plans/<int:pk>/", plans.plan, name="plan"),
    path("cohorts/plans/<int:pk>/change/", plans.change, name="plan_change"),
    path("cohorts/plans/<int:pk>/words/<int:field_pk>/", plans.word, name="plan_word"),
    path("cohorts/template/<int:pk>/", plan_template.plan_template, name="plan_template"),
    path("cohorts/curve/<int:pk>/", curve.curve, name="curve"),
    path("cohorts/curve/<int:pk>/public/", curve.publish, name="curve_publish"),
    path("cohorts/rollout/<int:pk>/", curve.rollout, name="rollout"),
    path("cohorts/definition/<int:pk>/", definition.definition, name="definition"),
    path("cohorts/definition/<int:pk>/propose/", definition.propose, name="definition_propose"),
    path("cohorts/definition/<int:pk>/adopt/", definition.adopt, name="definition_adopt"),
    path("cohorts/definition/proposals/<int:pk>/decline/", definition.decline, name="definition_decline"),
]

urlpatterns = [*CALLS, *SCREENING, *APPLICATIONS, *RUBRICS, *READING, *DECIDING, *COHORTS]
