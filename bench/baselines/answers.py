"""The least that a Django view can do for an answer: one insert, of what somebody holds a link for.

No look at the link, no questions, no one-answer-each but a unique key, no journal; with CSRF, in one durable
transaction.
"""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from groundswell.kernel import clock
from groundswell.kernel.locking import writers_turn

TABLE = "CREATE TABLE bare_answer (token varchar(64) PRIMARY KEY, said text NOT NULL, at {time} NOT NULL)"


@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what was said."""
    said = "\n".join(request.POST.get(key, "") for key in ("recommend", "confident", "takeaway"))
    with writers_turn(), transaction.atomic(durable=True), connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(clock.now())
        cursor.execute("INSERT INTO bare_answer (token, said, at) VALUES (%s, %s, %s)", [token, said, now])
    return redirect("/bare/answer/")


def make_table() -> None:
    """The table of the bare view. Runs as the tables' owner."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE.format(time="timestamptz" if connection.vendor == "postgresql" else "datetime"))
        if connection.vendor == "postgresql":
            cursor.execute("GRANT SELECT, INSERT ON bare_answer TO PUBLIC")


def kept() -> int:
    """How many rows were written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bare_answer")
        return int(cursor.fetchone()[0])
