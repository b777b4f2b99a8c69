"""Triggers: what the committee got for signing stays as it was, and a phase with scores keeps its rubric."""

from typing import Any

from django.db import migrations

DRAFT = "EXISTS (SELECT 1 FROM cohorts_rubric_version v WHERE v.id = {version} AND v.state <> 'draft')"
OF_LEVEL = "(SELECT c.version_id FROM cohorts_rubric_criterion c WHERE c.id = {row}.criterion_id)"
SCORED = (
    "OLD.rubric_id IS NOT NULL AND NEW.rubric_id IS DISTINCT FROM OLD.rubric_id AND EXISTS (SELECT 1 FROM cohorts_score s"
    " JOIN cohorts_reading r ON r.id = s.reading_id WHERE r.phase_id = OLD.id)"
)
SHAPE = (
    "OLD.state <> 'draft' AND (NEW.rubric_id <> OLD.rubric_id OR NEW.number <> OLD.number"
    " OR NEW.lowest <> OLD.lowest OR NEW.highest <> OLD.highest)"
)


def _guards() -> list[tuple[str, str, str, str]]:
    """Name, table, what is refused, and when."""
    found = []
    for change, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        criterion = " OR ".join(DRAFT.format(version=f"{row}.version_id") for row in rows)
        level = " OR ".join(DRAFT.format(version=OF_LEVEL.format(row=row)) for row in rows)
        found.append((f"criterion_{change.lower()}", "cohorts_rubric_criterion", change, criterion))
        found.append((f"level_{change.lower()}", "cohorts_level_descriptor", change, level))
    found.append(("version_shape", "cohorts_rubric_version", "UPDATE", SHAPE))
    found.append(("phase_rubric", "cohorts_selection_phase", "UPDATE OF rubric_id", SCORED))
    return found


def guard(apps: Any, schema_editor: Any) -> None:
    for name, table, change, when in _guards():
        refuse = f"{table}: a rubric in use stays as it was"
        if schema_editor.connection.vendor != "postgresql":
            when = when.replace("IS DISTINCT FROM", "IS NOT")
            schema_editor.execute(
                f"CREATE TRIGGER rubric_stays_{name} BEFORE {change} ON {table} FOR EACH ROW WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{refuse}'); END"
            )
            continue
        answer = "OLD" if change == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE FUNCTION rubric_stays_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{refuse}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {answer}; END$$",
            params=None,
        )
        schema_editor.execute(
            f"CREATE TRIGGER rubric_stays_{name} BEFORE {change} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION rubric_stays_{name}()"
        )


def let_go(apps: Any, schema_editor: Any) -> None:
    for name, table, _change, _when in _guards():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER rubric_stays_{name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION rubric_stays_{name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER rubric_stays_{name}")


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0001_initial")]

    operations = [migrations.RunPython(guard, let_go, elidable=False)]
