"""Addresses of what people said, under ``proof/surveys/``."""

from django.urls import path

from groundswell.surveys.views import (
    results,
    results_change,
    results_groups,
    results_schools,
    results_words,
    themes,
)

urlpatterns = [
    path("<int:pk>/", results.wave, name="wave"),
    path("<int:pk>/groups/", results_groups.groups, name="wave_groups"),
    path("schools/<int:place_pk>/", results_schools.school, name="school_said"),
    path("<int:pk>/compare/", results_change.change, name="wave_change"),
    path("<int:pk>/words/<int:item_pk>/", results_words.words, name="wave_words"),
    path("<int:pk>/words/<int:item_pk>/code/", results_words.code, name="wave_code"),
    path("<int:pk>/words/<int:item_pk>/themes/", themes.themes, name="wave_themes"),
    path(
        "<int:pk>/words/<int:item_pk>/themes/suggested/",
        themes.suggestions,
        name="wave_themes_suggested",
    ),
    path("<int:pk>/words/<int:item_pk>/themes/<int:theme_pk>/", themes.theme, name="wave_theme"),
    path(
        "<int:pk>/words/<int:item_pk>/themes/<int:theme_pk>/press/",
        themes.theme_press,
        name="wave_theme_press",
    ),
]
