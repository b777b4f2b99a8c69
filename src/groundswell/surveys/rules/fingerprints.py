"""When two questions are one: what makes an item version, in one number."""

import hashlib
import json
from typing import Any

from groundswell.surveys.models import Item

SOURCE = "en"
LISTS = ("points", "rows")


def fingerprint_of(item: Item) -> str:
    """SHA-256 over what a number depends on: key, kind, English words, unit, scale, points, lines, limits and box.

    A translation, a hint, the place in the questionnaire and who is asked it leave it as it is.
    """
    said = {
        **{name: getattr(item, name) for name in ("key", "kind", "scale", "lowest", "highest")},
        "wording": _source(item.wording),
        **({"unit": _source(item.unit)} if item.unit else {}),
        "box": sorted(item.box),
        **{name: [_point(point) for point in getattr(item, name)] for name in LISTS},
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _source(words: dict[str, str]) -> str:
    return words.get(SOURCE) or next(iter(words.values()), "")


def _point(point: dict[str, Any]) -> list[str]:
    words = {name: text for name, text in point.items() if name not in ("key", "state")}
    return [point["key"], point.get("state", ""), _source(words)]
