"""The process that lays out one paper: HTML on standard input, PDF/UA-1 on standard output.

Run by ``kernel.documents`` and by nobody else. It has no settings, no database and no secret; it can read the files
under ``static/`` by an address that exists nowhere, and asks for nothing else, whatever the HTML says.
"""

import logging
import mimetypes
import resource
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parent.parent / "static"
OURS = "https://packaged.invalid/"  # .invalid is nobody's, ever (RFC 2606)
MEMORY = 2_000_000_000  # bytes of address space; libraries and fonts alone take a quarter
PROCESSOR = 50  # seconds


class Packaged(URLFetcher):
    """Gives files of ours (``https://packaged.invalid/groundswell/css/papers.css``). Anything else ends the layout."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith(OURS):
            raise FatalURLFetchingError(f"a paper may not ask for {url[:200]}")
        path = (STATIC / unquote(urlsplit(url).path).lstrip("/")).resolve()
        if not path.is_relative_to(STATIC) or not path.is_file():
            raise FatalURLFetchingError(f"no file of ours is called {url[:200]}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class Complaints(logging.Handler):
    """Keeps what the layout engine calls an error: a picture without words, a document without language."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def lay_out(html: str) -> bytes:
    """The PDF. Raises ValueError for a foreign file or a mistake against accessibility."""
    complaints = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.handlers, logger.propagate = [complaints], False
    try:
        made = HTML(string=html, url_fetcher=Packaged()).write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as refused:
        raise ValueError(str(refused)) from refused
    if complaints.said:
        raise ValueError("; ".join(complaints.said))
    return made


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = lay_out(sys.stdin.buffer.read().decode())
    except (ValueError, MemoryError, RecursionError) as problem:
        print(f"{problem or type(problem).__name__}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
