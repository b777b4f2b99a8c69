"""Registrations: a person's seat, or their place in the line."""

from django.db import models

from groundswell.events.choices import HOLDS_A_SEAT, LIVE, RegistrationState, WhyEnded
from groundswell.events.models.seating import PartyBooking, SeatKeep
from groundswell.events.models.sections import Section
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation, Person


class Registration(models.Model):
    """One person's place in one section. Never deleted: who leaves keeps the row, who returns gets a new one.

    ``line`` is the order of arrival in the section, for seats and for the waiting list alike; the line is served by
    ``(rank, line)``, and ``rank`` is 0 unless a declared order changed it (``OrderChange`` says why). ``school`` is
    where the person works, for limits per school; ``keep`` are the kept seats that this one was taken from.
    ``request_key`` is what the caller named the attempt: the same attempt sent twice is one registration.
    """

    # The constraints and the index below begin with these keys; indexes of their own would slow down a rush.
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=RegistrationState)
    why_ended = models.CharField(max_length=12, choices=WhyEnded, blank=True)
    line = models.PositiveIntegerField()
    rank = models.IntegerField(default=0)
    school = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        PartyBooking, null=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    keep = models.ForeignKey(
        SeatKeep, null=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    request_key = models.CharField(max_length=64, blank=True)

    PRIVACY = {
        "section": Privacy.DIRECTORY,
        "person": Privacy.CONFIDENTIAL,
        "state": Privacy.CONFIDENTIAL,
        "why_ended": Privacy.CONFIDENTIAL,
        "line": Privacy.CONFIDENTIAL,
        "rank": Privacy.CONFIDENTIAL,
        "school": Privacy.CONFIDENTIAL,
        "party": Privacy.CONFIDENTIAL,
        "keep": Privacy.CONFIDENTIAL,
        "at": Privacy.CONFIDENTIAL,
        "changed_at": Privacy.CONFIDENTIAL,
        "request_key": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()
    repeated = False  # set on the instance that a second press of the same button gets

    class Meta:
        db_table = "events_registration"
        constraints = [
            models.UniqueConstraint(
                fields=["section", "person"],
                name="registration_one_live",
                condition=models.Q(state__in=[str(state) for state in LIVE]),
            ),
            models.UniqueConstraint(fields=["section", "line"], name="registration_line_once"),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "state"], name="registration_by_person"),
            models.Index(
                fields=["section", "rank", "line"],
                name="registration_in_line",
                condition=models.Q(state=str(RegistrationState.WAITING)),
            ),
            models.Index(
                fields=["party"], name="registration_by_party", condition=models.Q(party__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Registration {self.pk}"

    @property
    def has_seat(self) -> bool:
        return self.state == RegistrationState.BOOKED

    @property
    def holds_a_seat(self) -> bool:
        """True for a seat that is given or on offer: nobody else can have it."""
        return self.state in HOLDS_A_SEAT

    @property
    def is_waiting(self) -> bool:
        return self.state == RegistrationState.WAITING
