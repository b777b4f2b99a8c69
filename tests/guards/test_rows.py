"""PostgreSQL's own lock on a district's rows: it holds for the application's role whatever SQL is sent."""

import random
import string
import threading

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
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(%s)",
            TENANT_TABLES,
        ):
            self.columns.setdefault(table, []).append(column)

    def statement(self) -> str:
        table = self.random.choice(TENANT_TABLES)
        return getattr(
            self, self.random.choice(["_select", "_select", "_join", "_update", "_delete", "_move"])
        )(table)

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


def attack(cast, count: int, seed: int = 20) -> tuple[set[int], int]:
    """Send so many statements as Riverbend; whose rows came back, and how many rows in all."""
    whose: set[int] = set()
    total = 0
    with writing(cast.tenant):
        sender = Sender(seed, cast.tenant.pk, cast.other.pk)
        for _ in range(count):
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        rows = asked(sender.statement())
                except DatabaseError:
                    rows = []  # refused: a policy, a foreign key, the append-only trigger
                whose |= {tenant for (tenant,) in rows}
                total += len(rows)
                transaction.set_rollback(True)
    return whose, total


def counts(cast, tenant) -> dict[str, int]:
    with reading(tenant):
        return {table: asked(f"SELECT count(*) FROM {table}")[0][0] for table in TENANT_TABLES}


@pytest.mark.slow
def test_random_sql_of_one_district_never_meets_anothers_rows(cast):
    mark(cast)
    before = counts(cast, cast.other)
    assert sum(before.values()) > 10
    whose, total = attack(cast, STATEMENTS)
    assert whose == {cast.tenant.pk} and total > STATEMENTS
    assert counts(cast, cast.other) == before


@pytest.mark.proof
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_much_random_sql_of_one_district_never_meets_anothers_rows(cast, seed):
    mark(cast)
    assert attack(cast, 3_400, seed)[0] == {cast.tenant.pk}


@pytest.mark.slow
def test_without_the_policies_the_same_sql_meets_them(cast):
    """Negative control: the policies dropped by the owner, in a transaction that is undone."""
    with as_owner() as cursor:
        for table in TENANT_TABLES:
            cursor.execute(f"DROP POLICY own_district_only ON {table}")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        assert cast.other.pk in attack(cast, 60)[0]


def test_a_row_of_another_district_can_not_be_put_in(cast):
    with (
        writing(cast.tenant),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        asked(
            "INSERT INTO notices_do_not_mail (tenant_id, address, reason, detail, since)"
            " VALUES (%s, 'a', 'asked', '', now())",
            cast.other.pk,
        )


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
