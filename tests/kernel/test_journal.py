"""The journal: with the change or not at all, without names, append-only, and chained so that tampering shows."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from groundswell.kernel import journal
from groundswell.kernel.locking import NoTransaction
from groundswell.kernel.models import JournalEntry, JournalPersonal, JournalSeal, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb, writing
from tests.support.owner import as_owner, drop_triggers


@verb
def notes(*, by, kind="tests.thing.done", fail=False, **more):
    entry = journal.record(kind, by=by, **more)
    if fail:
        raise RuntimeError("after the entry")
    return entry


def entries(cast):
    with reading(cast.tenant):
        return list(JournalEntry.objects.filter(kind__startswith="tests.").order_by("pk"))


def test_nothing_is_recorded_outside_a_verb(monkeypatch):
    """The entry and the change stand or fall together, so there must be something to fall with."""
    monkeypatch.setattr(journal, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(NoTransaction, match=r"tests\.thing\.done was recorded outside a verb"):
        journal.record("tests.thing.done", by=Actor.system(Tenant(pk=1)))


def test_a_verb_that_fails_leaves_no_entry(cast):
    with pytest.raises(RuntimeError):
        notes(by=cast.system, fail=True)
    assert entries(cast) == []
    notes(by=cast.system)
    assert [entry.kind for entry in entries(cast)] == ["tests.thing.done"]


def test_personal_values_stand_apart_and_can_be_emptied(cast):
    """The entry keeps ids and numbers; the name goes, and the chain still fits."""
    made = notes(by=cast.system, data={"person": 7}, personal={"name": "Ana Ruiz"})
    journal.seal_next(cast.tenant)
    [entry] = entries(cast)
    assert "Ana" not in str(entry.data)
    with writing(cast.tenant):
        assert JournalPersonal.objects.get(entry=made).data == {"name": "Ana Ruiz"}
        JournalPersonal.objects.filter(entry=made).update(data={})
    with reading(cast.tenant):
        assert journal.first_broken_seal(cast.tenant) is None


def test_the_entry_says_who_did_it_and_what_it_is_about(cast):
    ana = cast.people["ana"]
    made = notes(by=cast.actor("ana"), subject=ana)
    assert (made.actor_person, made.actor_user) == (ana.pk, cast.user("ana").pk)
    assert (made.subject_kind, made.subject_id, made.origin) == ("tests.thing", ana.pk, "web")


@pytest.mark.parametrize("table", ["kernel_journal_entry", "kernel_journal_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
def test_history_takes_no_change(cast, table, statement):
    """By the database itself, whatever program asks."""
    notes(by=cast.system)
    journal.seal_next(cast.tenant)
    with writing(cast.tenant), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] >= 1


def test_without_its_trigger_history_would_take_the_change(cast):
    """Negative control: the same statement goes through where the trigger is gone."""
    with as_owner() as cursor:
        notes(by=cast.system)
        drop_triggers(cursor, "kernel_journal_entry")
        cursor.execute("UPDATE kernel_journal_entry SET kind = 'tests.forged'")
        assert cursor.rowcount >= 1


def test_seals_chain_and_stay_when_more_is_written(cast):
    notes(by=cast.system)
    journal.seal_next(cast.tenant)
    with reading(cast.tenant):
        first = list(JournalSeal.objects.order_by("number").values_list("number", "digest"))
        assert journal.unsealed(cast.tenant) == 0
    notes(by=cast.system)
    with reading(cast.tenant):
        assert journal.unsealed(cast.tenant) == 1
    assert journal.seal_next(cast.tenant) == 1
    with reading(cast.tenant):
        now = list(JournalSeal.objects.order_by("number").values_list("number", "digest"))
        assert now[:-1] == first and [number for number, _ in now] == list(range(1, len(now) + 1))
        assert journal.first_broken_seal(cast.tenant) is None


def test_a_large_journal_is_sealed_in_portions(cast):
    for _ in range(5):
        notes(by=cast.system)
    while journal.seal_next(cast.tenant, limit=2):
        pass
    with reading(cast.tenant):
        assert journal.unsealed(cast.tenant) == 0 and journal.first_broken_seal(cast.tenant) is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE kernel_journal_entry SET subject_id = subject_id + 1 WHERE id = {entry}",
        "UPDATE kernel_journal_entry SET actor_person = NULL WHERE id = {entry}",
        "UPDATE kernel_journal_entry SET kind = 'tests.thing.denied' WHERE id = {entry}",
        "UPDATE kernel_journal_seal SET digest = 'forged' WHERE entry_id = {entry}",
    ],
)
def test_a_tampered_entry_is_found(cast, tampering):
    """Whoever owns the tables can take the triggers away; the chain then says where history was changed."""
    with as_owner() as cursor:
        made = notes(by=cast.actor("ana"), subject=cast.people["ana"])
        notes(by=cast.system)
        journal.seal_next(cast.tenant)
        with reading(cast.tenant):
            number = JournalSeal.objects.get(entry=made).number
            assert journal.first_broken_seal(cast.tenant) is None
        drop_triggers(cursor, "kernel_journal_entry")
        drop_triggers(cursor, "kernel_journal_seal")
        cursor.execute(tampering.format(entry=made.pk))
        with reading(cast.tenant):
            assert journal.first_broken_seal(cast.tenant) == number


def test_each_district_has_its_own_chain(cast):
    notes(by=cast.system)
    notes(by=Actor.system(cast.other))
    for tenant in (cast.tenant, cast.other):
        journal.seal_next(tenant)
        with reading(tenant):
            assert JournalSeal.objects.order_by("number").first().number == 1
            assert journal.first_broken_seal(tenant) is None
