"""People and what they are where: a person belongs to one district and holds positions with dates."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import GuestKind, PositionRole
from groundswell.roster.models.organisations import Organisation

ROLE_WORDS: dict[str, Any] = dict(PositionRole.choices)


class Person(models.Model):
    """Somebody in a district: staff, student or guest. ``user`` is set once they can sign in.

    Whoever vanishes from a roster file gets ``ended_on``; a person is never deleted. A row with ``merged_into`` is
    only another name that files have for that person; one with ``erased_on`` holds nothing but its number.
    ``family_key`` and ``shown_key`` are the names in small letters, kept by the database, so that a search by the
    first letters of a name walks an index (PostgreSQL uses none for ``lower(…)`` behind row-level security).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_id = models.CharField(max_length=255, null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    preferred_name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    is_student = models.BooleanField(default=False)
    grade = models.CharField(max_length=8, blank=True)
    guest_kind = models.CharField(max_length=20, choices=GuestKind, blank=True)
    language = models.CharField(max_length=12, blank=True)
    home_language = models.CharField(max_length=12, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    erased_on = models.DateField(null=True, blank=True)
    content_hash = models.BigIntegerField(null=True)
    family_key = models.GeneratedField(
        expression=Lower("family_name"), output_field=models.CharField(max_length=120), db_persist=True
    )
    shown_key = models.GeneratedField(
        expression=Lower(
            models.Case(
                models.When(preferred_name="", then=models.F("given_name")),
                default=models.F("preferred_name"),
            )
        ),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )

    PRIVACY = {
        "source_id": Privacy.CONFIDENTIAL,
        "user": Privacy.CONFIDENTIAL,
        "given_name": Privacy.DIRECTORY,
        "family_name": Privacy.DIRECTORY,
        "preferred_name": Privacy.DIRECTORY,
        "email": Privacy.CONFIDENTIAL,
        "is_student": Privacy.STUDENT,
        "grade": Privacy.STUDENT,
        "guest_kind": Privacy.DIRECTORY,
        "language": Privacy.CONFIDENTIAL,
        "home_language": Privacy.CONFIDENTIAL,
        "ended_on": Privacy.CONFIDENTIAL,
        "merged_into": Privacy.CONFIDENTIAL,
        "erased_on": Privacy.CONFIDENTIAL,
        "content_hash": Privacy.CONFIDENTIAL,
        "family_key": Privacy.DIRECTORY,
        "shown_key": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_person"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source_id"], name="person_source_id"),
            models.UniqueConstraint(
                fields=["tenant", "user"], name="person_per_user", condition=models.Q(user__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "is_student", "family_key", "shown_key"], name="person_by_name"),
            models.Index(fields=["tenant", "is_student", "shown_key"], name="person_by_shown_name"),
            # Holds all that a list asks about to say how long it is, so that no row is read for it.
            models.Index(fields=["tenant", "is_student", "guest_kind", "ended_on"], name="person_counted"),
            models.Index(fields=["tenant", "email"], name="person_by_email", condition=~models.Q(email="")),
            models.Index(
                fields=["merged_into"], name="person_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name to show: the preferred first name where one is known."""
        if self.erased_on is not None:
            return _("Erased person")
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()


class FormerName(models.Model):
    """A name that a person had until a day. Kept so that old records still read; the page shows today's."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    until = models.DateField()

    PRIVACY = {
        "person": Privacy.CONFIDENTIAL,
        "given_name": Privacy.CONFIDENTIAL,
        "family_name": Privacy.CONFIDENTIAL,
        "until": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_former_name"

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Position(models.Model):
    """Person × organisation × role × dates. Rights follow from it the day it begins and go the day it ends."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_id = models.CharField(max_length=255, null=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="positions")
    role = models.CharField(max_length=24, choices=PositionRole)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.DIRECTORY,
        "person": Privacy.DIRECTORY,
        "organisation": Privacy.DIRECTORY,
        "role": Privacy.DIRECTORY,
        "begins_on": Privacy.DIRECTORY,
        "ends_on": Privacy.DIRECTORY,
        "content_hash": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_position"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source_id"], name="position_source_id"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(begins_on__isnull=True)
                | models.Q(ends_on__gte=models.F("begins_on")),
                name="position_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "role"], name="position_by_role")]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"

    def get_role_display(self) -> str:  # type: ignore[no-redef]
        """The role in words. Django's own puts every role into words to find the one, in each row of a list."""
        return str(ROLE_WORDS.get(self.role, self.role))
