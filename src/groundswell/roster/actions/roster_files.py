"""Verbs for roster files: receive a bundle, read it into a plan, apply the plan, take the last one back.

Reading and comparing happen outside the writer's lock; only the difference is applied under it, in one
transaction. A crash leaves the roster as it was before or as it is after, and the worker carries on.
"""

import fcntl
import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.actions import import_doubts, roster_rows, turns
from groundswell.roster.choices import ImportState, OrganisationKind
from groundswell.roster.imports.bundle import same_files
from groundswell.roster.imports.codes import TOLERABLE, Code
from groundswell.roster.imports.plan import Plan, make_plan
from groundswell.roster.imports.problems import Unreadable
from groundswell.roster.models import Organisation, RosterImport, Tombstone
from groundswell.roster.queries import imports as queries
from groundswell.roster.queries.lives import Erased
from groundswell.roster.rules import reuse
from groundswell.roster.rules.import_notes import NotNow, kept
from groundswell.roster.rules.imports import erased_people
from groundswell.roster.rules.lives import Busy

SHOWN_PROBLEMS = 500


def bring_in(
    *, by: Actor, path: Path, accept_guard: bool = False, tolerate: Collection[Code] = ()
) -> RosterImport:
    """Receive, read and apply in one go, for the command line and the universe. Stops where a person must look."""
    roster_import = receive(by=by, path=path, tolerate=tolerate)
    roster_import = read(by=by, roster_import=roster_import)
    if roster_import.state == ImportState.READY and (accept_guard or not roster_import.guard):
        roster_import = apply(by=by, roster_import=roster_import, accept_guard=accept_guard)
    return roster_import


def receive(
    *,
    by: Actor,
    path: Path | None = None,
    name: str = "",
    content: Iterable[bytes] = (),
    tolerate: Collection[Code] = (),
) -> RosterImport:
    """Take a bundle in: the one at ``path`` (read where it lies), or an uploaded file's ``content`` in chunks.

    The import waits for :func:`read`; the worker does that for uploads. An upload is kept in the data folder until
    it was read, and written there before anything is locked.
    """
    folder = _imports(by.tenant) / uuid4().hex
    folder.mkdir(parents=True)
    try:
        if path is None:
            path = folder / "bundle.zip"
            with path.open("wb") as target:
                target.writelines(content)
        return _register(by=by, path=path, name=(name or path.name)[:255], folder=folder, tolerate=tolerate)
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)  # a full disk keeps no half of an upload
        raise


@verb
def _register(*, by: Actor, path: Path, name: str, folder: Path, tolerate: Collection[Code]) -> RosterImport:
    with _one_at_a_time(by):
        roster_import = RosterImport.objects.create(
            tenant=by.tenant,
            number=_next_number(),
            file_name=name,
            bundle=str(path),
            change_log=str(folder.relative_to(settings.GROUNDSWELL_HOME)),
            tolerate=[str(code) for code in tolerate],
            brought_by_id=by.user_id,
        )
    journal.record("roster.import.received", by=by, subject=roster_import)
    return roster_import


def read(*, by: Actor, roster_import: RosterImport) -> RosterImport:
    """Check the bundle and compare it with the roster; nothing of the roster changes and nothing is locked.

    Ends in refused (with its problems), unchanged, or ready (with counts and the guard's doubts). Where somebody
    else reads it already, or has, it answers the import as it stands.
    """
    with _alone(roster_import) as mine:
        if not mine:
            return roster_import
        roster_import = _begin_reading(by=by, roster_import=roster_import)
        if roster_import.state != ImportState.READING:
            return roster_import
        path = Path(roster_import.bundle)
        with reading(by.tenant):
            newest = queries.newest_applied()
        try:
            if _says_the_same(by.tenant, newest, path):
                return _conclude(by=by, roster_import=roster_import, same_as=newest)
            plan = _planned(by, roster_import, path)
        except Unreadable as refusal:
            return _refuse(by=by, roster_import=roster_import, refusal=refusal)
        return _conclude(
            by=by, roster_import=roster_import, plan=plan, based_on=newest.number if newest else 0
        )


def _says_the_same(tenant: Tenant, newest: RosterImport | None, path: Path) -> bool:
    """Whether these are the very files that were applied last, and nobody was erased since: then nobody is told so."""
    if newest is None or not newest.fingerprint or not same_files(path, newest.fingerprint):
        return False
    with reading(tenant):
        return not Tombstone.objects.filter(at__gte=newest.begun_at).exists()


