"""Addresses of screening and of applications."""

from django.urls import path

from groundswell.cohorts.views import applications, attachments, screening

SCREENING: list = [
    path("calls/<int:call_pk>/screening/", screening.screening, name="screening"),
    path("calls/<int:call_pk>/screening/measure/", screening.measure, name="screening_measure"),
    path("calls/<int:call_pk>/screening/criteria/", screening.criteria, name="criteria"),
    path("calls/<int:call_pk>/screening/criteria/<int:criterion_pk>/", screening.criterion, name="criterion"),
    path("calls/<int:call_pk>/screening/outcomes/", screening.outcomes, name="screening_outcomes"),
    path("calls/<int:call_pk>/corrections/<int:correction_pk>/", screening.answer, name="correction_answer"),
    path("candidacies/<int:candidacy_pk>/screening/", screening.school, name="school_screening"),
    path("candidacies/<int:candidacy_pk>/screening/<int:criterion_pk>/judge/", screening.judge, name="judge"),
    path("candidacies/<int:candidacy_pk>/findings/<int:finding_pk>/", screening.dispute, name="dispute"),
]
_APPLICATION = "candidacies/<int:candidacy_pk>/application/"
APPLICATIONS: list = [
    path("calls/<int:call_pk>/applications/", applications.applications, name="applications"),
    path(_APPLICATION, applications.application, name="application"),
    path(f"{_APPLICATION}begin/", applications.begin, name="application_begin"),
    path(f"{_APPLICATION}parts/<int:part_pk>/", applications.part, name="part"),
    path(f"{_APPLICATION}parts/<int:part_pk>/attach/", attachments.attach, name="attach"),
    path(f"{_APPLICATION}attachments/<int:attachment_pk>/remove/", attachments.detach, name="detach"),
    path(f"{_APPLICATION}writers/", applications.let_write, name="writer_add"),
    path(f"{_APPLICATION}writers/<int:writer_pk>/", applications.stop_writing, name="writer_stop"),
    path(f"{_APPLICATION}submit/", applications.submit, name="application_submit"),
    path(f"{_APPLICATION}receipt/", applications.receipt, name="receipt"),
    path("attachments/<int:attachment_pk>/", attachments.attachment, name="attachment"),
]
