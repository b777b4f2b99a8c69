"""Addresses of claims, under ``/d/<district>/``: ``proof/claims/`` for the office, ``claims/`` for everybody."""

from django.urls import path

from groundswell.impact.views import board, designs, ledger, open_pages, outside, writing

app_name = "impact"

urlpatterns = [
    path("proof/claims/", ledger.ledger, name="ledger"),
    path("proof/goals/", board.by_goal, name="by_goal"),
    path("proof/designs/", designs.plans, name="designs"),
    path("proof/designs/<int:record>/", designs.plan, name="design"),
    path("proof/claims/outside/", outside.claims, name="outside"),
    path("proof/claims/outside/new/", outside.new, name="outside_new"),
    path("proof/claims/outside/<int:outside_pk>/", outside.claim, name="outside_claim"),
    path("proof/claims/outside/<int:outside_pk>/edit/", outside.edit, name="outside_edit"),
    path("proof/claims/outside/<int:outside_pk>/move/", outside.move, name="outside_move"),
    path("proof/claims/new/", writing.begin, name="claim_new"),
    path("proof/claims/<int:pk>/", ledger.claim, name="claim"),
    path("proof/claims/<int:pk>/edit/", writing.edit, name="claim_edit"),
    path("proof/claims/<int:pk>/move/", ledger.move, name="claim_move"),
    path("proof/claims/<int:pk>/judge/", ledger.judge, name="claim_judge"),
    path("claims/", open_pages.claims, name="public"),
    path("claims/<int:pk>/", open_pages.claim, name="public_claim"),
    path("claims/<int:pk>/card/", open_pages.card, name="card"),
    path("claims/<int:pk>/proof.zip", open_pages.pack, name="pack"),
]
