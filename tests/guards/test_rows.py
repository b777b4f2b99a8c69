"""PostgreSQL's own lock on a district's rows: it holds for the application's role whatever SQL is sent."""

import random
import string
import threading
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from groundswell.kernel.tenancy import SETTING, reading, serving, writing
from tests.guards.marked import mark
from tests.guards.test_models import WITHOUT_A_DISTRICT
from tests.support.house import our_models
from tests.support.owner import as_owner

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row-level security is PostgreSQL's"
)

STATEMENTS = 400
TENANT_TABLES = sorted(m._meta.db_table for m in our_models() if m._meta.label not in WITHOUT_A_DISTRICT)


def asked(sql: str, *values) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


def setting() -> str:
    return asked(f"SELECT coalesce(current_setting('{SETTING}', true), '')")[0][0]


def test_the_application_is_neither_owner_nor_above_the_policies(cast):
    [flags] = asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    assert flags == (False, False, False, False)
    assert (
        asked("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        == []
    )
    assert asked("SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')") == asked(
        "SELECT current_user::name"
    )
    for sql in (
        "SET ROLE postgres",
        "ALTER TABLE roster_person DISABLE ROW LEVEL SECURITY",
        "SET row_security = off",
    ):
        try:
            with transaction.atomic():
                asked(sql)
                asked("SELECT count(*) FROM roster_person")
                raise AssertionError(f"{sql} was let through")
        except (ProgrammingError, DatabaseError):
            pass


def test_every_table_of_a_district_is_forced_and_has_its_one_policy(cast):
    rows = asked(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.polname),"
        " bool_and(p.polwithcheck IS NOT NULL)"
        " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relname = ANY(%s) GROUP BY 1, 2, 3",
        TENANT_TABLES,
    )
    assert sorted(name for name, *_ in rows) == TENANT_TABLES
    assert [row for row in rows if row[1:] != (True, True, 1, True)] == []


def test_no_view_reads_past_the_policies(cast):
    views = asked("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
    assert views == [], "a view runs as its owner: give it security_invoker and test it here"


class Sender:
    """Makes SQL at random on the tables of a district; the same seed makes the same statements."""

    def __init__(self, seed: int, tenant: int, other: int) -> None:
        self.random, self.tenant, self.other = random.Random(seed), tenant, other
        self.columns: dict[str, list[str]] = {}
        for table, column in asked(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name = ANY(%s) AND is_generated = 'NEVER'",
            TENANT_TABLES,
        ):
            self.columns.setdefault(table, []).append(column)

    def statement(self) -> str:
        table = self.random.choice(TENANT_TABLES)
        ways = ["_select", "_select", "_join", "_update", "_delete", "_move", "_insert", "_insert"]
        return getattr(self, self.random.choice(ways))(table)

    def _where(self) -> str:
        wheres = ["true", f"tenant_id = {self.other}", f"tenant_id <> {self.tenant}", "id > 0", "tenant_id IS NOT NULL",
                  f"tenant_id IN (SELECT id FROM kernel_tenant WHERE id <> {self.tenant})"]  # fmt: skip
        return f"({self.random.choice(wheres)} OR {self.random.choice(wheres)})"

    def _select(self, table: str) -> str:
        return f"SELECT tenant_id FROM {table} WHERE {self._where()}"

    def _join(self, table: str) -> str:
        second = self.random.choice(TENANT_TABLES)
        return (
            f"SELECT b.tenant_id FROM {table} a CROSS JOIN LATERAL (SELECT tenant_id FROM {second} "
            f"WHERE {self._where()} UNION ALL SELECT tenant_id FROM {table} LIMIT 50) b LIMIT 500"
        )

    def _update(self, table: str) -> str:
        column = self.random.choice(self.columns[table])
        return f"UPDATE {table} SET {column} = {column} WHERE {self._where()} RETURNING tenant_id"

    def _delete(self, table: str) -> str:
        return f"DELETE FROM {table} WHERE {self._where()} RETURNING tenant_id"

    def _move(self, table: str) -> str:
        """A row of ours into their district, or a copy of whatever can be seen."""
        if self.random.random() < 0.5:
            return f"UPDATE {table} SET tenant_id = {self.other} WHERE {self._where()} RETURNING tenant_id"
        name = "".join(self.random.choices(string.ascii_lowercase, k=6))
        return f"WITH {name} AS (SELECT * FROM {table} WHERE {self._where()}) SELECT tenant_id FROM {name}"

    def _insert(self, table: str) -> str:
        """A row put into their district: made of nothing, or copied from what can be seen, with its id or a new one."""
        if self.random.random() < 0.3:
            return f"INSERT INTO {table} (tenant_id) VALUES ({self.other}) RETURNING tenant_id"
        names = [name for name in self.columns[table] if name != "id" or self.random.random() < 0.5]
        values = [str(self.other) if name == "tenant_id" else name for name in names]
        conflict = self.random.choice(["", " ON CONFLICT DO NOTHING"])
        return (
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}"
            f" WHERE {self._where()} LIMIT 3{conflict} RETURNING tenant_id"
        )


