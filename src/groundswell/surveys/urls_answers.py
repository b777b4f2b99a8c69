"""Addresses at which people answer: by link, signed in, on a shared device, on paper."""

from django.urls import path

from groundswell.surveys.views import anonymous, answers, kiosk, paper

urlpatterns = [
    path("answer/deposit/", anonymous.deposit, name="deposit"),
    path("answer/keep/", anonymous.keep, name="keep"),
    path("answer/<str:token>/sign/", anonymous.sign, name="sign"),
    path("answer/mine/<int:pk>/sign/", anonymous.sign_mine, name="sign_mine"),
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("answer/mine/<int:pk>/", answers.answer_mine, name="answer_mine"),
    path("kiosk/<str:secret>/", kiosk.kiosk, name="kiosk"),
    path("proof/surveys/<int:pk>/kiosk/", kiosk.kiosk_open, name="kiosk_open"),
    path("proof/surveys/<int:pk>/kiosk/close/", kiosk.kiosk_close, name="kiosk_close"),
    path("proof/surveys/<int:pk>/paper/", paper.paper, name="paper"),
    path("proof/surveys/<int:pk>/paper/typed/", paper.paper_entry, name="paper_entry"),
]
