"""Charts say what they show, to everyone, and never make a zero of what is not known."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import override

from groundswell.kernel import charts
from groundswell.kernel.charts import Bar, Place, Series, YearValue

SVG = "{http://www.w3.org/2000/svg}"
ANSWERS = [Bar("not at all", 20), Bar("very", 60, in_box=True), Bar("extremely", 20, in_box=True)]


def parsed(svg: SafeString) -> ElementTree.Element:
    """The picture as XML: it must be well formed, and no attribute may carry a style or a script."""
    root = ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    for element in root.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
    return root


def filled(root: ElementTree.Element) -> list[str]:
    return [rect.get("width", "") for rect in root.iter(f"{SVG}rect") if "c-bar" in rect.get("class", "")]


def years(*values: float | None, note: str = "") -> Series:
    return Series("Maple Creek", [YearValue(str(2014 + at), value, note) for at, value in enumerate(values)])


def test_a_bar_is_as_long_as_its_share_of_all_answers():
    assert filled(parsed(charts.bars(ANSWERS, title="Confident"))) == ["20%", "60%", "20%"]


def test_only_the_answers_in_the_box_carry_the_accent():
    assert charts.bars(ANSWERS, title="Confident").count("in-box") == 2


def test_a_withheld_count_hides_every_share_and_draws_no_zero():
    picture = charts.bars([Bar("used it", 12), Bar("plan to", None), Bar("not yet", 6)], title="Use")
    assert filled(parsed(picture)) == ["100%", "50%"]
    assert "not shown" in picture and "c-gap" in picture and "%</text>" not in picture


def test_nobody_answered_is_a_picture_without_bars():
    assert filled(parsed(charts.bars([Bar("yes", 0), Bar("no", 0)], title="Empty"))) == []


@pytest.mark.parametrize(
    "picture",
    [
        charts.bars([Bar("<b>&", 1)], title="<script>", desc='"quoted" & <b>'),
        charts.line([years(1, 2)], title="<script>", desc='"quoted" & <b>'),
        charts.columns(years(1, 2), title="<script>", desc='"quoted" & <b>'),
        charts.points([Place("<b>", 1, 2, "<i>", "?a=1&b=2")], title="<script>", desc='"quoted" & <b>'),
    ],
    ids=["bars", "line", "columns", "points"],
)
def test_hostile_words_stay_words_and_the_picture_has_a_name(picture: SafeString):
    root = parsed(picture)
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("role") in {"img", "group"}
    assert [named[key] for key in root.get("aria-labelledby", "").split()] == ["<script>", '"quoted" & <b>']


def test_a_year_without_a_value_breaks_the_line_and_says_why():
    root = parsed(charts.line([years(50, 60, None, 70, 80, note="suppressed")], title="Score"))
    assert len([one for one in root.iter(f"{SVG}line") if "c-line" in one.get("class", "")]) == 2
    assert [one.text for one in root.iter(f"{SVG}title")][-1] == "2016: suppressed"


def test_years_are_drawn_in_order_and_higher_values_stand_higher():
    marks = list(parsed(charts.line([years(10, 30, 20)], title="Score")).iter(f"{SVG}circle"))
    assert [float(mark.get("cx", "")[:-1]) for mark in marks] == [13.0, 54.0, 95.0]
    low, high, middle = (float(mark.get("cy", "")) for mark in marks)
    assert high < middle < low


@pytest.mark.parametrize(
    "values", [(), (7,), (7, 7, 7), (None, None), (0, 0), (-3, 4), (1e9, 2e9), (0.11, 0.14)]
)
def test_any_run_of_years_can_be_drawn(values: tuple[float | None, ...]):
    parsed(charts.line([years(*values)], title="Any"))
    parsed(charts.columns(years(*values), title="Any"))


def test_the_grid_never_names_two_values_alike():
    texts = list(parsed(charts.line([years(0.11, 0.14)], title="Rate")).iter(f"{SVG}text"))
    ticks = [text.text for text in texts if text.get("text-anchor") == "end"]
    assert len(ticks) == len(set(ticks)) > 2


def test_schools_are_counted_in_whole_numbers():
    def grid(*values: float) -> list[str]:
        texts = parsed(charts.line([years(*values)], title="Schools", low=0)).iter(f"{SVG}text")
        return [str(text.text) for text in texts if text.get("text-anchor") == "end"]

    assert grid(0, 2) == ["0", "1", "2"]
    assert grid(0, 1.5) == ["0.0", "0.5", "1.0", "1.5"], "a value between two whole ones keeps its scale"


def test_columns_stand_on_zero():
    first, second = (
        float(rect.get("height", ""))
        for rect in parsed(charts.columns(years(400, 800), title="Students")).iter(f"{SVG}rect")
    )
    assert second == pytest.approx(2 * first, rel=0.01)


def test_a_mile_east_is_as_long_as_a_mile_north_on_the_map():
    east = -80.9 + 0.1 / 0.8188
    places = [Place("a", -80.9, 35.0, "x"), Place("b", -80.9, 35.1, "x"), Place("c", east, 35.0, "x")]
    marks = list(parsed(charts.points(places, title="Map")).iter(f"{SVG}circle"))
    (ax, ay), (_, by), (cx, _) = ((float(one.get("cx", "")), float(one.get("cy", ""))) for one in marks)
    assert cx - ax == pytest.approx(ay - by, rel=0.01)


def test_a_place_off_the_globe_is_refused_by_name():
    with pytest.raises(ValueError, match="Old Mill"):
        charts.points([Place("Old Mill", -80.8, 3522.0, "x")], title="Map")


def test_groups_differ_in_shape_and_colour_and_the_legend_counts_them():
    places = [Place(str(at), at / 100, at / 100, f"group {at:02}") for at in range(20)]
    rows = charts.legend(places)
    assert len({symbol for symbol, _, _ in rows}) == 20
    assert [count for _, _, count in rows] == [1] * 20


def test_links_on_the_map_are_not_stops_of_the_keyboard():
    link = next(parsed(charts.points([Place("a", 1, 1, "x", "/a")], title="Map")).iter(f"{SVG}a"))
    assert (link.get("href"), link.get("tabindex")) == ("/a", "-1")


def test_coordinates_keep_their_point_where_numbers_have_a_comma():
    with override("de"):
        root = parsed(charts.bars([Bar("ja", 1), Bar("nein", 2000)], title="Fragen"))
        assert filled(root)[0] == "0.05%"


def test_numbers_are_written_for_people():
    assert charts.number(1234567) == "1,234,567"
    assert charts.number(63.25) in {"63.2", "63.3"}
    assert charts.number(None) == "–"
    assert charts.percent(0.623).replace("\u202f", " ") == "62 %"


def test_a_number_without_its_base_is_not_rendered():
    with pytest.raises(TemplateSyntaxError):
        Template('{% load gs %}{% stat "62 %" "used it" %}').render(Context())
    shown = Template('{% load gs %}{% stat "62 %" "used it" base="135 of 218" %}').render(Context())
    assert "135 of 218" in shown


def test_a_heading_sorts_by_the_url_and_keeps_the_filters(rf):
    page = Template('{% load gs %}{% sortheading "name" "School" %}')
    request = rf.get("/", {"community": "East", "sort": "name", "page": "3"})
    shown = page.render(Context({"request": request}))
    assert 'aria-sort="ascending"' in shown
    assert 'href="?community=East&amp;sort=-name"' in shown
