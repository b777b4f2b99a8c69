"""What a PDF says of itself, read back with another library than the one that wrote it."""

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
from fontTools.ttLib import TTFont

from groundswell.kernel import press
from groundswell.kernel.documents import NoDocument

PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}part"


def laid_out(html: bytes) -> bytes:
    """What ``kernel.documents.press`` makes, made in this process: a second sooner, for tests of what a paper says."""
    try:
        return press.lay_out(html.decode())
    except ValueError as problem:
        raise NoDocument(f"The PDF could not be made: {problem}") from problem


def text_of(made: bytes) -> str:
    """All words of the file, in reading order, with single spaces; a hyphen at a line's end joined."""
    pages = pypdfium2.PdfDocument(made)
    said = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(said.replace("\ufffe", "").split())


def pages_of(made: bytes) -> int:
    return len(pypdfium2.PdfDocument(made))


def faults(made: bytes, *, language: str, title: str) -> list[str]:
    """What keeps the file from being PDF/UA-1 with this language and title; empty when nothing does.

    ISO 14289-1: marked and tagged, the title shown, every picture and link with words, every font inside.
    """
    with pikepdf.open(io.BytesIO(made)) as file:
        root = file.Root
        found = []
        if str(root.get("/Lang", "")) != language:
            found.append(f"language {root.get('/Lang')}")
        if not root.get("/MarkInfo", {}).get("/Marked"):
            found.append("not marked")
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            found.append("title not displayed")
        with file.open_metadata() as about:
            if about.get(PDF_UA) != "1":
                found.append(f"part {about.get(PDF_UA)}")
            if about.get("dc:title") != title:
                found.append(f"title {about.get('dc:title')}")
        tags = list(_tags(root.get("/StructTreeRoot"))) if "/StructTreeRoot" in root else []
        if len(tags) < 3:
            found.append("no tags")
        found += [
            f"a {tag.S} without words" for tag in tags if tag.get("/S") == "/Figure" and "/Alt" not in tag
        ]
        found += _unembedded(file)
        for page in file.pages:
            for note in page.get("/Annots", []):
                if note.get("/Subtype") == "/Link" and not ("/Contents" in note and "/StructParent" in note):
                    found.append("a link without words")
            if page.get("/Tabs") != "/S" and "/Annots" in page:
                found.append("links in no order")
        return found


def letters_missing(made: bytes) -> list[str]:
    """Fonts that the file asks for a letter they don't have; a reader sees an empty box there."""
    with pikepdf.open(io.BytesIO(made)) as file:
        return [name for page in file.pages for name in _boxes(page)]


def tag_names(made: bytes) -> list[str]:
    """The structure's tags in reading order."""
    with pikepdf.open(io.BytesIO(made)) as file:
        return [str(tag.S).lstrip("/") for tag in _tags(file.Root.StructTreeRoot)]


def _tags(tag: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(tag, pikepdf.Array):
        for one in tag:
            yield from _tags(one)
    elif isinstance(tag, pikepdf.Dictionary):
        if "/S" in tag:
            yield tag
        if "/K" in tag:
            yield from _tags(tag.K)


def _boxes(page: pikepdf.Page) -> Iterator[str]:
    sizes: dict[str, int] = {}
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = str(operands[0])
            sizes.setdefault(font, _letters_in(page.Resources.Font[font]))
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            for raw in (bytes(part) for part in parts if isinstance(part, pikepdf.String)):
                glyphs = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]  # Identity-H
                if any(glyph == 0 or glyph >= sizes[font] for glyph in glyphs):
                    yield font


def _letters_in(font: pikepdf.Object) -> int:
    inside = font.DescendantFonts[0].FontDescriptor
    raw = inside.FontFile2 if "/FontFile2" in inside else inside.FontFile3
    return TTFont(io.BytesIO(raw.read_bytes()))["maxp"].numGlyphs


def _unembedded(file: pikepdf.Pdf) -> list[str]:
    fonts = [one for one in file.objects if isinstance(one, pikepdf.Dictionary)]
    described = [one for one in fonts if one.get("/Type") == "/FontDescriptor"]
    return [
        f"font {one.get('/FontName')} is not inside"
        for one in described
        if not any(f"/FontFile{kind}" in one for kind in ("", "2", "3"))
    ]
