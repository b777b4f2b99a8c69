"""Addresses of one section, under ``/d/<district>/events/sections/<id>/``."""

from django.urls import path

from groundswell.events.views import (
    attendance,
    dates,
    events,
    messages,
    office,
    plans,
    policy,
    registration,
    seats,
    teams,
)

urlpatterns = [
    path("", events.section, name="section"),
    path("calendar.ics", events.calendar_file, name="section_calendar"),
    path("register/", registration.register, name="section_register"),
    path("leave/", registration.leave, name="section_leave"),
    path("team/", teams.bring, name="section_team"),
    path("edit/", policy.edit, name="section_edit"),
    path("publish/", office.publish, name="section_publish"),
    path("move/", office.move, name="section_move"),
    path("dates/", dates.dates, name="section_dates"),
    path("cancel/", office.cancel, name="section_cancel"),
    path("people/", attendance.people, name="section_people"),
    path("people/<int:registration_pk>/", attendance.note, name="section_note"),
    path("people/finish/", attendance.finish, name="section_finish"),
    path("plan/", plans.write, name="section_plan"),
    path("seats/", seats.seats, name="section_seats"),
    path("seats/give/", seats.give, name="section_give"),
    path("seats/keep/", seats.keep, name="section_keep"),
    path("seats/keep/<int:keep_pk>/release/", seats.release, name="section_release"),
    path("seats/lottery/", seats.lottery, name="section_lottery"),
    path("seats/on-call/", seats.on_call, name="section_on_call"),
    path("seats/another/", seats.another, name="section_another"),
    path("seats/order/<int:registration_pk>/", seats.order, name="section_order"),
    path("seats/asked/<int:registration_pk>/", seats.decide, name="section_decide"),
    path("message/", messages.message, name="section_message"),
]
