"""Addresses at which people answer, by their link or signed in, under ``answer/``."""

from django.urls import path

from groundswell.surveys.views import anonymous, answers

urlpatterns = [
    path("deposit/", anonymous.deposit, name="deposit"),
    path("keep/", anonymous.keep, name="keep"),
    path("<str:token>/", answers.answer, name="answer"),
    path("<str:token>/sign/", anonymous.sign, name="sign"),
    path("mine/<int:pk>/", answers.answer_mine, name="answer_mine"),
    path("mine/<int:pk>/sign/", anonymous.sign_mine, name="sign_mine"),
]
