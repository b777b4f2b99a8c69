"""Addresses of calls, their phases, and the schools in them."""

from django.urls import path

from groundswell.cohorts.views import calls, candidacies, desk, phases

CALLS: list = [
    path("calls/", calls.calls, name="calls"),
    path("calls/new/", calls.new, name="call_new"),
    path("calls/<int:call_pk>/", desk.call, name="call"),
    path("calls/<int:call_pk>/schools/", desk.schools, name="call_schools"),
    path("calls/<int:call_pk>/terms/", calls.terms, name="call_terms"),
    path("calls/<int:call_pk>/phases/", calls.timetable, name="call_phases"),
    path("calls/<int:call_pk>/form/", calls.form_parts, name="call_form"),
    path("calls/<int:call_pk>/open/", desk.open_now, name="call_open"),
    path("calls/<int:call_pk>/cancel/", desk.cancel, name="call_cancel"),
    path("phases/<int:phase_pk>/", phases.phase, name="phase"),
    path("phases/<int:phase_pk>/outcomes/", phases.outcomes, name="phase_outcomes"),
    path("phases/<int:phase_pk>/extend/", phases.extend, name="phase_extend"),
    path("phases/<int:phase_pk>/settle/", phases.settle, name="phase_settle"),
    path("candidacies/<int:candidacy_pk>/", candidacies.candidacy, name="candidacy"),
    path("candidacies/<int:candidacy_pk>/answer/", candidacies.answer, name="candidacy_answer"),
]
