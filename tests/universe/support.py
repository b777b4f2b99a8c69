"""A place to build in that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from groundswell.kernel.models import Tenant


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is built inside is undone. Verbs work as they do in a test: Django lets their transactions nest.

    Districts that are there already (the cast's have the same names) step aside meanwhile.
    """
    atomic = transaction.atomic()
    atomic._from_testcase = True
    with atomic:
        Tenant.objects.update(slug=Concat(F("slug"), Value("-aside")))
        yield
        transaction.set_rollback(True)
