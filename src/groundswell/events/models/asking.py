"""What people are asked after an event, and when: rules, which section was asked by which, and what is left out."""

from django.db import models
from django.db.models import Q

from groundswell.events.choices import EventKind
from groundswell.events.models.events import LearningEvent
from groundswell.events.models.programmes import Programme
from groundswell.events.models.sections import Section
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import SurveyWave


class FollowUpRule(models.Model):
    """Who was at a section is asked a questionnaire (the newest version of ``instrument_key``) ``days_after`` its last
    meeting: 0 is as soon as attendance is taken, more is with everybody of that week (``queries.asking_days``).

    It holds for every event, for a ``kind``, for a ``programme`` or for one ``event``. Answers come in for
    ``open_days``. ``name`` is what its address and its waves' subjects begin with. What was due before ``since`` is
    not asked, so that a new rule does not reach back.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    name = models.SlugField(max_length=20)
    instrument_key = models.SlugField(max_length=60)
    days_after = models.PositiveSmallIntegerField(default=0)
    open_days = models.PositiveSmallIntegerField(default=21)
    promise = models.CharField(max_length=16, choices=Promise, default=Promise.CONFIDENTIAL)
    kind = models.CharField(max_length=24, choices=EventKind, blank=True)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    event = models.ForeignKey(
        LearningEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    since = models.DateField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "name", "instrument_key", "days_after", "open_days", "promise", "kind", "programme", "event",
            "is_active", "since",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "events_follow_up_rule"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="follow_up_name_once"),
            models.CheckConstraint(
                condition=Q(programme=None, event=None) | Q(kind="", event=None) | Q(kind="", programme=None),
                name="follow_up_one_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_key} {self.days_after}"

    @property
    def is_at_once(self) -> bool:
        return self.days_after == 0

    def is_about(self, event: LearningEvent) -> bool:
        """Whether it holds for an event."""
        return (
            self.kind in ("", event.kind)
            and self.programme_id in (None, event.programme_id)
            and self.event_id in (None, event.pk)
        )


class AskedSection(models.Model):
    """That who was at a section was asked by a rule, and in which wave.

    Sections of one event that are due on the same day share a wave; a section at which nobody was has none. Which
    plan an answer is about stands nowhere.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(FollowUpRule, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="askings")
    wave = models.ForeignKey(SurveyWave, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["rule", "section", "wave", "asked_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_asked_section"
        constraints = [models.UniqueConstraint(fields=["rule", "section"], name="asked_once_by_rule")]

    def __str__(self) -> str:
        return f"Section {self.section_id} was asked"


class LeftOut(models.Model):
    """The people of an event are not asked by a rule that would hold for it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(FollowUpRule, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(LearningEvent, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(["rule", "event"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_left_out"
        constraints = [models.UniqueConstraint(fields=["rule", "event"], name="left_out_once")]

    def __str__(self) -> str:
        return f"Event {self.event_id} is left out"
