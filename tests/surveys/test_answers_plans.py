"""An answer costs the same in a wave of thousands: what it asks is found in an index, whatever SQLite has counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions.releases import is_ripe
from groundswell.surveys.queries.invitations import get_invitation_by_token

BY_ITS_LINK = {"invitation_by_link (token_hash=?)", "invitation_by_reminder (reminder_hash=?)"}
OF_THE_SILENT = "invitation_silent (tenant_id=? AND wave_id=?)"


def indexes_for(asked) -> set[str]:
    """Those that SQLite takes for what an answer asks.

    It has counted just before, as after each reading of roster files: nobody has answered, nobody was reminded.
    """
    secret = asked.path(0).split("/")[-2]
    with reading(asked.cast.tenant), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as queries:
            is_ripe(get_invitation_by_token(secret).wave)
        plans = [f"EXPLAIN QUERY PLAN {query['sql']}" for query in queries.captured_queries]
        steps = [step for plan in plans for *_, step in cursor.execute(plan).fetchall()]
    return {step.partition(" USING INDEX ")[2] for step in steps}


@pytest.fixture
def asked(ask):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts apart what is empty")
    return ask(40)


def test_a_link_and_the_silent_are_found_in_an_index(asked):
    assert indexes_for(asked) >= BY_ITS_LINK | {OF_THE_SILENT}


def test_an_index_that_holds_the_empty_ones_too_would_be_passed_over(asked):
    """Negative control: when all of them are empty it looks no better than reading the whole wave."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX invitation_by_reminder")
        cursor.execute("CREATE UNIQUE INDEX with_empty ON surveys_invitation (reminder_hash)")
    assert indexes_for(asked) & BY_ITS_LINK == set()
