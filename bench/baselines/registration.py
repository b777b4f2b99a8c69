"""The least that a Django view can do for a seat: one guarded statement that counts and inserts.

Who comes too late is refused and leaves no row. No journal, no mail, no waiting list, no audience, no permission;
signed in, with CSRF, in one durable transaction. As short as it can be without selling a seat twice.
"""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from groundswell.kernel import clock
from groundswell.kernel.locking import writers_turn

TABLES = (
    "CREATE TABLE bare_section (id integer PRIMARY KEY, seats integer NOT NULL, taken integer NOT NULL DEFAULT 0,"
    " CHECK (taken <= seats))",
    "CREATE TABLE bare_registration (section_id integer NOT NULL REFERENCES bare_section (id),"
    " user_id bigint NOT NULL, at {time} NOT NULL, UNIQUE (section_id, user_id))",
)
_TAKE = "UPDATE bare_section SET taken = taken + 1 WHERE id = %s AND taken < seats RETURNING id"
_INSERT = "INSERT INTO bare_registration (section_id, user_id, at)"
_GUARDED = f"WITH seat AS ({_TAKE}) {_INSERT} SELECT id, %s, %s FROM seat"


@login_required
@require_POST
def register(request: HttpRequest, section: int) -> HttpResponse:
    """Take a seat, or be too late."""
    with writers_turn(), transaction.atomic(durable=True), connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(clock.now())
        if connection.vendor == "postgresql":
            cursor.execute(_GUARDED, [section, request.user.pk, now])
        else:  # SQLite has no UPDATE inside WITH
            cursor.execute(_TAKE, [section])
            if cursor.fetchone():
                cursor.execute(f"{_INSERT} VALUES (%s, %s, %s)", [section, request.user.pk, now])
    return redirect(f"/bare/register/{section}/")


def make_tables(seats: int) -> None:
    """The tables of the bare view, with one section of so many seats and a large one to warm up with."""
    with connection.cursor() as cursor:
        time = "timestamptz" if connection.vendor == "postgresql" else "datetime"
        for table in TABLES:
            cursor.execute(table.format(time=time))
        cursor.execute("INSERT INTO bare_section (id, seats) VALUES (1, %s), (2, 100000)", [seats])
        if connection.vendor == "postgresql":
            cursor.execute("GRANT SELECT, INSERT, UPDATE ON bare_section, bare_registration TO PUBLIC")


def taken() -> tuple[int, int]:
    """Seats counted and rows written for the section that was rushed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT taken, (SELECT count(*) FROM bare_registration WHERE section_id = 1)"
            " FROM bare_section WHERE id = 1"
        )
        counted, rows = cursor.fetchone()
    return counted, rows
