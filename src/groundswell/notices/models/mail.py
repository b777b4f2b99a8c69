"""The outbox. A mail is a row before it is anything else, written in the transaction that caused it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.notices.choices import DoNotMailReason, MailState, Priority
from groundswell.roster.models import Person

LETTER_PRIVACY = {
    "to_address": Privacy.CONFIDENTIAL,
    "subject": Privacy.CONFIDENTIAL,
    "state": Privacy.CONFIDENTIAL,
    "attempts": Privacy.CONFIDENTIAL,
    "not_before": Privacy.CONFIDENTIAL,
    "queued_at": Privacy.CONFIDENTIAL,
    "sent_at": Privacy.CONFIDENTIAL,
    "error": Privacy.CONFIDENTIAL,
}


class Letter(models.Model):
    """What every mail has, whoever asked for it.

    ``not_before`` is empty for "at once". While a worker has the mail in hand it holds the end of the lease: a
    worker that dies loses nothing, the mail is due again then.
    """

    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Mail {self.pk} ({self.state})"


class OutgoingMail(Letter):
    """One mail of a district to one address, rendered when it is sent, in its reader's language.

    ``context`` and ``calendar`` are plain JSON. Once a real relay took the mail, the links in ``context`` that may
    open something are masked: the row says what was sent and is no key to it. ``about`` names what it is about where
    it may have to be taken back before it leaves. A gathered mail's ``not_before`` is when its collected mail is made,
    and ``went_with`` the collected mail.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    to_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=250, blank=True)
    language = models.CharField(max_length=12)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    calendar = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    relay = models.CharField(max_length=10, blank=True)
    about = models.CharField(max_length=60, blank=True)
    went_with = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    PRIVACY = {
        **LETTER_PRIVACY,
        "kind": Privacy.CONFIDENTIAL,
        "key": Privacy.CONFIDENTIAL,
        "to_person": Privacy.CONFIDENTIAL,
        "to_name": Privacy.CONFIDENTIAL,
        "language": Privacy.CONFIDENTIAL,
        "context": Privacy.CONFIDENTIAL,
        "calendar": Privacy.CONFIDENTIAL,
        "priority": Privacy.CONFIDENTIAL,
        "relay": Privacy.CONFIDENTIAL,
        "about": Privacy.CONFIDENTIAL,
        "went_with": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "notices_outgoing_mail"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="mail_once")]
        indexes = [
            models.Index(
                fields=["tenant", "priority", "id"],
                name="mail_due",
                condition=models.Q(state=MailState.WAITING),
            ),
            models.Index(
                fields=["tenant", "state", "id"],
                name="mail_astray",
                condition=models.Q(state__in=[MailState.FAILED, MailState.BOUNCED, MailState.REFUSED]),
            ),
            models.Index(
                fields=["tenant", "not_before"],
                name="mail_gathered",
                condition=models.Q(state=MailState.GATHERED),
            ),
            models.Index(
                fields=["tenant", "about"],
                name="mail_about",
                condition=models.Q(state__in=[MailState.WAITING, MailState.GATHERED]) & ~models.Q(about=""),
            ),
        ]

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail which leaves twice is recognised as one."""
        host = urlsplit(settings.GROUNDSWELL_URL).hostname or "localhost"
        return f"<{self.tenant_id}.{self.pk}.{int(self.queued_at.timestamp())}@{host}>"


class AccountMail(Letter):
    """Sign-in mail (Django's mail backend). It belongs to no district: a user may be a person of several.

    Without a tenant and without a policy, and therefore on no page of a district. ``raw`` is the finished message
    with its single-use link; it is emptied once a real relay took it.
    """

    raw = models.BinaryField()
    message_id = models.CharField(max_length=250)

    PRIVACY = {**LETTER_PRIVACY, "raw": Privacy.CONFIDENTIAL, "message_id": Privacy.CONFIDENTIAL}

    class Meta:
        db_table = "notices_account_mail"
        indexes = [
            models.Index(fields=["id"], name="account_mail_due", condition=models.Q(state=MailState.WAITING))
        ]


class DoNotMail(models.Model):
    """An address to which a district sends nothing: mail came back from it, or its owner asked."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=10, choices=DoNotMailReason)
    detail = models.TextField(blank=True)
    since = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "address": Privacy.CONFIDENTIAL,
        "reason": Privacy.CONFIDENTIAL,
        "detail": Privacy.CONFIDENTIAL,
        "since": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "notices_do_not_mail"
        constraints = [models.UniqueConstraint(fields=["tenant", "address"], name="do_not_mail_once")]

    def __str__(self) -> str:
        return f"Do not mail {self.pk}"


class RelayPace(models.Model):
    """How many mails a relay was handed in its present minute, by all districts together.

    Without a tenant, because the relay's limit is the installation's. It holds two numbers and nobody's data.
    """

    relay = models.CharField(max_length=10, unique=True)
    minute = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)

    PRIVACY = {"relay": Privacy.PUBLIC, "minute": Privacy.PUBLIC, "taken": Privacy.PUBLIC}

    class Meta:
        db_table = "notices_relay_pace"

    def __str__(self) -> str:
        return f"{self.relay}: {self.taken} since {self.minute}"
