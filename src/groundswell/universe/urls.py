"""The demonstration's own addresses; included only where there is one."""

from django.urls import path

from groundswell.universe import views

app_name = "universe"

urlpatterns = [
    path("demo/", views.personas, name="personas"),
    path("demo/step-into/", views.step_into, name="step_into"),
    path("demo/day/", views.move_day, name="day"),
]