def _planned(by: Actor, roster_import: RosterImport, path: Path) -> Plan:
    """Read, check and compare; the change log is written anew, whatever a killed reading left there."""
    folder = changes_folder(roster_import)
    shutil.rmtree(folder, ignore_errors=True)
    with reading(by.tenant):
        top = Organisation.objects.filter(kind=OrganisationKind.DISTRICT, source_id=None).first()
    plan = make_plan(
        path,
        roster=queries.roster_of(by.tenant),
        folder=folder,
        top_id=top.pk if top else None,
        tolerate=[code for code in TOLERABLE if code in roster_import.tolerate],
        tell=lambda percent: _tell(by=by, roster_import=roster_import, percent=percent),
        erased=Erased(by.tenant),
    )
    if plan.erased:
        plan.report["problems"].append(erased_people(plan.erased))
        plan.report["totals"]["warning"] += 1
    import_doubts.let_the_summer_pass(plan, folder, by.tenant)
    import_doubts.ask_who_it_is(plan, folder, by.tenant)
    problems_file(roster_import).write_text(json.dumps(plan.report["problems"]))
    return plan


@verb
def _begin_reading(*, by: Actor, roster_import: RosterImport) -> RosterImport:
    roster_import = locking.lock(roster_import)
    if roster_import.state in (ImportState.WAITING, ImportState.READING):
        roster_import.state, roster_import.progress = ImportState.READING, 5
        roster_import.save(update_fields=["state", "progress"])
    return roster_import


@verb
def _tell(*, by: Actor, roster_import: RosterImport, percent: int) -> None:
    """How far the reading is, for the page. Not journalled: nothing has happened yet."""
    roster_import.progress = percent
    roster_import.save(update_fields=["progress"])


@verb
def _refuse(*, by: Actor, roster_import: RosterImport, refusal: Unreadable) -> RosterImport:
    roster_import.problems = [refusal.as_dict()]
    roster_import.problem_count = 1
    return _save(by, roster_import, ImportState.REFUSED)


@verb
def _conclude(
    *,
    by: Actor,
    roster_import: RosterImport,
    plan: Plan | None = None,
    same_as: RosterImport | None = None,
    based_on: int = 0,
) -> RosterImport:
    if plan is None:
        roster_import.fingerprint = same_as.fingerprint if same_as else ""
        roster_import.version, roster_import.mode = (same_as.version, same_as.mode) if same_as else ("", "")
        return _save(by, roster_import, ImportState.UNCHANGED)
    roster_import.version, roster_import.mode, roster_import.fingerprint = (
        plan.version,
        plan.mode,
        plan.fingerprint,
    )
    roster_import.problems = plan.report["problems"][:SHOWN_PROBLEMS]
    roster_import.problem_count = sum(plan.report["totals"].values())
    roster_import.counts, roster_import.guard = plan.counts, plan.guard
    roster_import.based_on = based_on
    # Whoever was erased while this was read may stand in the change log that was written meanwhile.
    Tombstone.objects.filter(at__gte=roster_import.begun_at).update(files_cleaned_at=None)
    if not plan.valid:
        return _save(by, roster_import, ImportState.REFUSED)
    return _save(by, roster_import, ImportState.UNCHANGED if plan.changes_nothing else ImportState.READY)


@verb
def ask_to_apply(*, by: Actor, roster_import: RosterImport, accept_guard: bool = False) -> RosterImport:
    """Say yes to a plan on the page: the worker applies it. Raises NotNow where :func:`apply` would."""
    with _one_at_a_time(by):
        roster_import = locking.lock(roster_import)
        _check_ready(roster_import, accept_guard)
        if accept_guard:
            roster_import.guard = {}
        return _save(by, roster_import, ImportState.APPLYING)


@verb
def apply(*, by: Actor, roster_import: RosterImport, accept_guard: bool = False) -> RosterImport:
    """Make the roster what the plan says, all or nothing; rights of gained and lost positions follow at once.

    Writes one journal entry with counts; the rows themselves stand in the import's change log. Raises NotNow when
    the plan is not ready, the guard doubts it and nobody accepted that, or another import came in between.
    """
    with _one_at_a_time(by):
        roster_import = locking.lock(roster_import)
        _check_ready(roster_import, accept_guard)
        left_out = roster_rows.write(
            connection, by.tenant, changes_folder(roster_import), today=clock.today(by.tenant.time_zone)
        )
        roster_import.applied_at = clock.now()
        roster_import.note = kept("left-out", count=left_out) if left_out else ""
        return _save(by, roster_import, ImportState.APPLIED)


@verb
def take_back(*, by: Actor, roster_import: RosterImport) -> RosterImport:
    """Return to the state before the newest import that still counts, as a forward import of its inverse.

    What it added is ended, never removed: somebody may have acted since. What it changed or ended gets its former
    values back. The inverse can be taken back in turn. Raises NotNow for any but the newest.
    """
    with _one_at_a_time(by):
        return _take_back(by, locking.lock(roster_import))


