"""Links in a mail may open something for whoever holds them. Who only looks after the mail sees where they lead.

What is for its reader's eyes alone (``kernel.privacy.OWN``) is hidden with them.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from groundswell.kernel.privacy import unread

LINK = re.compile(r"https?://[^\s<>\"“”]+")
PLAIN_STEP = re.compile(r"[0-9]{1,10}|[a-z]{1,16}(-[a-z]{1,16}){0,3}")
MASK = "…"


def masked(value: Any) -> Any:
    """The same text, list or dictionary, without what its reader alone is told, and with every step of a link hidden
    that could be a secret.
    """
    return _masked(unread(value))


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return LINK.sub(_mask, value) if isinstance(value, str) else value


def _mask(found: re.Match[str]) -> str:
    """Keep the host and the steps that are plain words or numbers; hide the others, the query and the fragment."""
    url = urlsplit(found.group())
    steps = [step if not step or PLAIN_STEP.fullmatch(step) else MASK for step in url.path.split("/")]
    rest = f"?{MASK}" if url.query or url.fragment else ""
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{'/'.join(steps)}{rest}"
