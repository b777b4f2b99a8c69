"""PostgreSQL sets foreign keys and indexes aside for the first roster of a server, and makes the same ones again.

The function that does it runs as the tables' owner. What the application's role tries here in order to have more of
it than loading, it must not get.
"""

from importlib import import_module

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.imports import loading
from groundswell.roster.imports.kinds import HASH, KINDS, SOURCE_ID
from groundswell.roster.models import Course, Enrolment, Person
from tests.support import engines

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite checks as it goes")
FILL = import_module("groundswell.roster.migrations.0007_fill_again")
MADE = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid), convalidated FROM pg_constraint
    WHERE conrelid::regclass::text LIKE 'roster_%'
UNION ALL SELECT tablename, indexdef, true FROM pg_indexes WHERE tablename LIKE 'roster_%' ORDER BY 1, 2"""
STAGED = "CREATE TEMP TABLE staged AS SELECT {} FROM roster_course LIMIT 0"
ONE_COURSE = (
    "INSERT INTO staged (source_id, title, code, grades, subjects) VALUES ('c1', 'Algebra', '', '', '')"
)
COLUMNS = "source_id, title, code, grades, subjects, ended_on, school_year_id, content_hash"
WATCH = """
CREATE TEMP TABLE seen (who text);
CREATE FUNCTION pg_temp.watch() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN INSERT INTO pg_temp.seen VALUES (current_user); RETURN NULL; END$$;
GRANT ALL ON seen TO PUBLIC"""


def made() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        return cursor.fetchall()


def asked(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


def fill(*statements: str, target: str = "roster_course", function: str = "roster_fill") -> None:
    """As the application's role: these statements, then the function, all undone when it refuses."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("GRANT SELECT ON staged TO PUBLIC")
        cursor.execute(f"SELECT public.{function}(%s)", [target])


@pytest.fixture
def me(cast):
    """The application's role, in Riverbend."""
    with reading(cast.tenant):
        asked(f"SET LOCAL groundswell.tenant = '{cast.tenant.pk}'")
        yield asked("SELECT current_user")[0][0]


@pytest.fixture
def without(me):
    """Negative control: ``without(defence)`` is the name of the same function with one defence taken out of it."""
    name, password = engines.owner_of()
    there = engines.as_url(connection.settings_dict["NAME"], name, password)
    with psycopg.connect(there, autocommit=True) as owner:

        def make(defence: str, instead: str = "") -> str:
            created = FILL.FILL.partition(";\nREVOKE")[0]
            assert defence in created
            loose = created.replace(defence, instead).replace("roster_fill(", "roster_fill_loose(", 1)
            owner.execute(loose)
            return "roster_fill_loose"

        yield make
        owner.execute("DROP FUNCTION IF EXISTS public.roster_fill_loose(text)")


def test_a_first_import_leaves_every_key_and_index_as_it_was(cast, bundles, school_year, monkeypatch):
    before = made()
    monkeypatch.setattr(loading, "MANY", 0)
    one = roster_files.bring_in(by=cast.system, path=bundles / "all", accept_guard=True)
    assert one.state == "applied"
    assert made() == before
    with reading(cast.tenant):
        assert Person.objects.filter(source_id__isnull=False).count() == 72
        assert Enrolment.objects.filter(person__tenant=cast.tenant).count() == Enrolment.objects.count() > 0


def test_it_fills_what_the_files_bring_and_nothing_else():
    assert {table: set(names.split(", ")) for table, names in FILL.COLUMNS.items()} == {
        kind.table: {SOURCE_ID, *kind.content, HASH, *kind.constants} for kind in KINDS
    }


def test_a_plain_table_is_loaded_into_ones_own_district(me, cast):
    fill(STAGED.format("*"), ONE_COURSE, f"UPDATE staged SET id = 7, tenant_id = {cast.other.pk}")
    course = Course.objects.get(source_id="c1")
    assert (course.tenant_id, course.pk == 7) == (cast.tenant.pk, False)


@pytest.mark.parametrize(
    "target", ["kernel_journal", "accounts_user", "roster_tombstone", "roster_person; --", ""]
)
def test_other_tables_are_refused(me, target):
    with pytest.raises(DatabaseError, match="roster_fill does not load"):
        fill(STAGED.format(COLUMNS), target=target)


@pytest.mark.parametrize(
    "staged",
    [
        f"CREATE TEMP VIEW staged AS SELECT {COLUMNS} FROM roster_course",
        f"{STAGED.format(COLUMNS)}; ALTER TABLE staged ENABLE ROW LEVEL SECURITY",
        f"{STAGED.format(COLUMNS)}; CREATE RULE watch AS ON INSERT TO staged DO NOTHING",
        STAGED.format("source_id, title"),
        f"{STAGED.format(COLUMNS)}; ALTER TABLE staged ALTER title TYPE text",
        f"{STAGED.format(COLUMNS)}; CREATE DOMAIN pg_temp.name AS varchar(255); "
        "ALTER TABLE staged ALTER title TYPE pg_temp.name",
    ],
    ids=["a view", "row security", "a rule", "too few columns", "another type", "a domain"],
)
def test_rows_that_do_not_stand_in_a_plain_table_of_that_shape_are_refused(me, staged):
    with pytest.raises(DatabaseError, match="roster_fill does not load"):
        fill(staged)


