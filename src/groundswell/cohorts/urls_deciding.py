"""Addresses of approvals, visits, the board, the decision, letters and readiness plans."""

from django.urls import path

from groundswell.cohorts.views import approvals, board, deciding, letters, visits

DECIDING = [
    path("calls/<int:call_pk>/board/", board.show, name="board"),
    path("calls/<int:call_pk>/approvals/", approvals.approvals, name="approvals"),
    path("calls/<int:call_pk>/approvals/<int:candidacy_pk>/", approvals.answer, name="approve"),
    path("calls/<int:call_pk>/visits/", visits.visits, name="visits"),
    path("visits/<int:visit_pk>/", visits.visit, name="visit"),
    path("visits/<int:visit_pk>/cancel/", visits.cancel, name="visit_cancel"),
    path("calls/<int:call_pk>/decision/", deciding.decision, name="decision"),
    path("calls/<int:call_pk>/lots/", deciding.lots, name="lots"),
    path("candidacies/<int:candidacy_pk>/letter/", letters.letter, name="letter"),
    path("candidacies/<int:candidacy_pk>/give-back/", letters.give_back, name="give_back"),
    path("candidacies/<int:candidacy_pk>/readiness/", letters.plan, name="readiness"),
    path("readiness/<int:step_pk>/done/", letters.finish_step, name="readiness_done"),
]
