from django.urls import path

from groundswell.exchange import views

app_name = "exchange"

urlpatterns = [path("healthz", views.healthz, name="healthz")]
