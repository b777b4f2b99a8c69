"""What the guards walk: our apps, their models, every address with its view."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

OURS = (
    "kernel", "accounts", "roster", "notices", "planning", "surveys", "cohorts", "events", "mastery", "devices",
    "library", "coaching", "improvement", "impact", "portal", "exchange", "universe",
)  # fmt: skip


def our_models() -> list[type[models.Model]]:
    """Every model of the house."""
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def our_facts():
    """The ``facts`` module of each app that has models."""
    labels = sorted({model._meta.app_label for model in our_models()} - {"kernel"})
    return [import_module(f"groundswell.{label}.facts") for label in labels]


@dataclass(frozen=True)
class Address:
    """One URL pattern: its route, the names of its arguments and the view behind it."""

    route: str
    arguments: tuple[str, ...]
    view: Callable
    name: str

    @property
    def in_a_district(self) -> bool:
        return self.route.startswith("d/<slug:district>/")


def addresses() -> list[Address]:
    """Every address of the project."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list, route: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(here, _arguments(here), pattern.callback, f"{namespace}{pattern.name}")


def _arguments(route: str) -> tuple[str, ...]:
    return tuple(part.partition(">")[0].rpartition(":")[2] for part in route.split("<")[1:])