@dataclass
class Haul:
    """What an attack came back with: whose rows were read or changed, whose were put in, and how many rows."""

    whose: set[int] = field(default_factory=set)
    put: set[int] = field(default_factory=set)
    rows: int = 0
    refused: int = 0  # by a policy's WITH CHECK; foreign keys and append-only triggers refuse as well


def attack(cast, count: int, seed: int = 20) -> Haul:
    """Send so many statements as Riverbend."""
    haul = Haul()
    with writing(cast.tenant):
        sender = Sender(seed, cast.tenant.pk, cast.other.pk)
        for _ in range(count):
            with transaction.atomic():
                statement, rows = sender.statement(), []
                try:
                    with transaction.atomic():
                        rows = asked(statement)
                except DatabaseError as problem:
                    haul.refused += "violates row-level security" in str(problem)
                (haul.put if statement.startswith("INSERT") else haul.whose).update(
                    tenant for (tenant,) in rows
                )
                haul.rows += len(rows)
                transaction.set_rollback(True)
    return haul


def counts(cast, tenant) -> dict[str, int]:
    with reading(tenant):
        return {table: asked(f"SELECT count(*) FROM {table}")[0][0] for table in TENANT_TABLES}


@pytest.mark.slow
def test_random_sql_of_one_district_never_meets_anothers_rows(cast):
    mark(cast)
    before = counts(cast, cast.other)
    assert sum(before.values()) > 10
    haul = attack(cast, STATEMENTS)
    assert haul.whose == {cast.tenant.pk} and haul.rows > STATEMENTS
    assert haul.put == set() and haul.refused > STATEMENTS // 20
    assert counts(cast, cast.other) == before


@pytest.mark.proof
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_much_random_sql_of_one_district_never_meets_anothers_rows(cast, seed):
    mark(cast)
    haul = attack(cast, 3_400, seed)
    assert haul.whose == {cast.tenant.pk} and haul.put == set()


@pytest.mark.slow
def test_without_the_policies_the_same_sql_meets_them(cast):
    """Negative control: the policies dropped by the owner, in a transaction that is undone."""
    with as_owner() as cursor:
        for table in TENANT_TABLES:
            cursor.execute(f"DROP POLICY own_district_only ON {table}")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        haul = attack(cast, STATEMENTS)
        assert cast.other.pk in haul.whose and cast.other.pk in haul.put and haul.refused == 0
        assert not any("row-level security" in words for words in refusals(cast).values())


def refusals(cast) -> dict[str, str]:
    """What PostgreSQL says, table by table, to a row that Riverbend puts into the district next door."""
    said = {}
    with writing(cast.tenant):
        for table in TENANT_TABLES:
            try:
                with transaction.atomic():
                    asked(f"INSERT INTO {table} (tenant_id) VALUES (%s)", cast.other.pk)
            except DatabaseError as problem:
                said[table] = str(problem)
    return said


def test_a_row_of_another_district_can_not_be_put_into_any_table(cast):
    said = refusals(cast)
    assert sorted(said) == TENANT_TABLES
    assert [table for table, words in said.items() if "violates row-level security" not in words] == []


def test_nothing_is_seen_where_no_district_is_open(cast):
    seen = {table: asked(f"SELECT count(*) FROM {table}")[0][0] for table in TENANT_TABLES}
    assert {table: count for table, count in seen.items() if count} == {}


class Boom(Exception):
    pass


@pytest.mark.parametrize("opened", [reading, serving, writing])
@pytest.mark.parametrize("problem", [None, Boom, "sql"])
def test_the_setting_does_not_outlive_its_block(cast, opened, problem):
    """Here inside the test's own transaction; with real commits and the pool below."""
    try:
        with opened(cast.tenant):
            asked("SELECT count(*) FROM roster_person")
            if problem == "sql":
                asked("SELECT no_such_column FROM roster_person")
            elif problem:
                raise problem
    except (Boom, DatabaseError):
        pass
    assert setting() == ""


@pytest.mark.slow
def test_the_setting_does_not_leak_through_the_pool(cast):
    """Threads share the pool's connections: after a commit, a rollback, an error and a cut connection each is clean."""
    seen: list[str] = []
    problems: list[BaseException] = []

    def one_request(ending: str) -> None:
        try:
            with reading(cast.tenant):
                asked("SELECT 1")
                if ending == "rollback":
                    raise Boom
                if ending == "error":
                    asked("SELECT no_such_column")
                if ending == "cut":
                    connection.connection.close()
        except (Boom, DatabaseError):
            pass
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    def looks() -> None:
        seen.append(setting())
        seen.append(str(asked("SELECT count(*) FROM roster_person")[0][0]))
        connection.close()

    for ending in ("commit", "rollback", "error", "cut") * 3:
        for target, arguments in ((one_request, (ending,)), (looks, ())):
            thread = threading.Thread(target=target, args=arguments)
            thread.start()
            thread.join()
    assert problems == []
    assert seen == ["", "0"] * 12
