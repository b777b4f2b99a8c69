"""The front-end files: built into one folder from their packages; a wrong name is told by file and line."""

from xml.etree import ElementTree

import pytest

from tools import assets

ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" class="icon">
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 12h14" />
</svg>"""


@pytest.fixture
def icons(tmp_path):
    for name in ("minus", "calendar"):
        (tmp_path / f"{name}.svg").write_text(ICON)
    return tmp_path


def test_a_sprite_has_a_symbol_for_each_icon_in_the_list(icons):
    root = ElementTree.fromstring(assets.sprite([(1, "minus"), (2, "calendar")], icons))
    symbols = root.findall(f"{{{assets.SVG}}}symbol")
    assert [symbol.get("id") for symbol in symbols] == ["minus", "calendar"]
    assert symbols[0].get("stroke") == "currentColor"


def test_the_empty_square_that_editors_need_is_left_out(icons):
    root = ElementTree.fromstring(assets.sprite([(1, "minus")], icons))
    assert [path.get("d") for path in root.iter(f"{{{assets.SVG}}}path")] == ["M5 12h14"]


def test_an_unknown_icon_is_named_with_its_line(icons):
    with pytest.raises(assets.AssetError, match=r"icons\.txt:7: no icon is called 'calender'"):
        assets.sprite([(7, "calender")], icons)


def test_an_icon_listed_twice_is_refused(icons):
    with pytest.raises(assets.AssetError, match=r"icons\.txt:9: minus is on line 3 already"):
        assets.sprite([(3, "minus"), (9, "minus")], icons)


def test_the_icon_list_may_have_comments_and_empty_lines(tmp_path):
    listed = tmp_path / "icons.txt"
    listed.write_text("# Rooms\n\nsun\nbook  # Learn\n")
    assert assets.read_icon_names(listed) == [(3, "sun"), (4, "book")]


@pytest.mark.parametrize(
    "text",
    ["a{b:c}\n/*# sourceMappingURL=x.min.css.map */", "f();\n//# sourceMappingURL=x.min.js.map\n"],
)
def test_pointers_to_source_maps_that_we_do_not_serve_are_cut(text):
    cut = assets.without_source_map(text)
    assert "sourceMappingURL" not in cut
    assert cut.startswith(text.splitlines()[0])


def test_a_font_package_that_lost_a_subset_is_noticed():
    only_latin = "@font-face {\n  src: url(./files/lora-latin-wght-normal.woff2);\n}"
    with pytest.raises(assets.AssetError, match="lora"):
        assets.latin_faces(only_latin, "lora")


def test_the_built_folder_holds_all_that_pages_ask_for():
    missing = [target for target in assets.COPIES if not (assets.VENDOR / target).is_file()]
    assert missing == [], "run `make assets`"
    drawn = (assets.VENDOR / "icons.svg").read_text()
    assert [name for _, name in assets.read_icon_names(assets.ICON_LIST) if f'id="{name}"' not in drawn] == []
    declared = (assets.VENDOR / "fonts/fonts.css").read_text()
    fonts = sorted(path.name for path in (assets.VENDOR / "fonts").glob("*.woff2"))
    assert len(fonts) == 8
    assert [font for font in fonts if f"url(./{font})" not in declared] == []


def test_building_again_changes_nothing():
    before = {path: path.stat().st_mtime_ns for path in assets.VENDOR.rglob("*")}
    assets.build_vendor()
    assert {path: path.stat().st_mtime_ns for path in assets.VENDOR.rglob("*")} == before
