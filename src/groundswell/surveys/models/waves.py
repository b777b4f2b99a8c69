"""Who is asked when: a wave asks one instrument of many people, an invitation is one person's link."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation, Person
from groundswell.surveys.choices import Promise, WaveState
from groundswell.surveys.models.instruments import Instrument


class SurveyWave(models.Model):
    """One asking. ``subject_key`` says what it is about in the words of whoever opened it (``event:12``), so that
    opening it twice opens it once. ``context_label`` is what people read ("Small groups that work, 3 March").

    ``audience`` is what the office chose: ``{"roles": [keys], "places": [ids], "levels": [keys], "sample": n,
    "seed": text}``, empty where a higher app brings the people. ``margins`` are the tables that may ever be shown
    beside the whole (``choices.Margin``), declared before anybody is asked. ``remind_after_days`` are counted from
    each person's own invitation; empty means one reminder by the house's rule.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="waves")
    subject_key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    context_label = models.CharField(max_length=200, blank=True)
    promise = models.CharField(max_length=16, choices=Promise, default=Promise.CONFIDENTIAL)
    state = models.CharField(max_length=8, choices=WaveState, default=WaveState.OPEN)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    invited = models.PositiveIntegerField(default=0)
    audience = models.JSONField(default=dict, blank=True)
    margins = models.JSONField(default=list, blank=True)
    remind_after_days = models.JSONField(default=list, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            *(
                "instrument",
                "subject_key",
                "title",
                "context_label",
                "promise",
                "state",
                "opens_at",
                "closes_at",
            ),
            *("invited", "audience", "margins", "remind_after_days", "stopped_at"),
        ],
        Privacy.DIRECTORY,
    )

    objects = TenantManager()

    class Meta:
        db_table = "surveys_wave"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "subject_key"], name="wave_once_per_subject")
        ]
        indexes = [
            models.Index(fields=["tenant", "-opens_at"], name="wave_newest_first"),
            models.Index(fields=["tenant", "closes_at"], name="wave_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == WaveState.OPEN

    @property
    def is_anonymous(self) -> bool:
        return self.promise == Promise.ANONYMOUS

    @property
    def is_named(self) -> bool:
        return self.promise == Promise.NAMED

    @property
    def ends_at(self) -> datetime:
        """Until when whoever was not withdrawn can answer, or could: its end, or its stop where that came first."""
        return min(self.stopped_at or self.closes_at, self.closes_at)

    @property
    def last_day(self) -> date:
        """The last day for answers, on the district's calendar."""
        return clock.local(self.closes_at - timedelta(seconds=1), self.tenant.time_zone).date()


class Invitation(models.Model):
    """That one person is asked, and whether they answered; what they answered stands in ``Response``.

    The secret of a link is in the mail alone; here is its SHA-256. A reminder carries a secret of its own and
    leaves the first link good. ``done_at`` is set once, by the answer that counts. ``role`` and ``place`` are the
    person's main position on the day of asking: results are broken down by what was true then.

    In an anonymous wave ``done_at`` says that the person took the right to answer, and ``blinded`` for which blinded
    value: that one, and no other, is signed again when the reply was lost. It leads to no answer (``rules.blinding``).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, null=True)
    reminder_hash = models.CharField(max_length=64, null=True)
    sent_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    reminders = models.PositiveSmallIntegerField(default=0)
    blinded = models.TextField(blank=True)
    role = models.CharField(max_length=24, blank=True)
    place = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = {
        "reminders": Privacy.CONFIDENTIAL,
        "blinded": Privacy.CONFIDENTIAL,
        "role": Privacy.CONFIDENTIAL,
        "place": Privacy.CONFIDENTIAL,
        "wave": Privacy.CONFIDENTIAL,
        "person": Privacy.CONFIDENTIAL,
        "token_hash": Privacy.CONFIDENTIAL,
        "reminder_hash": Privacy.CONFIDENTIAL,
        "sent_at": Privacy.CONFIDENTIAL,
        "remind_at": Privacy.CONFIDENTIAL,
        "reminded_at": Privacy.CONFIDENTIAL,
        "done_at": Privacy.CONFIDENTIAL,
        "expires_at": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "surveys_invitation"
        constraints = [
            models.UniqueConstraint(fields=["wave", "person"], name="asked_once_per_wave"),
            # Without those that have none: a planner that counted thousands of them would read the table for one link.
            models.UniqueConstraint(
                fields=["token_hash"], condition=Q(token_hash__isnull=False), name="invitation_by_link"
            ),
            models.UniqueConstraint(
                fields=["reminder_hash"],
                condition=Q(reminder_hash__isnull=False),
                name="invitation_by_reminder",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "wave"], name="invitation_silent", condition=Q(done_at__isnull=True)
            ),
            models.Index(fields=["person", "sent_at"], name="invitation_how_often"),
            models.Index(
                fields=["tenant"],
                name="invitation_to_ask",
                condition=Q(token_hash__isnull=True, done_at__isnull=True),
            ),
            models.Index(
                fields=["tenant", "remind_at"],
                name="invitation_to_remind",
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class AskingPolicy(models.Model):
    """How often one person may be asked: ``most`` questionnaires within ``days``, all surveys together."""

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, related_name="+")
    most = models.PositiveSmallIntegerField(default=3)
    days = models.PositiveSmallIntegerField(default=30)

    PRIVACY = dict.fromkeys(["most", "days"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "surveys_asking_policy"

    def __str__(self) -> str:
        return f"{self.most} in {self.days} days"


class Kiosk(models.Model):
    """A shared device on which the people of a wave answer one after the other, for a few hours, under somebody's eye.

    The secret of its address is on the device alone; here is its SHA-256.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="kiosks")
    secret_hash = models.CharField(max_length=64, unique=True)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    PRIVACY = {
        "wave": Privacy.DIRECTORY,
        "secret_hash": Privacy.CONFIDENTIAL,
        "opened_by": Privacy.DIRECTORY,
        "opened_at": Privacy.DIRECTORY,
        "expires_at": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "surveys_kiosk"

    def __str__(self) -> str:
        return f"Kiosk {self.pk}"
