"""Addresses of what the district aims at, under ``/d/<district>/``."""

from django.urls import path

from groundswell.planning.choices import TextKind
from groundswell.planning.views import goals, initiatives, initiatives_words

app_name = "planning"

urlpatterns = [
    path("plan/goals/", goals.goals, name="goals"),
    path("plan/goals/new/", goals.new, name="goal_new"),
    path("plan/goals/<int:goal_pk>/", goals.goal, name="goal"),
    path("plan/goals/<int:goal_pk>/retire/", goals.retire, name="goal_retire"),
    path("plan/initiatives/", initiatives.initiatives, name="initiatives"),
    path("plan/initiatives/new/", initiatives.new, name="initiative_new"),
    path("plan/initiatives/<int:initiative_pk>/", initiatives.initiative, name="initiative"),
    *(
        path(
            f"plan/initiatives/<int:initiative_pk>/{kind}/",
            initiatives_words.words,
            {"kind": str(kind)},
            name=f"initiative_{kind}",
        )
        for kind in TextKind
    ),
    path("plan/initiatives/<int:initiative_pk>/parts/", initiatives_words.parts, name="initiative_parts"),
    path(
        "plan/initiatives/<int:initiative_pk>/needs/",
        initiatives_words.needs_inquiry,
        name="initiative_needs",
    ),
    path("plan/initiatives/<int:initiative_pk>/people/", initiatives.people, name="initiative_people"),
    path(
        "plan/initiatives/<int:initiative_pk>/people/<int:member_pk>/release/",
        initiatives.release,
        name="initiative_release",
    ),
]
