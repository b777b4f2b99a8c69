"""Addresses of surveys, under ``/d/<district>/``."""

from groundswell.surveys import urls_answers, urls_instruments, urls_named, urls_results, urls_waves

app_name = "surveys"

urlpatterns = [
    *urls_answers.urlpatterns,
    *urls_instruments.urlpatterns,
    *urls_named.urlpatterns,
    *urls_waves.urlpatterns,
    *urls_results.urlpatterns,
]
