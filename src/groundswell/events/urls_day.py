"""Addresses of the day itself, under ``/d/<district>/events/``: checking in, and what happens at the door."""

from django.urls import path

from groundswell.events.views import checkin, door, paper

urlpatterns = [
    path("check-in/", checkin.check_in, name="check_in"),
    path("meetings/<int:meeting_pk>/code/", door.code, name="meeting_code"),
    path("meetings/<int:meeting_pk>/door/", door.door, name="meeting_door"),
    path("meetings/<int:meeting_pk>/door/<int:person_pk>/", door.let_in, name="meeting_let_in"),
    path("meetings/<int:meeting_pk>/spot-check/", door.spot_check, name="meeting_spot_check"),
    path(
        "meetings/<int:meeting_pk>/spot-check/<int:registration_pk>/",
        door.looked_for,
        name="meeting_looked_for",
    ),
    path("meetings/<int:meeting_pk>/sign-in/", paper.sign_in, name="meeting_sign_in"),
    path("meetings/<int:meeting_pk>/paper/", paper.type_in, name="meeting_paper"),
]
