"""Addresses of what people said."""

from django.urls import path

from groundswell.surveys.views import results, results_change, results_groups, results_words

urlpatterns = [
    path("proof/surveys/<int:pk>/", results.wave, name="wave"),
    path("proof/surveys/<int:pk>/groups/", results_groups.groups, name="wave_groups"),
    path("proof/surveys/<int:pk>/compare/", results_change.change, name="wave_change"),
    path("proof/surveys/<int:pk>/words/<int:item_pk>/", results_words.words, name="wave_words"),
]
