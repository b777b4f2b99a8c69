"""Addresses of events, under ``/d/<district>/events/``."""

from django.urls import path

from groundswell.events.views import attendance, events, office, registration

app_name = "events"

urlpatterns = [
    path("", events.event_list, name="list"),
    path("new/", office.new, name="new"),
    path("<int:pk>/", events.event, name="event"),
    path("<int:pk>/calendar.ics", events.calendar_file, name="calendar"),
    path("<int:pk>/register/", registration.register, name="register"),
    path("<int:pk>/leave/", registration.leave, name="leave"),
    path("<int:pk>/edit/", office.edit, name="edit"),
    path("<int:pk>/publish/", office.publish, name="publish"),
    path("<int:pk>/move/", office.move, name="move"),
    path("<int:pk>/cancel/", office.cancel, name="cancel"),
    path("<int:pk>/people/", attendance.people, name="people"),
    path("<int:pk>/people/<int:registration_pk>/", attendance.note, name="note"),
    path("<int:pk>/people/finish/", attendance.finish, name="finish"),
]
