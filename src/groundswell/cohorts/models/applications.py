"""Written applications: parts that a school's team answers together, every saved wording, files, the receipt."""

from django.db import models

from groundswell.cohorts.choices import PartKind
from groundswell.cohorts.models.calls import Call, Candidacy
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class ApplicationPart(models.Model):
    """One part of the form: what is asked, and how much may be said. ``words`` is the limit; 0 where there is none."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=PartKind, default=PartKind.TEXT)
    title = models.CharField(max_length=160)
    prompt = models.CharField(max_length=800, blank=True)
    words = models.PositiveSmallIntegerField(default=0)
    required = models.BooleanField(default=True)

    PRIVACY = dict.fromkeys(
        ["call", "position", "kind", "title", "prompt", "words", "required"], Privacy.PUBLIC
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_application_part"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["call", "position"], name="application_part_place")]

    def __str__(self) -> str:
        return self.title


class Application(models.Model):
    """What a school hands in. ``receipt`` is the SHA-256 of what it held at ``submitted_at``; ``late_minutes`` is how
    far into the grace it came. Handing in again before the deadline replaces the receipt; all are in the journal."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    candidacy = models.OneToOneField(Candidacy, on_delete=models.CASCADE, related_name="application")
    made_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receipt = models.CharField(max_length=64, blank=True)
    late_minutes = models.PositiveSmallIntegerField(default=0)

    PRIVACY = dict.fromkeys(
        ["candidacy", "made_at", "submitted_at", "submitted_by", "receipt", "late_minutes"],
        Privacy.CONFIDENTIAL,
    )
    DONE_BY = ("submitted_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_application"

    def __str__(self) -> str:
        return f"application {self.candidacy_id}"


class ApplicationWriter(models.Model):
    """Somebody whom the principal lets write the school's application."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="writers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["application", "person", "added_at", "ended_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_application_writer"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="application_writer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} writes {self.application_id}"


class PartWording(models.Model):
    """One saved wording of one part. The newest that ``holds`` is the answer; none is ever overwritten.

    ``number`` counts up within the part. Who saved on top of a wording that they had not seen gets theirs kept with
    ``holds`` False, and chooses. ``page`` is the opened page that it came from: one that never heard the answer to a
    saving of its own goes on from there.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wordings")
    part = models.ForeignKey(ApplicationPart, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    holds = models.BooleanField(default=True)
    page = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["application", "part", "number", "text", "holds", "page", "made_at", "made_by"], Privacy.CONFIDENTIAL
    )
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_part_wording"
        constraints = [
            models.UniqueConstraint(fields=["application", "part", "number"], name="part_wording_number")
        ]

    def __str__(self) -> str:
        return f"{self.part_id} wording {self.number}"


class Attachment(models.Model):
    """A file with an application. ``kind`` is what its content says that it is, ``digest`` its SHA-256. ``content`` is
    read only to be handed out. What is taken back keeps its row, without its content."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    part = models.ForeignKey(ApplicationPart, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "application", "part", "name", "kind", "size", "digest", "content", "made_at", "made_by", "removed_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_attachment"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
