"""Own words: found, read, and quoted only with consent and a role that stands for enough people."""

import re

from tests.support.statements import statements
from tests.surveys.crowd import crowd, post_event


def page_of(browse, asked, query="") -> str:
    text = browse("sam").get(f"{asked.page}words/{asked.items['takeaway'].pk}/{query}").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def said(*groups) -> list:
    return [
        ((role, "alder"), {"takeaway": f"{role} {n} % says"})
        for role, number in groups
        for n in range(number)
    ]


def test_words_are_found_and_read(cast, browse):
    asked = crowd(cast, post_event(cast), said(("teacher", 7), ("principal", 6)))
    assert "13 of 13 texts" in page_of(browse, asked)
    found = page_of(browse, asked, "?q=teacher+3+%25")
    assert "1 of 13 texts" in found and "teacher 3" in found and "teacher 4" not in found
    assert "0 of 13 texts" in page_of(browse, asked, "?q=_")
    assert "0 of 13 texts" in page_of(browse, asked, "?quotes=1")
    assert "May be quoted" not in page_of(browse, asked)


def test_a_role_stands_beside_a_quote_only_where_enough_have_it(cast, browse):
    """Four principals answered: their words may be quoted, and nothing says that a principal wrote them."""
    made = post_event(cast)
    enough = crowd(cast, made, said(("teacher", 7), ("principal", 6)), may_quote=True)
    assert "May be quoted: Principal" in page_of(browse, enough, "?quotes=1")
    few = crowd(cast, made, said(("teacher", 7), ("principal", 4)), may_quote=True, subject="crowd:2")
    text = page_of(browse, few, "?quotes=1")
    assert "May be quoted: Principal" not in text and "May be quoted, without a role" in text
    # Nor the teachers': all less the teachers are the principals.
    assert "May be quoted: Teacher" not in text


def test_the_words_of_few_are_read_by_nobody(cast, browse):
    asked = crowd(cast, post_event(cast), said(("teacher", 4)), may_quote=True)
    text = page_of(browse, asked)
    assert "teacher 1" not in text and "Fewer than 5 wrote something" in text
    assert browse("sam").get(f"{asked.page}words/{asked.items['confident'].pk}/").status_code == 404


def test_reading_many_costs_no_more_than_reading_some(cast, browse):
    made, sam = post_event(cast), browse("sam")
    asked = [
        crowd(cast, made, said(("teacher", number)), may_quote=True, subject=f"crowd:{number}")
        for number in (12, 90)
    ]
    some, many = (statements(sam, f"{one.page}words/{one.items['takeaway'].pk}/") for one in asked)
    assert some == many
