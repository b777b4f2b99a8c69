"""Sections of an event: one time, one place, so many seats; and who leads them."""

from django.db import models

from groundswell.events.choices import EventState, FreedSeat, LineOrder
from groundswell.events.models.events import LearningEvent
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class Section(models.Model):
    """One time at which an event takes place. Times are UTC; pages show the district's zone.

    ``dates`` is how many meetings it has. ``seats`` is how many can be given now: the least of ``cap`` and what the
    facilitators may lead (``per_facilitator`` each), and ``overbooked_by`` more, as no-shows have taught
    (``rules.overbooking``). ``seats_taken`` counts seats given or on offer. It and ``waiting`` are counted in the same
    statement that decides about a seat (``actions.seats``), and the database refuses both overselling and a line
    beside a free seat.

    ``by_rules`` marks a section in which more than the number decides: seats kept for a group, a limit per school,
    parties, approval, an order that is not time. There a free seat may stay beside a line, and
    ``actions.filling`` says why. ``priority`` lists groups as ``{"name", "group"}`` (audience tokens), first served
    first. ``last_line`` is the number last given out: whoever has the smaller one came first.
    ``sequence`` counts what calendars must be told (RFC 5545). ``state`` repeats the event's, so that one row decides.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(LearningEvent, on_delete=models.PROTECT, related_name="sections")
    state = models.CharField(max_length=10, choices=EventState, default=EventState.DRAFT)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    dates = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    registration_opens_at = models.DateTimeField()
    registration_closes_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(default=1)
    cap = models.PositiveIntegerField()
    per_facilitator = models.PositiveSmallIntegerField(null=True, blank=True)
    overbooks = models.BooleanField(default=False)
    overbooked_by = models.PositiveSmallIntegerField(default=0)
    school_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    takes_parties = models.BooleanField(default=False)
    line_order = models.CharField(max_length=10, choices=LineOrder, default=LineOrder.TIME)
    priority = models.JSONField(default=list, blank=True)
    freed_seat = models.CharField(max_length=8, choices=FreedSeat, default=FreedSeat.OFFER)
    by_rules = models.BooleanField(default=False)
    opened_by_surge = models.BooleanField(default=False)
    seats = models.PositiveIntegerField()
    seats_taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    last_line = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    attendance_taken_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "event": Privacy.DIRECTORY,
        "state": Privacy.DIRECTORY,
        "begins_at": Privacy.DIRECTORY,
        "ends_at": Privacy.DIRECTORY,
        "dates": Privacy.DIRECTORY,
        "place": Privacy.DIRECTORY,
        "link": Privacy.CONFIDENTIAL,
        "registration_opens_at": Privacy.DIRECTORY,
        "registration_closes_at": Privacy.DIRECTORY,
        "number": Privacy.DIRECTORY,
        "cap": Privacy.DIRECTORY,
        "per_facilitator": Privacy.DIRECTORY,
        "overbooks": Privacy.DIRECTORY,
        "overbooked_by": Privacy.DIRECTORY,
        "school_cap": Privacy.DIRECTORY,
        "takes_parties": Privacy.DIRECTORY,
        "line_order": Privacy.DIRECTORY,
        "priority": Privacy.DIRECTORY,
        "freed_seat": Privacy.DIRECTORY,
        "by_rules": Privacy.DIRECTORY,
        "opened_by_surge": Privacy.DIRECTORY,
        "seats": Privacy.DIRECTORY,
        "seats_taken": Privacy.DIRECTORY,
        "waiting": Privacy.DIRECTORY,
        "last_line": Privacy.DIRECTORY,
        "sequence": Privacy.DIRECTORY,
        "attendance_taken_at": Privacy.DIRECTORY,
    }

    objects = TenantManager()
    is_held = False  # set on the instance that ``seats.held`` gives, while its block runs

    class Meta:
        db_table = "events_section"
        indexes = [models.Index(fields=["tenant", "begins_at"], name="section_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="section_number_once"),
            models.CheckConstraint(
                condition=models.Q(seats_taken__gte=0, seats_taken__lte=models.F("seats")),
                name="section_never_oversold",
            ),
            models.CheckConstraint(
                condition=models.Q(waiting=0)
                | models.Q(waiting__gt=0, seats_taken=models.F("seats"))
                | models.Q(by_rules=True),
                name="section_line_only_when_full",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="section_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"Section {self.pk}"

    @property
    def seats_left(self) -> int:
        return self.seats - self.seats_taken

    @property
    def is_full(self) -> bool:
        return self.seats_taken >= self.seats


class SessionFacilitator(models.Model):
    """Somebody leads a section: sees who comes, and takes attendance."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    PRIVACY = {"section": Privacy.DIRECTORY, "person": Privacy.DIRECTORY}

    objects = TenantManager()

    class Meta:
        db_table = "events_facilitator"
        constraints = [models.UniqueConstraint(fields=["section", "person"], name="facilitator_once")]

    def __str__(self) -> str:
        return f"Person {self.person_id} leads section {self.section_id}"
