"""Addresses of what is asked after events, and what people said, under ``/d/<district>/events/``. Part of ``urls``."""

from django.urls import path

from groundswell.events.views import asking, said

urlpatterns = [
    path("asking/", asking.rule_list, name="asking"),
    path("asking/new/", asking.new, name="asking_new"),
    path("asking/<slug:name>/", asking.rule, name="asking_rule"),
    path("asking/<slug:name>/press/", asking.press, name="asking_press"),
    path("<int:pk>/asking/", asking.event_asking, name="event_asking"),
    path("<int:pk>/asking/<slug:name>/", asking.leave_out, name="event_left_out"),
    path("<int:pk>/said/", said.event, name="said"),
    path("programmes/<int:programme_pk>/said/", said.programme, name="programme_said"),
]
