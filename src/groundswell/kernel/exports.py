"""Everything leaves in an open format. CSV that a spreadsheet opens without running anything in it.

A cell that begins like a formula gets an apostrophe before it (OWASP ASVS 5.0, V1.2.10); reading it back with
:func:`plain` takes that apostrophe away again.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: Any) -> Any:
    """The value as a cell that no spreadsheet will run: text that looks like a formula gets an apostrophe.

    So does text that is such a cell already, so that :func:`plain` can tell the two apart. NUL is left out.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if _runs(text.lstrip("'")) else text


def plain(cell: str) -> str:
    """What :func:`neutral` was given: the cell without the protecting apostrophe."""
    return cell[1:] if cell.startswith("'") and _runs(cell.lstrip("'")) else cell


def _runs(text: str) -> bool:
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS[:4])


def csv_lines(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """CSV text line by line (RFC 4180, with a byte-order mark so that Excel reads UTF-8)."""
    yield "\ufeff"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in _with_header(header, rows):
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _with_header(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[Iterable[Any]]:
    yield header
    yield from rows


def csv_response(
    tenant: Tenant, filename: str, header: list[str], rows: Callable[[], Iterable[Iterable[Any]]]
) -> StreamingHttpResponse:
    """A streamed download. ``rows`` is called inside the district's scope while the answer leaves."""

    def stream() -> Iterator[str]:
        with reading(tenant):
            yield from csv_lines(header, rows())

    return StreamingHttpResponse(
        stream(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def wants_csv(request: HttpRequest) -> bool:
    """True when the page's URL asks for the list as a file (``?format=csv``)."""
    return request.GET.get("format") == "csv"
