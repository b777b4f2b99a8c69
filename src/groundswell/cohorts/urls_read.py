"""Addresses of rubrics, readers, norming and readings."""

from django.urls import path

from groundswell.cohorts.views import norming, readers, readings, rubrics

RUBRICS = [
    path("rubrics/", rubrics.rubrics, name="rubrics"),
    path("rubrics/new/", rubrics.new, name="rubric_new"),
    path("rubrics/<int:pk>/", rubrics.rubric, name="rubric"),
    path("rubrics/<int:pk>/edit/", rubrics.edit, name="rubric_edit"),
    path("rubrics/<int:pk>/send/", rubrics.send, name="rubric_send"),
    path("rubrics/<int:pk>/sign/", rubrics.sign, name="rubric_sign"),
    path("rubrics/<int:pk>/revise/", rubrics.revise, name="rubric_revise"),
]
READING = [
    path("calls/<int:call_pk>/readers/", readers.desk, name="readers"),
    path("calls/readers/<int:phase_pk>/find/", readers.find, name="readers_find"),
    path("calls/readers/<int:phase_pk>/add/<int:person_pk>/", readers.add, name="readers_add"),
    path("calls/readers/<int:phase_pk>/rubric/", readers.use, name="readers_rubric"),
    path("calls/readers/<int:phase_pk>/assign/", readers.assign, name="readers_assign"),
    path("calls/readers/<int:phase_pk>/nudge/", readers.nudge, name="readers_nudge"),
    path("calls/readers/<int:phase_pk>/third/", readers.third, name="readers_third"),
    path("readers/<int:pk>/", readers.reader, name="reader"),
    path("readers/<int:pk>/drop/", readers.drop, name="reader_drop"),
    path("norming/<int:phase_pk>/", norming.norming, name="norming"),
    path("norming/<int:phase_pk>/new/", norming.new, name="norming_new"),
    path("norming/<int:phase_pk>/open/", norming.begin, name="norming_open"),
    path("norming/<int:phase_pk>/close/", norming.close, name="norming_close"),
    path("readings/", readings.readings, name="readings"),
    path("readings/<int:pk>/", readings.reading, name="reading"),
    path("readings/<int:pk>/keep/", readings.keep, name="reading_keep"),
    path("readings/<int:pk>/conflict/", readings.conflict, name="reading_conflict"),
    path("readings/<int:pk>/reopen/", readings.reopen, name="reading_reopen"),
    path("readings/<int:pk>/files/<int:file_pk>/", readings.file, name="reading_file"),
]
