"""How private a field is. Every field of every model says it; exports, facts and scrubbed copies read it.

A model declares ``PRIVACY = {"field": Privacy.…}``. Keys and the tenant need no line: they identify a row,
not a person. A guard test fails on a field without a class.
"""

from enum import StrEnum

from django.db import models


class Privacy(StrEnum):
    """Who may see a value at most, from widest to narrowest."""

    PUBLIC = "public"  # anyone: a school's name, a published score
    DIRECTORY = "directory"  # people of the same district: a colleague's name and school
    CONFIDENTIAL = "confidential"  # those whose work needs it: an address, an answer, a home language
    STUDENT = "student"  # a student's record under FERPA: an enrolment, a grade


UNCLASSIFIED = frozenset({"id", "tenant"})


def class_of(model: type[models.Model], field_name: str) -> Privacy | None:
    """The privacy class that ``model`` declares for a field, or None where it declares none."""
    return getattr(model, "PRIVACY", {}).get(field_name)


def undeclared(model: type[models.Model]) -> list[str]:
    """Names of the model's own fields that have no privacy class."""
    return [
        field.name
        for field in model._meta.local_fields
        if field.name not in UNCLASSIFIED and class_of(model, field.name) is None
    ]
