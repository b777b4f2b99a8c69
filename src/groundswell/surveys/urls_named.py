"""Addresses of answers with names."""

from django.urls import path

from groundswell.surveys.views import named

urlpatterns = [
    path("proof/surveys/<int:pk>/names/", named.people, name="named"),
    path("proof/surveys/<int:pk>/names/open/", named.open_names, name="named_open"),
    path("proof/surveys/<int:pk>/names/answers.csv", named.file, name="named_file"),
    path("proof/surveys/<int:pk>/names/<int:invitation_pk>/", named.person, name="named_person"),
]
