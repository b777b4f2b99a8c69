"""PostgreSQL's own lock on a district's rows: row-level security, applied by migration.

Every app whose models have a tenant lists them in a migration: ``operations = [ProtectRows("roster", [...])]``.
FORCE makes the policy bind the tables' owner too; only the backup role (BYPASSRLS) reads across districts.
A row is visible when its tenant is the one in the setting ``groundswell.tenant``; a row without a tenant only
when the setting is empty, so that no district sees what belongs to none. The setting stands in a sub-select, so that
a statement reads it once and not for every row.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

POLICY = "own_district_only"
CONDITION = (
    "{column} IS NOT DISTINCT FROM (SELECT NULLIF(current_setting('groundswell.tenant', true), '')::bigint)"
)


class ProtectRows(Operation):
    """Switch row-level security on for the tables of these models (PostgreSQL; elsewhere nothing to do)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, app: str, models: list[str], column: str = "tenant_id") -> None:
        self.app, self.models, self.column = app, models, column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.app, self.models, self.column], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Policies are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self._tables(schema_editor, to_state):
            condition = CONDITION.format(column=self.column)
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            schema_editor.execute(
                f"CREATE POLICY {POLICY} ON {table} USING ({condition}) WITH CHECK ({condition})"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self._tables(schema_editor, from_state):
            schema_editor.execute(f"DROP POLICY {POLICY} ON {table}")
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row-level security on {', '.join(self.models)}"

    def _tables(self, schema_editor: Any, state: Any) -> list[str]:
        if schema_editor.connection.vendor != "postgresql":
            return []
        quote = schema_editor.quote_name
        return [quote(state.apps.get_model(self.app, name)._meta.db_table) for name in self.models]


class RenewPolicies(Operation):
    """Give the policies that stand already, on whatever table, the condition as it reads now (PostgreSQL)."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Policies are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        condition = CONDITION.format(column="tenant_id").replace("'", "''")
        change = f"ALTER POLICY {POLICY} ON %I USING ({condition}) WITH CHECK ({condition})"
        schema_editor.execute(
            f"""
            DO $$ DECLARE named record; BEGIN
              FOR named IN SELECT tablename FROM pg_policies
                           WHERE schemaname = current_schema() AND policyname = '{POLICY}' LOOP
                EXECUTE format('{change}', named.tablename);
              END LOOP;
            END $$
            """,
            params=None,
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Both conditions say the same of every row; the newer may stay."""

    def describe(self) -> str:
        return "Row-level security reads the district once a statement"


class FillRows(Operation):
    """Fill new columns or tables from rows that are there, in every district: one statement, safe on both engines.

    On PostgreSQL the owner sees no row of a protected table, so FORCE is lifted for the statement, in the migration's
    own transaction. ``model`` is the protected table that is read or changed, ``beside`` are others of the same app.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, app: str, model: str, sql: str, beside: Sequence[str] = ()) -> None:
        self.app, self.model, self.sql, self.beside = app, model, sql, beside

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.app, self.model, self.sql, self.beside], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rows are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(self.sql)
            return
        models = [to_state.apps.get_model(self.app, name) for name in (self.model, *self.beside)]
        tables = [schema_editor.quote_name(model._meta.db_table) for model in models]
        for table in tables:
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(self.sql)
        # Foreign keys are checked at the end of a transaction; a table with checks to come can't be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """What was filled goes with its columns."""

    def describe(self) -> str:
        return f"Fill {self.model} from what is there"


class RefuseChanges(Operation):
    """Triggers that refuse UPDATE and DELETE on a table: what is written there stays as it was (both engines)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, app: str, model: str) -> None:
        self.app, self.model = app, model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.app, self.model], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(self.app, self.model)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                "CREATE OR REPLACE FUNCTION groundswell_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END$$",
                params=None,
            )
            schema_editor.execute(
                f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION groundswell_refuse()"
            )
            return
        for change in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(self.app, self.model)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'DROP TRIGGER {table}_append_only ON "{table}"')
            return
        for change in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{change}")

    def describe(self) -> str:
        return f"{self.model} is append-only"
