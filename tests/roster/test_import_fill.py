"""PostgreSQL sets foreign keys and indexes aside for the first roster of a server, and makes the same ones again."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.imports import loading
from groundswell.roster.models import Enrolment, Person

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite checks as it goes")
MADE = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid), convalidated FROM pg_constraint
    WHERE conrelid::regclass::text LIKE 'roster_%'
UNION ALL SELECT tablename, indexdef, true FROM pg_indexes WHERE tablename LIKE 'roster_%' ORDER BY 1, 2"""


def made() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        return cursor.fetchall()


def call(statement: str, target: str = "roster_person") -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SELECT roster_fill(%s, %s)", [target, ["source_id"]])


def test_a_first_import_leaves_every_key_and_index_as_it_was(cast, bundles, school_year, monkeypatch):
    before = made()
    monkeypatch.setattr(loading, "MANY", 0)
    one = roster_files.bring_in(by=cast.system, path=bundles / "all", accept_guard=True)
    assert one.state == "applied"
    assert made() == before
    with reading(cast.tenant):
        assert Person.objects.filter(source_id__isnull=False).count() == 72
        assert Enrolment.objects.filter(person__tenant=cast.tenant).count() == Enrolment.objects.count() > 0


@pytest.mark.parametrize(
    ("staged", "target"),
    [
        ("CREATE TEMP VIEW staged AS SELECT 'x'::text AS source_id", "roster_person"),
        ("CREATE TEMP TABLE staged (source_id text)", "kernel_journal"),
        (
            "CREATE TEMP TABLE staged (source_id text); ALTER TABLE staged ENABLE ROW LEVEL SECURITY",
            "roster_person",
        ),
    ],
)
def test_the_loader_takes_plain_rows_and_fills_its_own_tables_only(cast, staged, target):
    with reading(cast.tenant), pytest.raises(DatabaseError, match="roster_fill does not load"):
        call(staged, target)


def test_what_refers_to_nobody_is_refused_as_a_whole(cast):
    staged = (
        "CREATE TEMP TABLE staged AS SELECT 'x'::text AS source_id, 'student'::text AS role, "
        "1::bigint AS person_id, 1::bigint AS school_class_id"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(staged)
        cursor.execute(f"SET LOCAL groundswell.tenant = '{cast.tenant.pk}'")
        names = ["source_id", "person_id", "school_class_id", "role"]
        cursor.execute("SELECT roster_fill('roster_enrolment', %s)", [names])
