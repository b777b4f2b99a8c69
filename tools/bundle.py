"""Build the files that browsers get: one style sheet, names that carry a hash, everything compressed.

Written to `src/groundswell/static_built/`, which the wheel ships; WhiteNoise serves it with a lifetime of years.
None of it is committed. `tools/assets.py` calls `build()` after the vendor folder; a stamp makes a second run with
the same sources do nothing. With GROUNDSWELL_DEBUG=1 pages take the files as they were written, and nothing has to
be built.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/groundswell"
STATIC = PACKAGE / "static"
BUILT = PACKAGE / "static_built"
BUNDLE = "vendor/app.css"

# What stands in a class attribute. Template tags inside are words like others: they do no harm.
CLASSES = re.compile(r'class="([^"]*)"')
BROTLI = """
const fs = require("fs"), zlib = require("zlib");
for (const name of process.argv.slice(1)) {
  const plain = fs.readFileSync(name);
  const small = zlib.brotliCompressSync(plain, {params: {[zlib.constants.BROTLI_PARAM_QUALITY]: 11}});
  if (small.length < plain.length) fs.writeFileSync(name + ".br", small);
}
"""


def sources() -> list[Path]:
    """Everything that the built files are made of: styles, scripts, and the pages that name classes."""
    ours = [path for path in (STATIC / "groundswell").rglob("*") if path.is_file()]
    pages = (PACKAGE / "templates").rglob("*.html")
    rest = [STATIC / "vendor/.stamp", Path(__file__)]
    return sorted({*ours, *pages, *rest})


def build(node: str) -> None:
    """Build the whole folder beside the old one and swap it in. ``node``: the command that runs Node."""
    with tempfile.TemporaryDirectory(dir=PACKAGE, prefix=".static-") as folder:
        fresh = Path(folder) / "static_built"
        environment = {**os.environ, "GROUNDSWELL_HOME": str(Path(folder) / "home"), "GROUNDSWELL_DEBUG": ""}
        subprocess.run([sys.executable, __file__, str(fresh)], check=True, env=environment, cwd=ROOT)
        packed = [str(path.with_suffix("")) for path in sorted(fresh.rglob("*.gz"))]
        subprocess.run([node, "-e", BROTLI, *packed], check=True)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)


def collect(target: Path) -> None:
    """Write the bundle and all other files, with their hashes, into ``target``. Sets Django up: runs alone."""
    from django import setup  # inline: slow import
    from django.conf import settings  # inline: slow import
    from django.core.management import call_command  # inline: slow import

    from groundswell.config import settings as ours  # inline: slow import

    with tempfile.TemporaryDirectory() as made:
        sheet = Path(made) / BUNDLE
        sheet.parent.mkdir(parents=True)
        sheet.write_text(bundle(ours.GROUNDSWELL_STYLESHEETS), encoding="utf-8")
        settings.configure(
            INSTALLED_APPS=["django.contrib.staticfiles"],
            STATIC_URL="static/",
            STATIC_ROOT=target,
            STATICFILES_DIRS=[STATIC, made, *folders_of(ours.INSTALLED_APPS)],
            STORAGES={**ours.STORAGES, "staticfiles": {"BACKEND": ours.GROUNDSWELL_HASHED_FILES}},
            WHITENOISE_KEEP_ONLY_HASHED_FILES=True,
        )
        setup()
        leave = ["bootstrap*", "fonts.css", ".stamp", "django_htmx", "licences", "papers", "press.css"]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=leave)


def folders_of(apps: Iterable[str]) -> list[Path]:
    """The static folders of the libraries that pages use."""
    places = [place for app in apps for place in find_spec(app).submodule_search_locations or ()]
    return [folder for place in places if (folder := Path(place) / "static").is_dir()]


def bundle(sheets: Iterable[str]) -> str:
    """The style sheets one after the other; of Bootstrap what a page could name."""
    words = class_words(path.read_text(encoding="utf-8") for path in sources() if path.suffix == ".html")
    texts = []
    for name in sheets:
        text = (STATIC / name).read_text(encoding="utf-8")
        if "/bootstrap/" in name:
            text = subset(text, words)
        texts.append(squeezed(text.replace("url(./", "url(fonts/")))
    return "\n".join(texts) + "\n"


def class_words(texts: Iterable[str]) -> set[str]:
    """Every word in the class attributes of ``texts``."""
    return {
        word for text in texts for found in CLASSES.findall(text) for word in re.findall(r"[\w-]+", found)
    }


def squeezed(css: str) -> str:
    """``css`` without comments and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


def subset(css: str, words: set[str]) -> str:
    """The rules of ``css`` of which every class is among ``words``; rules without a class stay."""
    kept = []
    for head, body in rules(squeezed(css)):
        if body is None or head.startswith(("@font-face", "@keyframes", "@-webkit-keyframes")):
            kept.append(f"{head};" if body is None else f"{head}{{{body}}}")
        elif head.startswith("@"):
            inside = subset(body, words)
            kept.append(f"{head}{{{inside}}}" if inside else "")
        else:
            selectors = ",".join(one for one in parts(head) if could_match(one, words))
            kept.append(f"{selectors}{{{body}}}" if selectors else "")
    return "".join(kept)


def could_match(selector: str, words: set[str]) -> bool:
    """False when ``selector`` asks for a class, or one of Bootstrap's attributes, that no page has."""
    asked = re.sub(r":not\([^)]*\)", "", selector)
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", asked)) <= words and "[data-bs-" not in asked


def rules(css: str) -> Iterable[tuple[str, str | None]]:
    """The top rules of ``css`` as head and body; a body of None is a statement (``@charset``)."""
    at = 0
    while at < len(css):
        brace, end = css.find("{", at), css.find(";", at)
        if brace < 0 and end < 0:
            return
        if brace < 0 or 0 <= end < brace:
            yield css[at:end].strip(), None
            at = end + 1
            continue
        depth, close = 1, brace
        while depth:
            close += 1
            depth += {"{": 1, "}": -1}.get(css[close], 0)
        yield css[at:brace].strip(), css[brace + 1 : close]
        at = close + 1


def parts(head: str) -> list[str]:
    """A selector list, one by one; a comma inside parentheses parts nothing."""
    return [one.strip() for one in re.split(r",(?![^(]*\))", head)]


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
