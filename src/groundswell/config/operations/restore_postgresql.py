"""Put a dump in place of what PostgreSQL holds, in one transaction.

The script that one psql runs: shut the tables, drop what is there, make the tables, load the rows, compare the counts
with the manifest, add keys, triggers and policies, give the other roles their rights, set the marker, commit. Whoever
is being served waits before the locked tables and then sees the new state. The commit is sent only after every part
arrived whole; a process that is killed before leaves the old state.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from psycopg import sql

from groundswell.config.operations import migrating, postgres
from groundswell.config.operations.archive import Manifest
from groundswell.config.operations.refusals import Refused

BEGIN = "BEGIN; SET LOCAL client_min_messages = warning;\n"
# Whoever is served touches tables in an order of their own and could wait for us while we wait for them. So we wait
# less long than it takes PostgreSQL to look for that (``deadlock_timeout``, a second), let go of all, and try again.
SHUT = """
DO $$DECLARE every text; BEGIN
    SELECT string_agg(format('public.%I', tablename), ', ' ORDER BY tablename) INTO every
        FROM pg_tables WHERE schemaname = 'public';
    FOR attempt IN 1..100 LOOP
        EXIT WHEN every IS NULL;
        BEGIN
            PERFORM set_config('lock_timeout', '500ms', true);
            EXECUTE 'LOCK TABLE ' || every || ' IN ACCESS EXCLUSIVE MODE';
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF attempt = 100 THEN
                RAISE EXCEPTION 'somebody was at work in the tables all the time; try again when it is quieter';
            END IF;
            PERFORM pg_sleep(random() * 0.2);
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', '60s', true);
END$$;
"""
CLEAR = """
DO $$DECLARE one record; BEGIN
    FOR one IN SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 LOOP
        EXECUTE 'DROP TABLE IF EXISTS public.' || one.name || ' CASCADE';
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
               WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' LOOP
        EXECUTE 'DROP FUNCTION ' || one.name;
    END LOOP;
END$$;
"""
COMPARE = """
DO $$BEGIN IF (SELECT count(*) FROM public.{table}) <> {rows} THEN
    RAISE EXCEPTION 'the backup promises % rows of %', {rows}, {name};
END IF; END$$;
"""
MARK = "COMMENT ON TABLE public.django_migrations IS 'restored {marker}';\n"
READ_MARK = "SELECT obj_description(to_regclass('public.django_migrations'), 'pg_class')"


def write_into(dump: Path, manifest: Manifest, marker: int) -> None:
    """Replace the content of the database. Raises Refused, with everything as it was, when that fails."""
    if said := _run(dump, manifest, marker):
        raise Refused(f"PostgreSQL says: {postgres.last_words(said)}")


def marker() -> int:
    """The marker that the last restore left; 0 where there is none."""
    with postgres.connected(postgres.owner()) as server:
        row = server.execute(READ_MARK).fetchone()
    text = (row and row[0]) or ""
    return int(text.removeprefix("restored ")) if text.startswith("restored ") else 0


def _run(dump: Path, manifest: Manifest, marker: int) -> str:
    """Feed the script to one psql. Returns all that it said when it failed, nothing when it was committed."""
    who = postgres.owner()
    command = [postgres.program("psql"), f"--dbname={who.conninfo}", "--no-psqlrc", "--quiet", "--file=-"]
    command += ["--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    psql = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=who.environment)
    assert psql.stdin is not None
    try:
        for part in _script(dump, manifest, marker):
            psql.stdin.write(part)
    except BrokenPipeError:
        pass  # psql stopped at an error, which it tells below
    except Refused:
        psql.kill()
        raise
    finally:
        _, said = psql.communicate()
    if psql.returncode:
        return said.decode(errors="replace") or "psql was stopped"
    return ""


def _script(dump: Path, manifest: Manifest, marker: int) -> Iterator[bytes]:
    yield (BEGIN + SHUT + CLEAR).encode()
    yield from _section(dump, "pre-data")
    yield from _section(dump, "data")
    for table, rows in manifest.counts.items():
        name, literal = sql.Identifier(table).as_string(None), sql.Literal(table).as_string(None)
        yield COMPARE.format(table=name, rows=int(rows), name=literal).encode()
    yield from _section(dump, "post-data")
    yield "".join(f"{line};\n" for line in migrating.grants()).encode()
    yield MARK.format(marker=marker).encode()
    yield b"COMMIT;\n"


def _section(dump: Path, section: str) -> Iterator[bytes]:
    command = [postgres.program("pg_restore"), f"--section={section}", "--no-owner", "--no-privileges"]
    command += ["--no-comments", "--file=-", str(dump)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as part:
        assert part.stdout is not None and part.stderr is not None
        while block := part.stdout.read(1 << 16):
            yield block
        said = part.stderr.read().decode(errors="replace")
    if part.returncode:
        raise Refused(f"The dump in the backup can't be read: {postgres.last_words(said)}")
