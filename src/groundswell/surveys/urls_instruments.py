"""Addresses of the questionnaire workshop, under ``proof/questionnaires/``."""

from django.urls import include, path

from groundswell.surveys.views import instruments, instruments_draft, instruments_import

ONE = [
    path("", instruments.instrument, name="instrument"),
    path("title/", instruments.title, name="instrument_title"),
    path("press/", instruments.press, name="instrument_press"),
    path("preview/", instruments.preview, name="instrument_preview"),
    path("phone/", instruments.phone, name="instrument_phone"),
    path("file/", instruments.file, name="instrument_file"),
    path("bank/", instruments_draft.bank, name="instrument_bank"),
    path("questions/new/", instruments_draft.question_new, name="question_new"),
    path("questions/<int:item_pk>/", instruments_draft.question, name="question"),
    path("questions/<int:item_pk>/press/", instruments_draft.question_press, name="question_press"),
    path("pages/new/", instruments_draft.page_new, name="question_page_new"),
    path("pages/<int:page_pk>/", instruments_draft.page, name="question_page"),
    path("pages/<int:page_pk>/press/", instruments_draft.page_press, name="question_page_press"),
]

urlpatterns = [
    path("", instruments.instruments, name="instruments"),
    path("new/", instruments.new, name="instrument_new"),
    path("take/", instruments.take_over, name="instrument_take"),
    path("file/", instruments_import.bring, name="instrument_import"),
    path("<int:instrument_pk>/", include(ONE)),
]
