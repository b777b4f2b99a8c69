"""Addresses of answers with names, under ``proof/surveys/``."""

from django.urls import path

from groundswell.surveys.views import named

urlpatterns = [
    path("<int:pk>/names/", named.people, name="named"),
    path("<int:pk>/names/open/", named.open_names, name="named_open"),
    path("<int:pk>/names/answers.csv", named.file, name="named_file"),
    path("<int:pk>/names/<int:invitation_pk>/", named.person, name="named_person"),
]
