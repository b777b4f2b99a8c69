"""A narrower ``roster_fill`` (see 0005_fill), and no index that holds the district alone.

What the function does for its caller is loading, and nothing else. It runs as the tables' owner, so nothing of the
caller's may run inside it:

- it names every table and its columns itself; the caller says which of eight;
- the caller's rows come from a plain temporary table with exactly the types of the target, so that no cast, domain
  or rule of the caller's is applied to them;
- names are looked up in ``pg_catalog`` first and in the caller's temporary schema last;
- it fires no deferred trigger: whoever calls it does that first (SET CONSTRAINTS), as who they are;
- the rows go into the caller's own district, which the policies on the tables check once more.

Only the application's role may call it (``config.operations.migrating``). Beside foreign keys and indexes it sets
unique constraints aside, and a primary key to which nothing points, and makes them again: a sorted build costs a third
of a million single insertions. One core does it, so that the others stay with the school. At the end the planner is
told what is there: until then it would read a whole table to find one row.

An index on ``tenant_id`` alone is the beginning of others, and with one district to a server it finds every row.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = {
    "roster_organisation": "source_id, kind, name, closed_on, parent_id, content_hash",
    "roster_school_year": "source_id, ends_in, title, begins_on, ends_on, content_hash",
    "roster_term": "source_id, title, begins_on, ends_on, school_year_id, content_hash",
    "roster_course": "source_id, title, code, grades, subjects, ended_on, school_year_id, content_hash",
    "roster_class": "source_id, title, code, grades, subjects, ended_on, course_id, school_id, term_id, content_hash",
    "roster_person": "source_id, given_name, family_name, preferred_name, email, is_student, grade, ended_on, "
    "content_hash, guest_kind, language, home_language",
    "roster_position": "source_id, role, begins_on, ends_on, person_id, organisation_id, content_hash",
    "roster_enrolment": "source_id, role, begins_on, ends_on, school_class_id, person_id, content_hash",
}
"""What roster files fill of each table, as in ``roster.imports.kinds`` (a test compares the two)."""

CHOICES = "\n        ".join(f"WHEN '{table}' THEN '{names}'" for table, names in COLUMNS.items())
FILL = f"""
CREATE FUNCTION public.roster_fill(target text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET maintenance_work_mem = '128MB' SET max_parallel_maintenance_workers = 0 SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    names text := CASE target
        {CHOICES} END;
    district bigint := nullif(current_setting('groundswell.tenant', true), '')::bigint;
    filled regclass := CASE WHEN names IS NOT NULL THEN to_regclass('public.' || target) END;
    staged regclass := to_regclass('pg_temp.staged');
    small bigint := 1048576;
    gone text[] := '{{}}';
    made text[] := '{{}}';
    step text;
BEGIN
    IF filled IS NULL OR staged IS NULL OR district IS NULL
            OR NOT has_table_privilege(session_user, filled, 'INSERT')
            OR NOT EXISTS (SELECT FROM pg_class WHERE oid = staged AND relkind = 'r' AND relpersistence = 't'
                AND NOT relrowsecurity AND NOT relhasrules)
            OR EXISTS (SELECT FROM unnest(string_to_array(names, ', ')) AS name WHERE NOT EXISTS (
                SELECT FROM pg_attribute t JOIN pg_attribute s USING (attname, atttypid, atttypmod, attcollation)
                WHERE t.attrelid = filled AND s.attrelid = staged AND t.attname = name)) THEN
        RAISE EXCEPTION 'roster_fill does not load % for %', target, session_user;
    END IF;
    IF pg_relation_size(filled) < small THEN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', filled);
    END IF;
    IF pg_relation_size(filled) < small THEN
        SELECT array_agg(format('ALTER TABLE %s DROP CONSTRAINT %I', filled, conname) ORDER BY contype),
               array_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s', filled, conname, pg_get_constraintdef(oid))
                   ORDER BY contype DESC)
            INTO gone, made FROM pg_constraint c WHERE conrelid = filled AND (contype IN ('f', 'u')
                OR contype = 'p' AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = filled));
        SELECT gone || array_agg(format('DROP INDEX %s', indexrelid::regclass)),
               array_agg(pg_get_indexdef(indexrelid)) || made
            INTO gone, made FROM pg_index WHERE indrelid = filled
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid);
    END IF;
    FOREACH step IN ARRAY gone LOOP EXECUTE step; END LOOP;
    EXECUTE format('INSERT INTO %s (tenant_id, %s) SELECT $1, %s FROM ONLY pg_temp.staged', filled, names, names)
        USING district;
    FOREACH step IN ARRAY made LOOP EXECUTE step; END LOOP;
    EXECUTE format('ANALYZE %s', filled);
END $$;
REVOKE ALL ON FUNCTION public.roster_fill(text) FROM PUBLIC;
DROP FUNCTION IF EXISTS public.roster_fill(text, text[])
"""


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FILL, params=None)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION public.roster_fill(text)")


class Migration(migrations.Migration):
    dependencies = [("roster", "0006_counted")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.tenant",
            ),
        )
        for model in ("course", "person", "position", "schoolclass")
    ] + [migrations.RunPython(make, remove)]
