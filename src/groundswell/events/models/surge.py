"""Who is ready to lead one more section when more people come than the ratio allows."""

from django.db import models

from groundswell.events.choices import OnCallState
from groundswell.events.models.events import LearningEvent
from groundswell.events.models.sections import Section
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class OnCall(models.Model):
    """Somebody on an event's on-call list, called in the order of ``turn``.

    ``has_agreed`` means that the person may be placed without being asked again; whoever has not gets a mail with a
    link (of which the secret's hash is kept) and answers until ``answer_by``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(LearningEvent, on_delete=models.PROTECT, related_name="on_call")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    has_agreed = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=OnCallState, default=OnCallState.READY)
    called_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    secret_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = {
        "event": Privacy.DIRECTORY,
        "person": Privacy.DIRECTORY,
        "turn": Privacy.DIRECTORY,
        "has_agreed": Privacy.CONFIDENTIAL,
        "state": Privacy.CONFIDENTIAL,
        "called_at": Privacy.CONFIDENTIAL,
        "answer_by": Privacy.CONFIDENTIAL,
        "secret_hash": Privacy.CONFIDENTIAL,
        "section": Privacy.DIRECTORY,
    }

    skipped = ""  # set on the instance that a page shows: why the list passes over them (rules.surge)

    objects = TenantManager()

    class Meta:
        db_table = "events_on_call"
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="on_call_once")]

    def __str__(self) -> str:
        return f"Person {self.person_id} is on call for event {self.event_id}"
