"""What every form needs and Django leaves open."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models


def choose_from(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a field its choices, where they are rows and so are known only when the form is made.

    Raises TypeError for a field in which nothing is chosen.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{type(form).__name__}.{name} is no field of choices.")
    field.choices = list(choices)


def choose_rows(form: forms.BaseForm, name: str, rows: models.QuerySet[Any]) -> None:
    """The same for a field whose values are rows: which of them it offers now.

    Raises TypeError for a field in which no row is chosen.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{type(form).__name__}.{name} is no field of rows.")
    field.queryset = rows
