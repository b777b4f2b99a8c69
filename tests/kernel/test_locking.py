"""A held row keeps out who would change it, and nobody else."""

import pytest
from django.db import connection

from groundswell.kernel.locking import lock
from groundswell.kernel.rows import lock_if_free
from groundswell.kernel.tenancy import writing
from groundswell.roster.models import Person

POINTS_AT = (
    "INSERT INTO roster_former_name (tenant_id, person_id, given_name, family_name, until)"
    " SELECT tenant_id, id, given_name, family_name, now() FROM roster_person WHERE id = %s"
)
CHANGES = "UPDATE roster_person SET given_name = given_name WHERE id = %s"


@pytest.fixture
def other(cast):
    """A connection of its own."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and locks no row")
    import psycopg

    asked = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user", "password")}
    with psycopg.connect(**asked, dbname=connection.settings_dict["NAME"]) as made:
        made.execute("SELECT set_config('groundswell.tenant', %s, false)", [str(cast.tenant.pk)])
        made.execute("SET lock_timeout = '300ms'")
        yield made
        made.rollback()


@pytest.fixture
def holder(other):
    """``holder(sql, pk)``: run it there and keep it open."""
    return lambda sql, pk: other.execute(sql, [pk])


@pytest.fixture
def elsewhere(cast, other):
    """``elsewhere(sql, pk)``: run it there, where it waits a moment for a lock, and undo it all."""
    import psycopg

    def run(sql: str, pk: int) -> str:
        try:
            other.execute(sql, [pk])
            other.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.errors.LockNotAvailable:
            return "waits"
        finally:
            other.rollback()
            other.execute("SELECT set_config('groundswell.tenant', %s, false)", [str(cast.tenant.pk)])
            other.execute("SET lock_timeout = '300ms'")
        return "goes through"

    return run


def test_who_points_at_a_held_person_goes_on_and_who_changes_them_waits(cast, elsewhere):
    """Erasing holds the person and then wants their sections; registering has the section and points at the person."""
    ana = cast.people["ana"]
    with writing(cast.tenant):
        lock(ana)
        assert elsewhere(POINTS_AT, ana.pk) == "goes through"
        assert elsewhere(CHANGES, ana.pk) == "waits"


def test_without_the_weaker_lock_both_would_wait_for_each_other(cast, elsewhere):
    """Negative control."""
    ana = cast.people["ana"]
    with writing(cast.tenant):
        Person.objects.select_for_update(of=("self",)).get(pk=ana.pk)
        assert elsewhere(POINTS_AT, ana.pk) == "waits"


def test_what_is_free_is_held_at_once_and_what_is_held_is_passed_over(cast, holder):
    """Who may not wait takes the row where nobody has it, and goes on without it where somebody does."""
    ana, ben = cast.people["ana"], cast.people["ben"]
    holder(CHANGES, ana.pk)
    with writing(cast.tenant):
        assert lock_if_free(ana) is None
        assert lock_if_free(ben) == ben
