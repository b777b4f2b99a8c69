"""PostgreSQL: how the first roster of a server is loaded.

A foreign key of PostgreSQL is checked row by row, which costs more than all the rest of a first import. While a table
has hardly any rows, ``roster_fill`` sets its foreign keys and indexes aside, loads, and makes them again, checked as
a whole; it does so in the caller's transaction, so a failure leaves everything as it was. Meanwhile the table is shut.

It runs as the owner. So it takes rows from a plain temporary table only, writes them into the caller's own district,
and serves nobody who may not insert there anyway.
"""

from typing import Any

from django.db import migrations

FILL = """
CREATE FUNCTION roster_fill(target text, names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    columns text := (SELECT string_agg(quote_ident(name), ', ') FROM unnest(names) AS name);
    district bigint := nullif(current_setting('groundswell.tenant', true), '')::bigint;
    gone text[] := '{}';
    made text[] := '{}';
    step text;
BEGIN
    IF target NOT IN ('roster_organisation', 'roster_school_year', 'roster_term', 'roster_course', 'roster_class',
                'roster_person', 'roster_position', 'roster_enrolment')
            OR NOT has_table_privilege(session_user, target, 'INSERT')
            OR NOT EXISTS (SELECT 1 FROM pg_class WHERE oid = 'pg_temp.staged'::regclass
                AND relkind = 'r' AND relpersistence = 't' AND NOT relrowsecurity) THEN
        RAISE EXCEPTION 'roster_fill does not load % for %', target, session_user;
    END IF;
    IF pg_relation_size(target::regclass) < 1048576 THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        SELECT gone || array_agg(format('ALTER TABLE %I DROP CONSTRAINT %I', target, conname)),
               made || array_agg(format('ALTER TABLE %I ADD CONSTRAINT %I %s', target, conname, pg_get_constraintdef(oid)))
            INTO gone, made FROM pg_constraint WHERE conrelid = target::regclass AND contype = 'f';
        SELECT gone || array_agg(format('DROP INDEX %s', indexrelid::regclass)),
               array_agg(pg_get_indexdef(indexrelid)) || made
            INTO gone, made FROM pg_index WHERE indrelid = target::regclass
                AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid);
    END IF;
    FOREACH step IN ARRAY gone LOOP EXECUTE step; END LOOP;
    EXECUTE format('INSERT INTO %I (tenant_id, %s) SELECT $1, %s FROM pg_temp.staged', target, columns, columns)
        USING district;
    FOREACH step IN ARRAY made LOOP EXECUTE step; END LOOP;
    SET CONSTRAINTS ALL DEFERRED;
END $$
"""


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FILL, params=None)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION roster_fill(text, text[])")


class Migration(migrations.Migration):
    dependencies = [("roster", "0004_calendar")]

    operations = [migrations.RunPython(make, remove)]
