"""Statements written once give what the query builder gives."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from groundswell.events.actions import events
from groundswell.events.models import LearningEvent, Section
from groundswell.kernel import clock, rows
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.surveys.actions import waves
from groundswell.surveys.models import Deposit

WITH_EVENT = f"""
    SELECT {rows.columns(Section, "s")}, {rows.columns(LearningEvent, "e")}, s.seats + 1
    FROM events_section s JOIN events_event e ON e.id = s.event_id WHERE s.id = %s
"""


@rows.written_once
def sections_of(titled: bool):
    """Among these numbers, with their events and what is left, where titled of one title alone."""
    found = Section.objects.filter(rows.Among("pk", rows.Given("numbers"))).select_related("event")
    found = found.annotate(left=F("seats") - F("seats_taken"))
    return found.filter(event__title=rows.Given("title")) if titled else found


@rows.written_once
def begun_by():
    return Section.objects.filter(begins_at__lte=rows.Given("moment")).values_list("pk", "begins_at")


@pytest.fixture
def section(cast):
    begins_at = clock.now() + timedelta(days=7)
    return events.draft(
        by=cast.system,
        title="Fractions with paper",
        audience=["teacher"],
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1),
        seats=20,
    )


def values_of(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_read_so_is_the_row_that_its_manager_reads(cast, section):
    """Moments, JSON, empty values and all."""
    with reading(cast.tenant):
        usual = Section.objects.select_related("event").get(pk=section.pk)
        [(found, event, one_more)] = rows.read(WITH_EVENT, [section.pk], Section, LearningEvent)
    assert values_of(found) == values_of(usual) and values_of(event) == values_of(usual.event)
    assert found.begins_at.tzinfo is not None and event.audience == ["role:teacher"] and one_more == 21
    assert not found._state.adding and found.get_deferred_fields() == set()


def test_a_row_written_so_is_the_row_that_was_meant(cast):
    meant = JournalEntry(
        tenant=cast.tenant, kind="a.b", subject_kind="a", subject_id=7, data={"n": [1, None]}
    )
    meant.origin = "command"
    with writing(cast.tenant):
        assert rows.insert(meant)
        assert values_of(JournalEntry.objects.get(pk=meant.pk)) == values_of(meant)


def test_postgresql_plans_such_a_statement_once_and_still_keeps_districts_apart(cast, section):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its statements itself")
    with reading(cast.tenant):
        for _ in range(8):
            assert len(rows.read(WITH_EVENT, [section.pk], Section, LearningEvent)) == 1
        plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s"
        assert rows.run(plans, ["%FROM events_section s%"]) == [(8, 0)]  # one plan, used eight times
    with reading(cast.other):
        assert rows.read(WITH_EVENT, [section.pk], Section, LearningEvent) == []


def test_a_query_written_once_gives_what_it_would_give_with_its_values_in_place(
    cast, section, django_assert_num_queries
):
    with reading(cast.tenant):
        usual = Section.objects.select_related("event").get(pk=section.pk)
        with django_assert_num_queries(1):
            [found] = sections_of(False, numbers=[section.pk, 0])
            title = found.event.title
        assert values_of(found) == values_of(usual) and values_of(found.event) == values_of(usual.event)
        assert found.left == 20 and not found._state.adding
        assert sections_of(True, numbers={section.pk}, title=title) == [usual]
        assert sections_of(True, numbers={section.pk}, title="x") == sections_of(False, numbers=[]) == []
        assert begun_by(moment=section.begins_at) == [(section.pk, section.begins_at)]
        assert begun_by(moment=clock.now()) == []


def test_a_query_written_once_asks_in_the_district_that_is_open(cast, section):
    """It was put together for one; the other, and none, don't see its rows."""
    with reading(cast.tenant):
        assert sections_of(False, numbers=[section.pk]) != []
    with reading(cast.other):
        assert sections_of(False, numbers=[section.pk]) == []
    with pytest.raises(LookupError, match="No district is open"):
        sections_of(False, numbers=[section.pk])


