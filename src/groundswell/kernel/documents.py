"""A page of ours on paper: a tagged PDF (PDF/UA-1), made of the template that its HTML twin is made of (ADR 0012).

A template of a paper begins with ``{% extends frame|default:"base.html" %}``. A view renders it as a page; :func:`pdf`
renders it again in the frame ``base_paper.html`` and hands the HTML to a process of its own (``kernel.press``), which
has no network, reads packaged files alone, and ends after a number of seconds whatever happens in it.
"""

import ctypes
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

FRAME = "base_paper.html"
MOST_SOURCE = 3_000_000  # bytes of HTML; 2,500 rows of a transcript are two thirds of it
MOST_PDF = 30_000_000  # bytes
SECONDS = 60  # on the wall; the process also counts its own on the processor
LIBRARIES = {  # what the layout engine asks of the system: file name → Debian's package
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
LONGEST_TITLE = 300


class NoDocument(Exception):
    """No PDF was made; the message says why and what to do. The page itself is still there to be printed."""


def pdf(template: str, context: Mapping[str, Any], *, language: str, title: str, author: str = "") -> bytes:
    """The paper as PDF/UA-1 with language and title. Takes about a second; nothing is kept.

    ``context`` is what the page is rendered with; the frame adds ``on_paper``, ``paper_title`` and ``paper_author``.
    Raises NoDocument when the machine lacks a library or the paper is too long, asks for a file that isn't ours, or
    has a mistake against accessibility (a picture without words).
    """
    if packages := missing():
        raise NoDocument(
            f"This machine can't make PDF files yet. Type: apt-get install {' '.join(packages)}. "
            "Until then, print the page itself."
        )
    return press(source(template, context, language=language, title=title, author=author).encode())


def source(template: str, context: Mapping[str, Any], *, language: str, title: str, author: str = "") -> str:
    """The HTML that goes to the press."""
    own = {
        "frame": FRAME,
        "on_paper": True,
        "paper_title": " ".join(title.split())[:LONGEST_TITLE] or "Groundswell",
        "paper_author": author,
    }
    with translation.override(language):
        return render_to_string(template, {**context, **own})


def press(html: bytes) -> bytes:
    """Lay ``html`` out in a process of its own, within limits of size, time and memory. Raises NoDocument."""
    if len(html) > MOST_SOURCE:
        raise NoDocument("This paper is too long for one PDF file. Choose a shorter time, then try again.")
    command = [sys.executable, "-P", "-m", "groundswell.kernel.press"]
    with tempfile.TemporaryDirectory(prefix="groundswell-press-") as folder:
        try:
            done = subprocess.run(
                command,
                input=html,
                capture_output=True,
                timeout=SECONDS,
                env=_environment(folder),
                cwd=folder,
            )
        except subprocess.TimeoutExpired as late:
            raise NoDocument(
                f"This paper was not laid out within {SECONDS} seconds. Choose a shorter time, or print the page."
            ) from late
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"code {done.returncode}"]
        raise NoDocument(f"The PDF could not be made: {reason[0]}")
    if len(done.stdout) > MOST_PDF:
        raise NoDocument("This PDF would be too large to send. Choose a shorter time, then try again.")
    return done.stdout


@cache
def missing() -> tuple[str, ...]:
    """Debian's packages that have to be installed before a PDF can be made; mostly none."""
    if sys.platform != "linux":  # elsewhere they have other names, and the press itself will say
        return ()
    return tuple(package for library, package in LIBRARIES.items() if not _loads(library))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _environment(folder: str) -> dict[str, str]:
    """Nothing of ours goes along: no secret key, no database address."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": folder, "HOME": folder}
