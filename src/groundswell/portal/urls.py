"""Addresses of the Schools room and of search, under ``/d/<district>/``."""

from django.urls import path

from groundswell.portal.views import people, schools, search, today

app_name = "portal"

urlpatterns = [
    path("", today.today, name="today"),
    path("schools/", schools.district, name="schools"),
    path("schools/list/", schools.school_list, name="school_list"),
    path("schools/communities/<int:pk>/", schools.community, name="community"),
    path("schools/<int:pk>/", schools.school, name="school"),
    path("schools/<int:pk>/classes/", schools.classes, name="school_classes"),
    path("people/", people.people_list, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/language/", people.prefer_language, name="person_language"),
    path("people/<int:pk>/invite/", people.invite, name="person_invite"),
    path("search/", search.search, name="search"),
]
