"""What people upload: each kind is taken by its content, and what acts or is two things at once is not."""

import io
import zipfile
import zlib

import pytest

from groundswell.kernel import uploads, uploads_office
from groundswell.kernel.uploads import FileRefused, looked_at

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 20 + b"\xff\xd9"
KINDS = {
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("presentationml.presentation", "ppt/presentation.xml"),
}
TYPE = "application/vnd.openxmlformats-officedocument.{}.main+xml"
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
OUTSIDE = (
    '<Relationship Id="r1" Type="http://x/{}" Target="http://elsewhere.example/" TargetMode="External"/>'
)


def office(kind: str = "docx", parts: dict[str, bytes | str] | None = None, *, main: str = "") -> bytes:
    """A document as small as one can be, with further parts."""
    words, name = KINDS[kind]
    types = f'<Types><Override PartName="/{name}" ContentType="{main or TYPE.format(words)}"/></Types>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        every = {"[Content_Types].xml": types, "_rels/.rels": RELS.format(""), name: "<x/>", **(parts or {})}
        for one, content in every.items():
            archive.writestr(one, content)
    return stream.getvalue()


def packed(inside: bytes, head: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    """A PDF with an object stream."""
    body = zlib.compress(inside)
    return PDF.replace(
        b"trailer", b"2 0 obj\n<< " + head + b" >>\nstream\n" + body + b"\nendstream\nendobj\ntrailer"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_documents_of_an_office_are_taken_by_their_content(kind):
    found = looked_at("report.pdf", office(kind))
    assert (found.kind, found.name) == (kind, f"report.pdf.{kind}")


def test_a_chart_may_bring_its_table_and_a_document_its_links():
    parts = {
        "word/_rels/document.xml.rels": RELS.format(OUTSIDE.format("hyperlink")),
        "word/embeddings/Microsoft_Excel_Sheet1.xlsx": office("xlsx"),
    }
    assert looked_at("a.docx", office(parts=parts)).kind == "docx"


def test_a_pdf_whose_objects_are_packed_is_looked_into():
    assert looked_at("a.pdf", packed(b"1 0 << /Type /Pages >>")).kind == "pdf"


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = {
    "a script": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "scripts"),
    "a script under an escaped name": (PDF.replace(b"/Catalog", b"/Catalog /A << /S /J#61vaScript >>"), "scripts"),
    "a program to launch": (PDF.replace(b"/Catalog", b"/Catalog /A << /S /Launch /F (cmd.exe) >>"), "scripts"),
    "a file inside": (PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 5 0 R >>"), "scripts"),
    "a script in a packed object": (packed(b"1 0 << /S /JavaScript /JS (x) >>"), "scripts"),
    "an object that is packed twice": (packed(zlib.compress(b"1 0 << /S /JavaScript >>")), "looked into"),
    "an object that is turned about": (
        packed(b"1 0 <<>>", b"/Type /ObjStm /DecodeParms << /Predictor 12 >> /Filter /FlateDecode"), "looked into",
    ),
    "an object stream that is no stream": (PDF.replace(b"/Catalog", b"/Catalog /X /ObjStm"), "looked into"),
    "a locked pdf": (PDF.replace(b"trailer", b"trailer << /Encrypt 9 0 R >>"), "password"),
    "a pdf with a zip behind": (PDF.replace(b"%%EOF", office()) + b"%%EOF", "something else"),
    "a page in the head of a pdf": (PDF.replace(b"1 0 obj", b"%<script>alert(1)</script>\n1 0 obj"), "something else"),
    "a page in a picture": (
        PNG.replace(b"\0\0\0\0IEND", b"\0\0\0\x08tEXt<script>\0\0\0\0\0\0\0\0IEND"), "something else",
    ),
    "a picture with more behind": (PNG[:-12] + b"more" + PNG[-12:], "something else"),
    "a picture with a zip behind": (JPEG[:-2] + office() + b"\xff\xd9", "something else"),
    "macros": (office(parts={"word/vbaProject.bin": b"\xd0\xcf"}), "macros"),
    "macros by type": (office(main=MACRO), "macros"),
    "an old macro sheet": (office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    "an object of another program": (office(parts={"word/embeddings/oleObject1.bin": b"MZ"}), "another program"),
    "a table with macros": (
        office(parts={"word/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"})}), "macros",
    ),
    "a template from elsewhere": (
        office(parts={"word/_rels/settings.xml.rels": RELS.format(OUTSIDE.format("attachedTemplate"))}), "elsewhere",
    ),
    "entities": (office(parts={"word/_rels/a.rels": "<!DOCTYPE x [<!ENTITY a 'b'>]>" + RELS.format("")}), "odd way"),
    "a bomb": (office(parts={"word/media/a.xml": b"\0" * 3_000_000}), "unpack"),
    "a page before the zip": (b"<html><script>1</script>" + office(), "none of these"),
    "something behind the zip": (office() + b"<script>", "odd way"),
    "a plain zip": (b"PK\x03\x04" + b"\0" * 40, "odd way"),
    "a program": (b"MZ\x90\0" + PDF, "none of these"),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "none of these"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_acts_or_is_two_things_at_once_is_refused(what):
    content, why = REFUSED[what]
    with pytest.raises(FileRefused, match=why):
        looked_at("file.pdf", content)


def test_two_parts_of_one_name_and_a_locked_part_are_refused():
    stream = io.BytesIO(office())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("WORD/document.xml", "<x/>")
    with pytest.raises(FileRefused, match="odd way"):
        looked_at("a.docx", stream.getvalue())
    locked = bytearray(office())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + at] |= 1
    with pytest.raises(FileRefused, match="password"):
        looked_at("a.docx", bytes(locked))


def test_without_the_look_inside_a_script_would_be_taken(monkeypatch):
    content = REFUSED["a script in a packed object"][0]
    monkeypatch.setattr(uploads, "_judge_pdf", lambda name, content: None)
    assert looked_at("a.pdf", content).kind == "pdf"


def test_without_the_list_of_macros_a_macro_would_be_taken(monkeypatch):
    monkeypatch.setattr(uploads_office, "_MACROS", uploads_office.re.compile("nothing of the kind"))
    assert looked_at("a.docx", REFUSED["macros"][0]).kind == "docx"


def test_what_is_hostile_costs_no_time():
    """Many marks of streams, objects and parts: a pass or two over ten megabytes, and an answer."""
    streams = PDF.replace(b"trailer", b"/ObjStm stream\n" * 600_000 + b"trailer")
    for content in (streams, b"PK\x03\x04" + b"PK\x01\x02" * 2_000_000 + b"PK\x05\x06" + b"\xff" * 18):
        with pytest.raises(FileRefused):
            looked_at("a.pdf", content)
