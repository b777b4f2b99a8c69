"""Doors of applications, what stands in them now, and what was handed in, which is all that readers get of one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groundswell.cohorts.choices import CandidacyState, ReadingState
from groundswell.cohorts.models import (
    Application,
    ApplicationPart,
    ApplicationWriter,
    Attachment,
    Call,
    Candidacy,
    PartWording,
    Reading,
)
from groundswell.cohorts.queries.candidacies import get_candidacy_for
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class HandedInPart:
    """One part of an application as its readers see it. ``files`` come without their content."""

    part: ApplicationPart
    text: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An application as it was handed in. Nobody's name stands in it, but what people wrote themselves."""

    application_id: int
    submitted_at: datetime
    late_minutes: int
    receipt: str
    parts: tuple[HandedInPart, ...]


def parts_of(call_id: int) -> list[ApplicationPart]:
    """The parts of a call's form in their order. One statement."""
    return list(ApplicationPart.objects.filter(call_id=call_id).order_by("position"))


def may_write(actor: Actor, application: Application) -> bool:
    """True for who leads the school and for whom they let write."""
    if actor.may(Permission.SCHOOL_APPLY, place=application.candidacy.school_id):
        return True
    return actor.person_id is not None and writers_of(application).filter(person=actor.person_id).exists()


def writers_of(application: Application) -> QuerySet[ApplicationWriter]:
    """Who may write beside the principal, by name."""
    rows = ApplicationWriter.objects.filter(application=application, ended_at__isnull=True)
    return rows.select_related("person", "application__candidacy").order_by(
        "person__family_key", "person__shown_key", "pk"
    )


def get_school_candidacy_for(actor: Actor, pk: int) -> Candidacy:
    """A school in a call for who runs calls, who leads the school, and who writes for it; Http404 for others, also for
    who approves: they read what was handed in."""
    candidacy = get_candidacy_for(actor, pk)
    if actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SCHOOL_APPLY, place=candidacy.school_id):
        return candidacy
    writes = ApplicationWriter.objects.filter(application__candidacy=candidacy, ended_at__isnull=True)
    mine = Candidacy.objects.filter(Exists(writes.filter(person=actor.person_id or 0)))
    found_or_404(mine, pk=pk)
    return candidacy


def get_application_for(actor: Actor, candidacy_pk: int) -> Application:
    """The application of a school in a call, with the candidacy; for the same people. Http404 otherwise."""
    candidacy = get_school_candidacy_for(actor, candidacy_pk)
    found = found_or_404(Application.objects.select_related("submitted_by"), candidacy=candidacy)
    found.candidacy = candidacy
    return found


def get_own_application_for(actor: Actor, candidacy_pk: int) -> Application:
    """The same, for who may write in it; Http404 otherwise."""
    application = get_application_for(actor, candidacy_pk)
    if not may_write(actor, application):
        found_or_404(Application.objects.none())
    return application


def get_part_for(application: Application, pk: int) -> ApplicationPart:
    """A part of the form that the application fills in; Http404 otherwise."""
    return found_or_404(ApplicationPart.objects.filter(call_id=application.candidacy.call_id), pk=pk)


def get_attachment_for(actor: Actor, pk: int) -> Attachment:
    """A file with its content: what is there for the school and for who runs calls; what was handed in also for who
    reads or visits that school, approves it, or decides. Http404 otherwise."""
    file = found_or_404(Attachment.objects.select_related("application__candidacy"), pk=pk)
    candidacy = file.application.candidacy
    is_office = actor.may(Permission.CALL_MANAGE)
    if file.removed_at is None and (is_office or may_write(actor, file.application)):
        return file
    reads = Reading.objects.filter(candidacy=candidacy, reader__person=actor.person_id or 0)
    if (
        is_office
        or actor.may(Permission.SELECTION_DECIDE)
        or actor.may(Permission.SCHOOL_APPROVE, place=candidacy.school_id)
        or reads.exclude(state=ReadingState.RELEASED).exists()
    ):
        return found_or_404(files_handed_in([file.application_id]), pk=pk)
    return found_or_404(Attachment.objects.none())


def get_file_of(application: Application, pk: int) -> Attachment:
    """A file that is there now, without its content; Http404 otherwise."""
    rows = Attachment.objects.filter(application=application, removed_at__isnull=True).defer("content")
    return found_or_404(rows.select_related("application"), pk=pk)


