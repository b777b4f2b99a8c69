"""Who is asked when: a wave asks one instrument of many people, an invitation is one person's link."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person
from groundswell.surveys.choices import Promise, WaveState
from groundswell.surveys.models.instruments import Instrument


class SurveyWave(models.Model):
    """One asking. ``subject_key`` says what it is about in the words of whoever opened it (``event:12``), so that
    opening it twice opens it once. ``context_label`` is what people read ("Small groups that work, 3 March").
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

    PRIVACY = {
        "instrument": Privacy.DIRECTORY,
        "subject_key": Privacy.DIRECTORY,
        "title": Privacy.DIRECTORY,
        "context_label": Privacy.DIRECTORY,
        "promise": Privacy.DIRECTORY,
        "state": Privacy.DIRECTORY,
        "opens_at": Privacy.DIRECTORY,
        "closes_at": Privacy.DIRECTORY,
        "invited": Privacy.DIRECTORY,
    }

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
    def last_day(self) -> date:
        """The last day for answers, on the district's calendar."""
        return clock.local(self.closes_at - timedelta(seconds=1), self.tenant.time_zone).date()


class Invitation(models.Model):
    """That one person is asked, and whether they answered; what they answered stands in ``Response``.

    The secret of a link is in the mail alone; here is its SHA-256. A reminder carries a secret of its own and
    leaves the first link good. ``done_at`` is set once, by the answer that counts.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    reminder_hash = models.CharField(max_length=64, unique=True, null=True)
    sent_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    PRIVACY = {
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
        constraints = [models.UniqueConstraint(fields=["wave", "person"], name="asked_once_per_wave")]
        indexes = [
            models.Index(fields=["wave"], name="invitation_silent", condition=Q(done_at__isnull=True)),
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
