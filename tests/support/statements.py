"""What a page costs in statements, counted as on a page that is served (and as ``bench`` counts it)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Every page of somebody signed in finds the district, the session, the user and the person first.
FRAME = 4
MOST = 15 + FRAME


def statements(client, path: str, *, status: int = 200) -> int:
    """How many statements a page asks. A test runs inside a transaction, which on PostgreSQL adds savepoints and
    their settings; these a served page does not have, so they are not counted.
    """
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path).status_code == status
    said = [one["sql"] or "" for one in counted]  # PostgreSQL keeps no words of some raw statements
    return sum("SAVEPOINT" not in sql and "_setting(" not in sql for sql in said)
