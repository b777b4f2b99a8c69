"""Switches that work on every page, in a district or not."""

from django.urls import path

from groundswell.portal.views import switches

app_name = "portal_open"

urlpatterns = [
    path("look/theme/", switches.theme, name="theme"),
    path("look/language/", switches.language, name="language"),
    path("look/gallery/", switches.gallery, name="gallery"),
]
