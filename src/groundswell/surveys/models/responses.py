"""What people said. Nothing here names a person; but for the anonymous promise a response keeps its invitation.

Who can read what: whose a response is stands on a page and in a file only where a wave asks with names
(``queries.named``). Elsewhere ``Response.invitation`` is there for erasure, for a person's own copy, to pair two waves,
and for the role and place by which answers are counted. Whoever holds the database could follow it, and the person is
told so in the promise. Keys are random and a response knows its day only: order and time of arrival say nothing.

Under the anonymous promise there is nothing to follow: what arrives waits without a name (``models.anonymous``), and
at the wave's end all of it becomes responses at once, in a random order, with that day.
"""

import uuid

from django.db import models
from django.db.models import Q

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.surveys.choices import Channel
from groundswell.surveys.models.instruments import Item
from groundswell.surveys.models.waves import Invitation, SurveyWave


class Response(models.Model):
    """One person's answers to one wave. ``invitation`` is empty where a wave is anonymous or the person was erased.

    ``may_quote`` is the person's own yes to own words being quoted, without a name. ``pseudonym`` is what a person is
    called in every anonymous wave of one questionnaire (``rules.tokens``), so that two of their answers can be put
    together; who they are it does not say.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="responses", db_index=False)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_on = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.LINK)
    may_quote = models.BooleanField(default=False)
    pseudonym = models.CharField(max_length=43, blank=True)

    PRIVACY = {
        "key": Privacy.CONFIDENTIAL,
        "wave": Privacy.CONFIDENTIAL,
        "invitation": Privacy.CONFIDENTIAL,
        "submitted_on": Privacy.CONFIDENTIAL,
        "channel": Privacy.CONFIDENTIAL,
        "may_quote": Privacy.CONFIDENTIAL,
        "pseudonym": Privacy.CONFIDENTIAL,
    }

    OWN_COPY_ONLY = True

    objects = TenantManager()

    class Meta:
        db_table = "surveys_response"
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "pseudonym"], condition=~Q(pseudonym=""), name="response_once_per_pseudonym"
            )
        ]
        indexes = [models.Index(fields=["tenant", "wave"], name="response_in_wave")]

    def __str__(self) -> str:
        return f"Response {self.key}"


class Answer(models.Model):
    """One answer to one question: the key of the point that was chosen, a number, or own words.

    ``part`` is empty but where a question has several answers: a row's key in a matrix (with the point that was
    chosen for it), the option's key where any of several may be chosen (``choice`` is the same key).

    ``is_released`` says that it may be counted in what is shown. Answers wait until a batch is large enough that
    nobody can tell one from the change of a number (``rules.releases``).
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="+", db_index=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    text = models.TextField(blank=True)
    is_released = models.BooleanField(default=False)

    PRIVACY = {
        "key": Privacy.CONFIDENTIAL,
        "wave": Privacy.CONFIDENTIAL,
        "response": Privacy.CONFIDENTIAL,
        "item": Privacy.CONFIDENTIAL,
        "part": Privacy.CONFIDENTIAL,
        "choice": Privacy.CONFIDENTIAL,
        "number": Privacy.CONFIDENTIAL,
        "text": Privacy.CONFIDENTIAL,
        "is_released": Privacy.CONFIDENTIAL,
    }

    OWN_COPY_ONLY = True

    objects = TenantManager()

    class Meta:
        db_table = "surveys_answer"
        constraints = [
            models.UniqueConstraint(fields=["response", "item", "part"], name="one_answer_per_part")
        ]
        indexes = [
            models.Index(
                fields=["tenant", "wave", "item", "choice"],
                name="answer_shown",
                condition=Q(is_released=True),
            ),
            models.Index(fields=["wave", "item"], name="answer_waiting", condition=Q(is_released=False)),
            models.Index(
                fields=["wave", "item", "key"],
                name="answer_words",
                condition=Q(is_released=True) & ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.key}"