def _take_back(by: Actor, roster_import: RosterImport) -> RosterImport:
    if roster_import.number not in queries.latest_to_take_back():
        raise NotNow("not-newest")
    folder = _imports(by.tenant) / uuid4().hex
    inverse = RosterImport.objects.create(
        tenant=by.tenant,
        number=_next_number(),
        file_name=f"import-{roster_import.number}-taken-back",
        change_log=str(folder.relative_to(settings.GROUNDSWELL_HOME)),
        counts={
            kind: {"new": 0, "changed": c["changed"] + c["ended"], "ended": c["new"], "same": c["same"]}
            for kind, c in roster_import.counts.items()
        },
        based_on=roster_import.number,
        brought_by_id=by.user_id,
        inverse_of=roster_import,
        applied_at=clock.now(),
    )
    today = clock.today(by.tenant.time_zone)
    roster_rows.write_back(
        connection, by.tenant, changes_folder(roster_import), changes_folder(inverse), today=today
    )
    _save(by, roster_import, ImportState.TAKEN_BACK)
    return _save(by, inverse, ImportState.APPLIED)


@verb
def discard(*, by: Actor, roster_import: RosterImport) -> RosterImport:
    """Put an import away that shall not be applied; its files and its change log are removed. Raises NotNow."""
    roster_import = locking.lock(roster_import)
    if roster_import.state != ImportState.READY:
        raise NotNow("not-waiting")
    shutil.rmtree(changes_folder(roster_import), ignore_errors=True)
    return _save(by, roster_import, ImportState.DISCARDED)


def work_off(tenant: Tenant) -> int:
    """Read what waits and apply what was agreed to. Called by the worker; a second call does no harm.

    What a killed worker left half read is read again; what it was applying was rolled back and is applied again.
    """
    with reading(tenant):
        waiting = list(RosterImport.objects.filter(state__in=queries.BACKGROUND).order_by("number"))
    for roster_import in waiting:
        by = Actor.system(tenant)
        try:
            if roster_import.state == ImportState.APPLYING:
                apply(by=by, roster_import=roster_import)
            else:
                read(by=by, roster_import=roster_import)
        except Exception as problem:
            if isinstance(problem, NotNow) and problem.code == "busy":
                continue  # it stays due
            _fail(by=by, roster_import=roster_import, problem=problem)
            if not isinstance(problem, NotNow):
                raise
    return len(waiting)


@verb
def _fail(*, by: Actor, roster_import: RosterImport, problem: Exception) -> RosterImport:
    if isinstance(problem, NotNow):
        roster_import.note = kept(problem.code)
    else:
        roster_import.note = kept("our-fault", kind=type(problem).__name__)
    return _save(by, roster_import, ImportState.FAILED)


def changes_folder(roster_import: RosterImport) -> Path:
    """Where the row-level change log of an import lies."""
    return Path(settings.GROUNDSWELL_HOME) / roster_import.change_log / "changes"


def problems_file(roster_import: RosterImport) -> Path:
    """The list of everything that was wrong, as JSON; the row in the database keeps the first of them."""
    return Path(settings.GROUNDSWELL_HOME) / roster_import.change_log / "problems.json"


def all_problems(roster_import: RosterImport) -> list[dict[str, Any]]:
    """Every problem that was told of the import, also those that its row in the database has no room for."""
    place = problems_file(roster_import)
    return json.loads(place.read_text()) if place.exists() else roster_import.problems


@contextmanager
def _alone(roster_import: RosterImport) -> Iterator[bool]:
    """Whether this process is the one that reads the import. The lock goes with the process, also a killed one."""
    place = Path(settings.GROUNDSWELL_HOME) / roster_import.change_log
    place.mkdir(parents=True, exist_ok=True)
    with (place / "reader").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _imports(tenant: Tenant) -> Path:
    return Path(settings.GROUNDSWELL_HOME) / "files" / "imports" / tenant.slug


def _next_number() -> int:
    return (RosterImport.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1


@contextmanager
def _one_at_a_time(by: Actor) -> Iterator[None]:
    """Two imports of a district never change its roster at once: whoever comes second sees what the first did."""
    try:
        with turns.alone(by):
            yield
    except Busy:
        raise NotNow("busy") from None


def _check_ready(roster_import: RosterImport, accept_guard: bool) -> None:
    if roster_import.state not in (ImportState.READY, ImportState.APPLYING):
        raise NotNow("not-ready")
    if roster_import.guard and not accept_guard:
        raise NotNow("somebody-else" if reuse.REUSED in roster_import.guard else "too-much-ends")
    if queries.applied_number(roster_import.tenant) != roster_import.based_on:
        raise NotNow("overtaken")


def _save(by: Actor, roster_import: RosterImport, state: ImportState) -> RosterImport:
    roster_import.state = state
    roster_import.save()
    data: dict[str, Any] = {"number": roster_import.number, "counts": roster_import.counts}
    journal.record(f"roster.import.{state}", by=by, subject=roster_import, data=data)
    if state not in queries.BACKGROUND:
        transaction.on_commit(lambda: _drop_upload(roster_import))
    return roster_import


def _drop_upload(roster_import: RosterImport) -> None:
    """An uploaded bundle holds birth dates and more that the roster has no use for; once read, it goes."""
    upload = Path(settings.GROUNDSWELL_HOME) / roster_import.change_log / "bundle.zip"
    if str(upload) == roster_import.bundle:
        upload.unlink(missing_ok=True)
