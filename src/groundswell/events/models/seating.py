"""What decides about seats beside their number: kept seats, parties, offers, and the order of the line."""

from django.db import models

from groundswell.cohorts.models import DesignTeam
from groundswell.events.choices import OfferState
from groundswell.events.models.sections import Section
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class SeatKeep(models.Model):
    """Seats of a section that are kept for a group until a moment; then everybody may have what is left of them.

    ``group`` lists audience tokens (``rules.audience``): a school's share is kept for ``school:<id>``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="keeps")
    name = models.CharField(max_length=120)
    group = models.JSONField(default=list)
    seats = models.PositiveIntegerField()
    until = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["section", "name", "group", "seats", "until", "released_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_seat_keep"
        constraints = [models.CheckConstraint(condition=models.Q(seats__gt=0), name="keep_of_some_seats")]

    def __str__(self) -> str:
        return self.name


class PartyBooking(models.Model):
    """A group that comes together or not at all, such as a design team and its principal.

    Its members are registrations with one state: all wait, all are offered, all have a seat. ``lead`` answers for all.
    ``design_team`` is the team of a cohort's school that came, where it was one.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(max_length=120)
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    design_team = models.ForeignKey(
        DesignTeam, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    PRIVACY = {
        "section": Privacy.DIRECTORY,
        "name": Privacy.DIRECTORY,
        "lead": Privacy.DIRECTORY,
        "size": Privacy.DIRECTORY,
        "design_team": Privacy.DIRECTORY,
        "made_at": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "events_party"
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=2), name="party_of_two_or_more")]

    def __str__(self) -> str:
        return self.name


class SeatOffer(models.Model):
    """A seat that is held for somebody in line until ``ends_at``. Of the mailed link only the secret's hash is kept.

    ``registration`` is the person's place; for a party it is the lead's, and the answer counts for all.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.PROTECT, related_name="offers", db_index=False
    )
    made_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)

    PRIVACY = dict.fromkeys(
        ["registration", "made_at", "ends_at", "state", "answered_at", "secret_hash"], Privacy.CONFIDENTIAL
    )

    objects = TenantManager()

    class Meta:
        db_table = "events_seat_offer"
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(state=str(OfferState.OPEN)), name="offer_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("made_at")), name="offer_ends_after_it_was_made"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "ends_at"], name="offer_by_deadline")]

    def __str__(self) -> str:
        return f"Offer {self.pk}"


class OrderChange(models.Model):
    """Why a place in a line is not where the time of arrival would put it. Everyone in that line may read it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey("events.Registration", on_delete=models.PROTECT, related_name="+")
    rank_before = models.IntegerField()
    rank = models.IntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        ["registration", "rank_before", "rank", "reason", "by", "at"], Privacy.CONFIDENTIAL
    )

    DONE_BY = ("by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_order_change"

    def __str__(self) -> str:
        return f"Order change {self.pk}"


class SeatLottery(models.Model):
    """A draw that anyone can check (``kernel.lots``): the seed's hash is public before, the seed itself after."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    section = models.OneToOneField(Section, on_delete=models.PROTECT, related_name="lottery")
    seed = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    draws_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "section": Privacy.DIRECTORY,
        "seed": Privacy.CONFIDENTIAL,
        "commitment": Privacy.DIRECTORY,
        "draws_at": Privacy.DIRECTORY,
        "drawn_at": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "events_seat_lottery"

    def __str__(self) -> str:
        return f"Lottery {self.pk}"
