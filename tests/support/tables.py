"""What a database is made of, line by line and in no order: tables, keys, indexes, triggers, functions, rights."""

import re

from tests.support.engines import IS_POSTGRESQL

OF_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
OF_POSTGRESQL = """
WITH ours AS (SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S'))
SELECT 'table', relname, concat_ws(' ', relkind, relrowsecurity, relforcerowsecurity, relacl) FROM ours
UNION ALL
SELECT 'column', relname, concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod), attnotnull,
        attidentity, attgenerated, attcollation::regcollation, pg_get_expr(adbin, adrelid), attacl)
    FROM ours JOIN pg_attribute ON attrelid = ours.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped AND relkind = 'r'
UNION ALL
SELECT 'index', relname, pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = ours.oid
UNION ALL
SELECT 'constraint', relname, concat_ws(' ', conname, pg_get_constraintdef(pg_constraint.oid), convalidated)
    FROM ours JOIN pg_constraint ON conrelid = ours.oid
UNION ALL
SELECT 'trigger', relname, pg_get_triggerdef(pg_trigger.oid)
    FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'policy', tablename, concat_ws(' ', policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies
UNION ALL
SELECT 'function', proname, concat_ws(' ', pg_get_functiondef(oid), proacl)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def made_of(installation) -> set[tuple[str, ...]]:
    """The same for two databases whose tables differ in nothing but the order of their columns."""
    if IS_POSTGRESQL:
        place = installation.settings["GROUNDSWELL_DATABASE_URL"].rpartition("/")[2].partition("?")[0]
        return {
            (kind, table, re.sub(rf"\b{place}_", "", line))
            for kind, table, line in installation.ask(OF_POSTGRESQL)
        }
    found = set()
    for kind, name, table, statement in installation.ask(OF_SQLITE):
        if kind == "table":
            head, _, body = statement.partition("(")
            found |= {(head.strip(), part) for part in _parts(body.rpartition(")")[0])}
        else:
            found.add((kind, name, table, statement))
    return found


def _parts(body: str) -> list[str]:
    """The columns and rules of a table, which commas part that stand in no bracket."""
    parts, depth = [""], 0
    for sign in body:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
