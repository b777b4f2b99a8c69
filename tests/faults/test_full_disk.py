"""The disk is full, or the data folder can only be read: a clean refusal, and everything as it was."""

import pytest
from django.db import connection

pytestmark = pytest.mark.slow
REFUSED = "Something broke on our side"


@pytest.mark.parametrize("what", ["register", "upload"])
@pytest.mark.parametrize("lack", ["room", pytest.param("the right to write", marks=pytest.mark.proof)])
def test_a_press_is_refused_with_our_page_and_nothing_is_half_done(act, what, lack):
    if connection.vendor == "postgresql" and what == "register":
        pytest.skip("there the database's disk is the server's, not ours")
    story = act("begin")
    before = act("state", story)
    seen = act("press_without", story | {"what": what, "lack": lack})
    assert seen["status"] in (500, 503) and REFUSED in seen["page"] and "Reference" in seen["page"], seen
    assert act("state", story) == before
    assert act("files_of", story) == [], "no half of an upload stays behind"
    assert act("press", story | {"what": what})["status"] == 302, "served as soon as there is room again"
    after = act("state", story)
    assert after["differences"] == [] and after["registrations"] + after["imports"] == 1


@pytest.mark.parametrize("what", ["register", "upload"])
def test_without_the_lack_the_same_press_is_served(act, what):
    """Negative control: it is the full disk that refuses, not the page."""
    story = act("begin")
    assert act("press", story | {"what": what})["status"] == 302
    assert act("files_of", story) == ([] if what == "register" else ["bundle.zip"])