def applying(call: Call, text: str) -> QuerySet[Candidacy]:
    """The schools of a call that take part or began to write, by name, each with its ``application`` and how many
    parts of it (``written``) and files (``attached``) there are. ``text`` narrows them to names that hold its words."""
    begun = Q(state=CandidacyState.INTERESTED) | Q(application__isnull=False)
    rows = Candidacy.objects.filter(begun, call=call)
    for word in text.split():
        rows = rows.filter(Q(school__name__icontains=word) | Q(school__parent__name__icontains=word))
    wordings = PartWording.objects.filter(application=OuterRef("application"), holds=True)
    files = Attachment.objects.filter(application=OuterRef("application"), removed_at__isnull=True)
    rows = rows.annotate(written=_parts_in(wordings), attached=_parts_in(files))
    rows = rows.select_related("school__school", "school__parent", "application__submitted_by")
    return rows.order_by("school__name", "pk")


def _parts_in(rows: QuerySet[Any]) -> Any:
    """Of how many parts there are such rows, as a subquery."""
    counted = rows.order_by().values("application").annotate(n=Count("part", distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def wordings_that_hold(application_ids: Collection[int]) -> dict[tuple[int, int], PartWording]:
    """By (application, part) the wording that is the answer now. One statement."""
    rows = _newest(PartWording.objects.filter(application__in=application_ids, holds=True))
    return {(one.application_id, one.part_id): one for one in rows.select_related("made_by")}


def wordings_of(application: Application, part: ApplicationPart) -> QuerySet[PartWording]:
    """Everything that was ever saved of a part, the latest first."""
    rows = PartWording.objects.filter(application=application, part=part).select_related("made_by")
    return rows.order_by("-number")


def files_of(application: Application) -> list[Attachment]:
    """The files that are there now, without their content, in the order in which they came. One statement."""
    rows = Attachment.objects.filter(application=application, removed_at__isnull=True)
    return list(rows.defer("content").order_by("pk"))


def as_handed_in(application: Application) -> HandedIn | None:
    """What the school handed in, as it stood then, whatever has been written since; None where it did not. Without
    names of who wrote. Three statements."""
    return as_handed_in_many([application]).get(application.pk)


def as_handed_in_many(applications: Iterable[Application]) -> dict[int, HandedIn]:
    """The same for several applications of one call, by id. Three statements, however many."""
    handed = {one.pk: one for one in applications if one.submitted_at is not None}
    if not handed:
        return {}
    before = PartWording.objects.filter(holds=True, made_at__lte=F("application__submitted_at"))
    rows = _newest(before.filter(application__in=handed), made_at__lte=F("application__submitted_at"))
    texts = {(one.application_id, one.part_id): one.text for one in rows}
    files: dict[tuple[int, int], list[Attachment]] = {}
    for file in files_handed_in(handed).defer("content"):
        files.setdefault((file.application_id, file.part_id), []).append(file)
    parts = parts_of(next(iter(handed.values())).candidacy.call_id)

    def part_of(pk: int, part: ApplicationPart) -> HandedInPart:
        return HandedInPart(part, texts.get((pk, part.pk), ""), tuple(files.get((pk, part.pk), ())))

    return {
        pk: HandedIn(
            pk, one.submitted_at, one.late_minutes, one.receipt, tuple(part_of(pk, part) for part in parts)
        )
        for pk, one in handed.items()
        if one.submitted_at is not None
    }


def changed_since(application: Application) -> bool:
    """True where something was written, attached or taken away since it was handed in."""
    since = application.submitted_at
    files = Attachment.objects.filter(application=application)
    written = PartWording.objects.filter(application=application, holds=True, made_at__gt=since)
    return written.exists() or files.filter(Q(made_at__gt=since) | Q(removed_at__gt=since)).exists()


def _newest(rows: QuerySet[PartWording], **later: Any) -> QuerySet[PartWording]:
    """Of these wordings those after which no other holds, among those that ``later`` narrows the others to."""
    others = PartWording.objects.filter(
        application=OuterRef("application"), part=OuterRef("part"), holds=True
    )
    return rows.filter(~Exists(others.filter(number__gt=OuterRef("number"), **later)))


def files_handed_in(applications: Collection[int]) -> QuerySet[Attachment]:
    """The files that these applications (ids) had when they were handed in, also those taken away since."""
    at = F("application__submitted_at")
    there = Q(removed_at__isnull=True) | Q(removed_at__gt=at)
    return Attachment.objects.filter(there, application__in=applications, made_at__lte=at).order_by("pk")
