"""What browsers get: of Bootstrap what a page could name, nothing of ours lost, names with hashes, compressed."""

import json

import pytest

from tools import bundle

SHEET = """
@charset "utf-8";
:root,[data-bs-theme=light]{--a:1}
.btn{color:red}.btn:hover,.modal:hover{color:blue}
a:not(.modal){color:green}
.badge .btn{color:grey}
@media (min-width:1px){.modal{top:0}.mt-4{margin:1px}}
@keyframes turn{from{left:0}to{left:1px}}
"""


def test_a_rule_stays_only_where_a_page_names_every_class():
    small = bundle.subset(SHEET, {"btn", "mt-4"})
    assert ".btn{color:red}" in small and ".btn:hover{color:blue}" in small
    assert ".badge" not in small and ".modal:hover" not in small
    assert "@media (min-width:1px){.mt-4{margin:1px}}" in small


def test_what_asks_for_no_class_stays_and_bootstraps_own_attributes_go():
    small = bundle.subset(SHEET, set())
    assert '@charset "utf-8";' in small and ":root{--a:1}" in small and "@keyframes turn{" in small
    assert "a:not(.modal){color:green}" in small
    assert "data-bs" not in small and ".btn" not in small


def test_words_of_class_attributes_are_found_also_inside_template_tags():
    page = '<a class="btn{% if it == 1 %} go{% endif %}"><i class="icon">mt-4</i>'
    assert {"btn", "go", "icon"} <= bundle.class_words([page])
    assert "mt-4" not in bundle.class_words([page])


def test_comments_and_line_breaks_go_and_strings_stay():
    assert bundle.squeezed('a::before { /* why */\n  content: ": ";\n}') == 'a::before { content: ": "; }'


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    if not (bundle.BUILT / "staticfiles.json").is_file():
        pytest.fail("run `make assets`")
    return json.loads((bundle.BUILT / "staticfiles.json").read_text())["paths"]


def test_every_file_that_a_page_asks_for_was_built_with_its_hash(manifest):
    for name in (bundle.BUNDLE, "groundswell/js/app.js", "vendor/htmx/htmx.min.js", "vendor/icons.svg"):
        built = bundle.BUILT / manifest[name]
        assert built.is_file() and manifest[name] != name
        assert built.with_name(built.name + ".br").stat().st_size < built.stat().st_size
        assert built.with_name(built.name + ".gz").stat().st_size < built.stat().st_size


def test_a_phone_loads_less_than_15_kilobytes_of_style(manifest):
    built = bundle.BUILT / manifest[bundle.BUNDLE]
    assert built.with_name(built.name + ".br").stat().st_size < 15_000
    text = built.read_text()
    assert "url(fonts/source-sans-3-latin-wght-normal." in text.replace('"', "") and "@media print" in text
