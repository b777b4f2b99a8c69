"""Addresses of the office's desks and of who leads, under ``/d/<district>/events/``. Part of ``urls``."""

from django.urls import path

from groundswell.events.views import announcing, board, bulk, exchange, leading

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/change/", bulk.bulk, name="bulk"),
    path("file/", exchange.exchange, name="exchange"),
    path("file/events.csv", exchange.export, name="export"),
    path("file/template.csv", exchange.template, name="export_template"),
    path("leading/", leading.leading, name="leading"),
    path("new/undated/", announcing.new_undated, name="new_undated"),
]
