"""Published cells: a mask is a state, a blank is not a suppression, and neither is a number."""

from decimal import Decimal

import pytest

from groundswell.roster.public_files.cells import Cell, growth, letter, letter_fits, score


@pytest.mark.parametrize(
    ("text", "mask", "expected"),
    [
        ("46.0", "", Cell(Decimal(46), "46", "measured")),
        ("0", "", Cell(Decimal(0), "0", "measured")),
        ("100.0", "0", Cell(Decimal(100), "100", "measured")),
        ("83.9", "", Cell(Decimal("83.9"), "83.9", "measured")),
        ("95", "1", Cell(None, ">95", "above")),
        ("5.0", "2.0", Cell(None, "<5", "below")),
        ("", "3.0", Cell(None, "<10", "suppressed")),
        ("", "4", Cell(None, "insufficient data", "suppressed")),
        ("<5", "", Cell(None, "<5", "below")),
        (">95", "", Cell(None, ">95", "above")),
        ("*", "", Cell(None, "*", "suppressed")),
        ("", "", Cell(None, "", "no_data")),
        ("N/A", "", Cell(None, "", "no_data")),
    ],
)
def test_a_score_is_a_number_or_the_reason_why_not(text, mask, expected):
    assert score(text, mask) == expected


@pytest.mark.parametrize(("text", "mask"), [("C", ""), ("101", ""), ("-1", ""), ("1e3", ""), ("50", "9")])
def test_what_is_no_score_is_refused_with_the_text_itself(text, mask):
    with pytest.raises(ValueError, match=mask or text):
        score(text, mask)


def test_a_letter_i_is_too_little_data_and_a_plus_ng_is_a_letter():
    assert letter("I").state == "suppressed"
    assert letter("a+ng") == Cell(None, "A+NG", "measured")
    with pytest.raises(ValueError, match="47"):
        letter("47")


def test_a_growth_status_is_one_of_three():
    assert growth("NotMet").text == "NotMet"
    with pytest.raises(ValueError, match="Exceeded, Met or NotMet"):
        growth("Great")


def test_a_letter_fits_its_score_on_the_fifteen_point_scale():
    assert letter_fits(score("39"), letter("F"))
    assert not letter_fits(score("40"), letter("F"))
    assert letter_fits(score("85"), letter("A+NG"))
    assert letter_fits(score(""), letter("F"))
