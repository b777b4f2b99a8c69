"""What the benchmark of counting runs in processes of its own: fill a wave, count it, each way.

Everything here is synthetic and written below the verbs: nobody gave any of these answers.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.servers import cpu_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")

SLUG = "bench"
POINTS = ("never", "rarely", "sometimes", "often", "always")
ROWS = "SELECT item_id, choice, CAST(number AS {real}) FROM surveys_answer WHERE wave_id = %s AND is_released"
COUNT = "SELECT item, choice, number, count(*) FROM {rows} GROUP BY ALL"


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    parts = {"fill": fill, "write": write, "ours": ours, "bare": bare, "file": file}
    print(json.dumps(parts[part](*arguments)))


def fill(people: str) -> dict[str, Any]:
    """One closed wave: eight questions of five points, one from 0 to 10, one for a number; everybody answers all."""
    from django.db import connection  # inline: slow import

    from groundswell.kernel import clock  # inline: slow import
    from groundswell.kernel.tenancy import writing  # inline: slow import
    from groundswell.roster.actions import districts  # inline: slow import
    from groundswell.surveys.models import Instrument, Item, SurveyWave  # inline: slow import

    tenant, now = districts.found(slug=SLUG, name="Bench"), clock.now()
    with writing(tenant):
        asked = Instrument.objects.create(tenant=tenant, key="many", title={"en": "Many"})
        kinds = [("scale_5", POINTS)] * 8 + [("nps_0_10", tuple(map(str, range(11)))), ("number", ())]
        items = [
            Item.objects.create(
                tenant=tenant, instrument=asked, key=f"q{at}", position=at, kind=kind, wording={"en": f"Q{at}"},
                points=[{"key": key, "en": key} for key in keys],
            )
            for at, (kind, keys) in enumerate(kinds)
        ]  # fmt: skip
        wave = SurveyWave.objects.create(
            tenant=tenant, instrument=asked, subject_key="many", title="Many", opens_at=now, closes_at=now,
            state="closed", invited=int(people),
        )  # fmt: skip
        is_file = connection.vendor == "sqlite"
        key = "lower(hex(randomblob(16)))" if is_file else "gen_random_uuid()"
        chance = "abs(random() % {})" if is_file else "floor(random() * {})::int"
        series = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n"
            if is_file
            else "SELECT generate_series(1, %s)"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO surveys_response (key, tenant_id, wave_id, submitted_on, channel, may_quote, pseudonym) "
                f"SELECT {key}, %s, %s, %s, 'link', FALSE, '' FROM ({series}) people",
                [tenant.pk, wave.pk, now.date(), int(people)],
            )
            for item in items:
                keys = [point["key"] for point in item.points]
                cases = " ".join(f"WHEN {at} THEN '{one}'" for at, one in enumerate(keys))
                choice = f"CASE {chance.format(len(keys))} {cases} ELSE '{keys[0]}' END" if keys else "''"
                number = "NULL" if keys else chance.format(60)
                cursor.execute(
                    "INSERT INTO surveys_answer "
                    "(key, tenant_id, wave_id, response_id, item_id, part, choice, number, text, is_released) "
                    f"SELECT {key}, tenant_id, wave_id, key, %s, '', {choice}, {number}, '', TRUE "
                    "FROM surveys_response WHERE wave_id = %s",
                    [item.pk, wave.pk],
                )
    return {}


def ours() -> dict[str, Any]:
    """The recount of the product: every question of the wave with its points, its mean and its quartiles."""
    from groundswell.surveys.queries.results import tallies_of  # inline: slow import

    def count() -> dict[int, list[Any]]:
        return {
            one.item.pk: [one.answered, one.counts, str(one.spread.sums.total) if one.spread else ""]
            for one in tallies_of(_wave(), texts=0)
        }

    return _told(count)


def bare() -> dict[str, Any]:
    """One process reads the rows out of the database and lets DuckDB count them."""
    import duckdb  # inline: optional

    def count() -> dict[int, list[Any]]:
        counting = duckdb.connect().register("rows", _rows())
        return _counts(counting.sql(COUNT.format(rows="rows")).fetchall())

    return _told(count)


def write(path: str) -> dict[str, Any]:
    """The same rows as a Parquet file."""
    import duckdb  # inline: optional

    from groundswell.kernel.tenancy import reading  # inline: slow import

    with reading(_tenant()):
        duckdb.connect().register("rows", _rows()).sql("SELECT * FROM rows").write_parquet(path)
    return {}


def file(path: str) -> dict[str, Any]:
    """DuckDB counts the Parquet file."""
    import duckdb  # inline: optional

    return _told(lambda: _counts(duckdb.sql(COUNT.format(rows=f"'{path}'")).fetchall()))


def _rows() -> dict[str, Any]:
    """Question, point and number of every answer of the wave, as DuckDB takes them."""
    import numpy  # inline: optional
    from django.db import connection  # inline: slow import

    real = "REAL" if connection.vendor == "sqlite" else "double precision"
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(real=real), [_wave().pk])
        item, choice, number = zip(*cursor.fetchall(), strict=True)
    return {
        "item": numpy.array(item),
        "choice": numpy.array(choice, dtype=object),
        "number": numpy.array(number, dtype=float),  # none is not a number here
    }


def _told(count: Callable[[], dict[int, list[Any]]]) -> dict[str, Any]:
    """What was counted, and the CPU seconds of this process and of the database server's that worked for it."""
    from django.db import connection  # inline: slow import

    from groundswell.kernel.tenancy import reading  # inline: slow import

    with reading(_tenant()):
        backend = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
        before = time.process_time() + cpu_of(backend)
        counts = count()
        return {"counting": time.process_time() + cpu_of(backend) - before, "counts": counts}


def _tenant() -> Any:
    from groundswell.kernel.models import Tenant  # inline: slow import

    return Tenant.objects.get(slug=SLUG)


def _wave() -> Any:
    from groundswell.surveys.models import SurveyWave  # inline: slow import

    return SurveyWave.objects.get()


def _counts(found: list[tuple[int, str, float, int]]) -> dict[int, list[Any]]:
    """The groups that a database engine gives, as our tallies say them."""
    from groundswell.surveys.models import Item  # inline: slow import

    told: dict[int, list[Any]] = {}
    for item in Item.objects.all():
        own = [row for row in found if row[0] == item.pk]
        counts = {point["key"]: sum(row[3] for row in own if row[1] == point["key"]) for point in item.points}
        total = "" if item.points else str(int(sum(row[2] * row[3] for row in own)))
        told[item.pk] = [sum(row[3] for row in own), counts, total]
    return told


if __name__ == "__main__":
    main()