def test_without_a_district_nothing_is_loaded(me):
    with pytest.raises(DatabaseError, match="roster_fill does not load"):
        fill("SET LOCAL groundswell.tenant = ''", STAGED.format(COLUMNS), ONE_COURSE)


EVIL_CAST = (
    WATCH,
    "CREATE TYPE pg_temp.evil AS (x integer)",
    "CREATE FUNCTION pg_temp.turn(pg_temp.evil) RETURNS varchar LANGUAGE plpgsql AS "
    "$$BEGIN INSERT INTO pg_temp.seen VALUES (current_user); RETURN ''; END$$",
    "CREATE CAST (pg_temp.evil AS varchar) WITH FUNCTION pg_temp.turn(pg_temp.evil) AS ASSIGNMENT",
    STAGED.format(COLUMNS),
    "ALTER TABLE staged DROP COLUMN title, ADD COLUMN title pg_temp.evil",
    "INSERT INTO staged VALUES ('c1', '', '', '', NULL, NULL, NULL, ROW(1)::pg_temp.evil)",
)
EVIL_TRIGGER = (
    WATCH,
    "CREATE TEMP TABLE bait (x integer)",
    "CREATE CONSTRAINT TRIGGER watch AFTER INSERT ON bait DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION pg_temp.watch()",
    "INSERT INTO bait VALUES (1)",
    STAGED.format(COLUMNS),
    ONE_COURSE,
)


def test_a_cast_of_the_callers_own_is_never_run(me):
    """A type with a cast to text would be converted by the caller's function, as the owner."""
    with pytest.raises(DatabaseError, match="roster_fill does not load"):
        fill(*EVIL_CAST)


def test_without_the_look_at_types_a_cast_would_run_as_the_owner(me, without):
    fill(
        *EVIL_CAST, function=without("USING (attname, atttypid, atttypmod, attcollation)", "USING (attname)")
    )
    assert asked("SELECT DISTINCT who FROM seen") == [(engines.owner_of()[0],)]


def test_a_deferred_trigger_of_the_callers_own_never_runs_as_the_owner(me):
    fill(*EVIL_TRIGGER)
    assert asked("SELECT who FROM seen") == [], "the function fired it"
    asked("SET CONSTRAINTS ALL IMMEDIATE")
    assert asked("SELECT who FROM seen") == [(me,)]


def test_a_function_that_fires_what_waits_would_fire_it_as_the_owner(me, without):
    fill(
        *EVIL_TRIGGER,
        function=without(
            "FOREACH step IN ARRAY gone", "SET CONSTRAINTS ALL IMMEDIATE; FOREACH step IN ARRAY gone"
        ),
    )
    assert asked("SELECT who FROM seen") == [(engines.owner_of()[0],)]


def test_names_of_the_callers_own_stand_behind_the_catalogues(me):
    """Temporary tables come first in a search path that does not name them; here they are named, and last."""
    before = made()
    shadows = (
        "CREATE TEMP TABLE pg_constraint AS SELECT * FROM pg_catalog.pg_constraint LIMIT 0",
        "CREATE TEMP TABLE roster_course AS SELECT * FROM public.roster_course LIMIT 0",
        f"CREATE TEMP TABLE staged AS SELECT {COLUMNS} FROM public.roster_course LIMIT 0",
    )
    fill(*shadows, ONE_COURSE)
    assert asked("SELECT count(*) FROM pg_temp.roster_course") == [(0,)]
    assert asked("SELECT title FROM public.roster_course WHERE source_id = 'c1'") == [("Algebra",)]
    asked("DROP TABLE pg_temp.pg_constraint, pg_temp.roster_course")
    assert made() == before


def test_what_a_child_of_the_table_holds_is_not_read(me):
    fill(
        STAGED.format(COLUMNS),
        "CREATE TEMP TABLE child () INHERITS (staged)",
        ONE_COURSE.replace("staged", "child"),
    )
    assert not Course.objects.filter(source_id="c1").exists()


def test_only_the_application_may_call_it_and_nothing_in_it_can_be_looked_up_elsewhere(me):
    who = (
        "SELECT grantee::regrole::text FROM pg_proc, aclexplode(proacl) WHERE proname = 'roster_fill' "
        "AND grantee <> proowner"
    )
    assert asked(who) == [(me,)]
    settings = asked("SELECT prosecdef, proconfig FROM pg_proc WHERE proname = 'roster_fill'")
    assert len(settings) == 1, "the wider one is gone"
    assert settings[0][0] and "search_path=pg_catalog, pg_temp" in settings[0][1]


def test_what_refers_to_nobody_is_refused_as_a_whole(me):
    staged = "CREATE TEMP TABLE staged AS SELECT * FROM roster_enrolment LIMIT 0"
    rows = "INSERT INTO staged (source_id, role, person_id, school_class_id) VALUES ('x', 'student', -1, -1)"
    with pytest.raises(DatabaseError, match="foreign key"):
        fill(staged, rows, target="roster_enrolment")
