"""Addresses outside any district: calendars that are subscribed to, and the demo's inbox."""

from django.urls import path

from groundswell.notices.views import feeds, inbox

app_name = "notices_open"

urlpatterns = [
    path("calendar/<str:secret>.ics", feeds.calendar, name="calendar"),
    path("inbox/", inbox.mails, name="inbox"),
    path("inbox/<slug:box>/<int:pk>/", inbox.mail, name="inbox_mail"),
    path("inbox/<slug:box>/<int:pk>/invite.ics", inbox.calendar, name="inbox_calendar"),
]
