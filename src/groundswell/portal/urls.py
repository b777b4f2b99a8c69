"""Addresses of the Schools room and of search, under ``/d/<district>/``."""

from django.urls import path

from groundswell.portal.views import (
    calendar,
    calendar_files,
    classes,
    erasing,
    guests,
    lives,
    people,
    schools,
    search,
    settings,
    succession,
    today,
)

app_name = "portal"

urlpatterns = [
    path("", today.today, name="today"),
    path("schools/", schools.district, name="schools"),
    path("schools/calendar/", calendar.district, name="calendar"),
    path("schools/calendar/files/", calendar_files.files, name="calendar_files"),
    path("schools/calendar/files/bring/", calendar_files.bring, name="calendar_bring"),
    path("schools/calendar/files/<int:pk>/", calendar_files.one_file, name="calendar_file"),
    path("schools/calendar/files/<int:pk>/apply/", calendar_files.apply, name="calendar_apply"),
    path("schools/calendar/files/<int:pk>/discard/", calendar_files.discard, name="calendar_discard"),
    path("schools/calendar/files/<int:pk>/take-back/", calendar_files.take_back, name="calendar_take_back"),
    path("schools/<int:pk>/calendar/zone/", calendar_files.time_zone, name="calendar_zone"),
    path("schools/succession/", succession.successions, name="successions"),
    path("schools/succession/check/", succession.check, name="succession_check"),
    path("schools/<int:pk>/succession/undo/", succession.undo, name="succession_undo"),
    path("schools/list/", schools.school_list, name="school_list"),
    path("schools/communities/<int:pk>/", schools.community, name="community"),
    path("schools/<int:pk>/", schools.school, name="school"),
    path("schools/<int:pk>/classes/", schools.classes, name="school_classes"),
    path("schools/<int:pk>/calendar/", calendar.school, name="school_calendar"),
    path("schools/classes/<int:pk>/", classes.school_class, name="school_class"),
    path("people/", people.people_list, name="people"),
    path("people/guests/new/", guests.new, name="guest_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/language/", people.prefer_language, name="person_language"),
    path("people/<int:pk>/invite/", people.invite, name="person_invite"),
    path("people/<int:pk>/record/", lives.record, name="person_record"),
    path("people/<int:pk>/name/", lives.rename, name="person_rename"),
    path("people/<int:pk>/same/", lives.same, name="person_same"),
    path("people/<int:pk>/same/<int:other_pk>/", lives.join, name="person_join"),
    path("people/<int:pk>/copy/", erasing.copy, name="person_copy"),
    path("people/<int:pk>/erase/", erasing.erase, name="person_erase"),
    path("merges/<int:merge_pk>/split/", lives.split, name="person_split"),
    path("search/", search.search, name="search"),
    path("settings/", settings.settings, name="settings"),
    path("settings/clock/", settings.clock, name="settings_clock"),
]
