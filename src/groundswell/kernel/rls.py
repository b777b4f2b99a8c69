"""PostgreSQL's own lock on a district's rows: row-level security, applied by migration.

Every app whose models have a tenant lists them in a migration: ``operations = [ProtectRows("roster", [...])]``.
FORCE makes the policy bind the tables' owner too; only the backup role (BYPASSRLS) reads across districts.
A row is visible when its tenant is the one in the setting ``groundswell.tenant``; a row without a tenant only
when the setting is empty, so that no district sees what belongs to none.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

POLICY = "own_district_only"
CONDITION = "{column} IS NOT DISTINCT FROM NULLIF(current_setting('groundswell.tenant', true), '')::bigint"


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


class FillRows(Operation):
    """Fill new columns or tables from rows that are there, in every district: one statement, safe on both engines.

    On PostgreSQL the owner sees no row of a protected table, so FORCE is lifted for the statement, in the migration's
    own transaction. ``model`` is the protected table that is read or changed.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, app: str, model: str, sql: str) -> None:
        self.app, self.model, self.sql = app, model, sql

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.app, self.model, self.sql], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rows are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(self.sql)
            return
        table = schema_editor.quote_name(to_state.apps.get_model(self.app, self.model)._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(self.sql)
        # Foreign keys are checked at the end of a transaction; a table with checks to come can't be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
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
