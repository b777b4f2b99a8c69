"""The least that a Django view can do for a scored reading: one row with its words, and one for each of four levels.

No look at whose reading it is, no rubric, no revision, no journal; signed in, with CSRF, in one durable transaction.
"""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from groundswell.kernel import clock
from groundswell.kernel.locking import writers_turn

TABLES = (
    "CREATE TABLE bare_reading (id bigint PRIMARY KEY, comment text NOT NULL, at {time} NOT NULL)",
    "CREATE TABLE bare_score (reading_id bigint NOT NULL REFERENCES bare_reading (id), criterion bigint NOT NULL,"
    " level integer NOT NULL, UNIQUE (reading_id, criterion))",
)


@login_required
@require_POST
def score(request: HttpRequest, reading: int) -> HttpResponse:
    """Keep a comment and the levels."""
    levels = [(name[6:], value) for name, value in request.POST.items() if name.startswith("level-")]
    with writers_turn(), transaction.atomic(durable=True), connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(clock.now())
        row = [reading, request.POST.get("comment", ""), now]
        cursor.execute("INSERT INTO bare_reading (id, comment, at) VALUES (%s, %s, %s)", row)
        values = ", ".join(["(%s, %s, %s)"] * len(levels))
        scores = [value for criterion, level in levels for value in (reading, int(criterion), int(level))]
        cursor.execute(f"INSERT INTO bare_score (reading_id, criterion, level) VALUES {values}", scores)
    return redirect(f"/bare/readings/{reading}/")


def make_tables() -> None:
    """The tables of the bare view. Runs as the tables' owner."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                table.format(time="timestamptz" if connection.vendor == "postgresql" else "datetime")
            )
        if connection.vendor == "postgresql":
            cursor.execute("GRANT SELECT, INSERT ON bare_reading, bare_score TO PUBLIC")


def kept() -> tuple[int, int]:
    """How many readings and how many levels were written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM bare_reading), (SELECT count(*) FROM bare_score)")
        readings, scores = cursor.fetchone()
    return int(readings), int(scores)
