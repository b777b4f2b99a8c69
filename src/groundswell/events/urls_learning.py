"""Addresses of what somebody has learnt, here and elsewhere, under ``/d/<district>/events/learning/``."""

from django.urls import path

from groundswell.events.views import outside, transcript

urlpatterns = [
    path("", transcript.my_learning, name="learning"),
    path("outside/", outside.to_decide, name="outside_list"),
    path("outside/new/", outside.new, name="outside_new"),
    path("outside/<int:credit_pk>/", outside.credit, name="outside"),
    path("outside/<int:credit_pk>/edit/", outside.edit, name="outside_edit"),
    path("outside/<int:credit_pk>/press/", outside.press, name="outside_press"),
    path("outside/<int:credit_pk>/decide/", outside.decide, name="outside_decide"),
    path("outside/<int:credit_pk>/proofs/<int:proof_pk>/", outside.proof, name="outside_proof"),
    path(
        "outside/<int:credit_pk>/proofs/<int:proof_pk>/remove/",
        outside.remove_proof,
        name="outside_proof_remove",
    ),
    path("<int:ends_in>/", transcript.transcript, name="transcript"),
    path("<int:ends_in>/transcript.pdf", transcript.transcript_pdf, name="transcript_pdf"),
    path("of/<int:person_pk>/", transcript.my_learning, name="learning_of"),
    path("of/<int:person_pk>/<int:ends_in>/", transcript.transcript, name="transcript_of"),
    path(
        "of/<int:person_pk>/<int:ends_in>/transcript.pdf",
        transcript.transcript_pdf,
        name="transcript_pdf_of",
    ),
]