def entry(cast, kind) -> JournalEntry:
    return JournalEntry(tenant=cast.tenant, kind=kind, subject_kind="a", subject_id=7, origin="command")


def mail(cast, key, to_name="Ana") -> OutgoingMail:
    return OutgoingMail(tenant=cast.tenant, kind="a.b", key=key, to_name=to_name, language="en")


def test_rows_that_are_added_together_are_written_at_the_end(cast, django_assert_num_queries):
    """On PostgreSQL by one statement. Each has its id then, and is what was meant."""
    first, second, letter = entry(cast, "a.first"), entry(cast, "a.second"), mail(cast, "k")
    most = 1 if connection.vendor == "postgresql" else 3
    with writing(cast.tenant), django_assert_num_queries(most), rows.together():
        for one in (first, second, letter):
            rows.add(one)
        assert not any(one.pk for one in (first, second, letter))
    with reading(cast.tenant):
        for meant in (first, second, letter):
            assert values_of(type(meant).objects.get(pk=meant.pk)) == values_of(meant)


def test_a_row_that_conflicts_has_no_id_or_the_older_rows(cast):
    """As its ON CONFLICT says; the others are written all the same."""
    again, silent, other = mail(cast, "used", "Ben"), mail(cast, "used", "Cy"), entry(cast, "a.other")
    with writing(cast.tenant):
        rows.insert(older := mail(cast, "used"))
        with rows.together():
            rows.add(again, on_conflict="(tenant_id, key) DO UPDATE SET key = EXCLUDED.key")
            rows.add(other)
        with rows.together():
            rows.add(silent, on_conflict="DO NOTHING")
            rows.add(entry(cast, "a.more"))
        assert again.pk == older.pk and silent.pk is None and other.pk
        assert OutgoingMail.objects.get(key="used").to_name == "Ana"
        assert JournalEntry.objects.filter(kind__in=["a.other", "a.more"]).count() == 2


def test_rows_that_bring_their_keys_are_one_statement_for_their_table(cast, django_assert_num_queries):
    """On SQLite too, and a block inside the block waits for its end. Whoever may conflict is asked alone there."""
    wave = waves.open_for(
        by=cast.system,
        instrument_key="post_event",
        subject_key="event:1",
        title="Small groups",
        context_label="",
        people=[],
        anchor=clock.today(cast.tenant.time_zone),
    )
    meant = [Deposit(tenant=cast.tenant, wave=wave, sealed=said) for said in "abc"]
    twice = Deposit(tenant=cast.tenant, wave=wave, sealed="d", key=meant[0].key)
    last = entry(cast, "a.last")
    most = 1 if connection.vendor == "postgresql" else 2
    with writing(cast.tenant), django_assert_num_queries(most), rows.together():
        rows.add(meant[0])
        with rows.together():
            for one in meant[1:]:
                rows.add(one)
        assert all(one._state.adding for one in meant)
        rows.add(last)
    with writing(cast.tenant), rows.together():
        rows.add(other := Deposit(tenant=cast.tenant, wave=wave, sealed="e"))
        rows.add(twice, on_conflict="DO NOTHING")
    assert [one._state.adding for one in (*meant, last, other, twice)] == [False] * 5 + [True]
    with reading(cast.tenant):
        assert {one.key: one.sealed for one in Deposit.objects.all()} == {
            one.key: one.sealed for one in (*meant, other)
        }
        assert values_of(JournalEntry.objects.get(pk=last.pk)) == values_of(last)


def test_a_block_that_ends_with_an_error_writes_nothing_later(cast):
    with writing(cast.tenant):
        with pytest.raises(ValueError), rows.together():
            rows.add(entry(cast, "a.lost"))
            raise ValueError
        rows.add(entry(cast, "a.kept"))
        assert list(JournalEntry.objects.filter(kind__startswith="a.").values_list("kind", flat=True)) == [
            "a.kept"
        ]
        with rows.together():
            pass
