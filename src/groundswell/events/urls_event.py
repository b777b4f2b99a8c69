"""Addresses of one event, under ``/d/<district>/events/<id>/``; those of its places mean its first section."""

from django.urls import path

from groundswell.events.views import (
    announcing,
    attendance,
    dates,
    events,
    interest,
    office,
    registration,
    reminders,
    surge,
)

urlpatterns = [
    path("", events.event, name="event"),
    path("calendar.ics", events.calendar_file, name="calendar"),
    path("register/", registration.register, name="register"),
    path("leave/", registration.leave, name="leave"),
    path("interest/", interest.say, name="interest"),
    path("reminders/", reminders.when_to_remind, name="remind"),
    path("edit/", office.edit, name="edit"),
    path("publish/", office.publish, name="publish"),
    path("move/", office.move, name="move"),
    path("cancel/", office.cancel, name="cancel"),
    path("people/", attendance.people, name="people"),
    path("people/<int:registration_pk>/", attendance.note, name="note"),
    path("people/finish/", attendance.finish, name="finish"),
    path("sections/new/", dates.new_section, name="section_new"),
    path("wording/", announcing.wording, name="wording"),
    path("announce/", announcing.announce, name="announce"),
    path("surge/", surge.watch, name="surge"),
]
