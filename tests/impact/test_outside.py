"""What others claim: entered as published, looked at before it is shown, never changed after, withdrawn in words."""

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.impact.actions import outside
from groundswell.impact.choices import OUTSIDE_MOVES, OutsideState, Reason
from groundswell.impact.models import OutsideClaim
from groundswell.impact.rules import holding, statements
from groundswell.impact.rules.refusals import Refused
from groundswell.impact.rules.statements import Number
from groundswell.kernel.tenancy import reading

HERE = "/d/riverbend/proof/claims/outside/"
FORM = {
    "partner": "Lanternwork", "published": "annual report, page 4", "link": "https://lanternwork.example/report",
    "published_on": "2021-11-03", "sentence": "95 % had implemented a strategy or were planning to.", "topic": "Use",
    "relation": "states", "design": "", "shown": "95 %", "kind": "share", "question": "use", "box": "all, some",
    "states": ["implemented", "planning"], "base": "", "answered": "", "asked": "", "wholes": "", "series": "",
    "years_measured": "", "contradicted_by": "",
}  # fmt: skip
SAID = {
    "partner": "Lanternwork",
    "sentence": "80 % are confident.",
    "topic": "confidence",
    "told": [Number("80 %")],
}


def rows(cast) -> list[OutsideClaim]:
    with reading(cast.tenant):
        return list(OutsideClaim.objects.order_by("pk"))


def reasons(cast, claim) -> set[Reason]:
    with reading(cast.tenant):
        return {one.reason for one in holding.findings(statements.of_outside(claim, rows(cast)))}


def test_the_office_enters_one_looks_and_shows_it(cast, browse):
    browser = browse("ola")
    page = browser.post(f"{HERE}new/", FORM)["Location"]
    said = browser.get(page).text
    assert "people who have done it together with people who plan to" in said and "How many answered" in said
    assert "Nov. 3, 2021" in said and 'href="https://lanternwork.example/report"' in said
    assert FORM["sentence"] not in browse("sam").get(HERE).text and browse("sam").get(page).status_code == 403
    browser = browse("ola")
    assert browser.get(f"{page}edit/").context["form"]["box"].value() == "all, some"
    assert browser.post(f"{page}edit/", FORM | {"states": ["implemented"]})["Location"] == page
    assert "together with people who plan to" not in browser.get(page).text
    assert browser.post(f"{page}move/", {"move": "shown"})["Location"] == page
    assert browser.get(f"{page}edit/").status_code == browser.post(f"{page}edit/", FORM).status_code == 404
    assert FORM["sentence"] in browse("sam").get(HERE).text
    browser = browse("ola")
    refused = browser.post(f"{page}move/", {"move": "withdrawn", "reason": "  "})
    assert refused.status_code == 422 and "Say why." in refused.text
    browser.post(f"{page}move/", {"move": "withdrawn", "reason": "They corrected it themselves."})
    said = browse("sam").get(HERE).text
    assert "They corrected it themselves." in said and "can’t be checked" not in said.split("<article")[1]


def test_a_draft_that_is_withdrawn_was_never_shown(cast, browse):
    ola = cast.actor("ola")
    outside.withdraw(by=ola, claim=outside.enter(by=ola, **SAID), reason="Entered twice.")
    assert "80 %" not in browse("sam").get(HERE).text and "Entered twice." in browse("ola").get(HERE).text


def test_every_move_that_is_not_told_is_refused(cast):
    ola = cast.actor("ola")
    claim = outside.show(by=ola, claim=outside.enter(by=ola, **SAID))
    with pytest.raises(Refused, match="can't be done"):
        outside.show(by=ola, claim=claim)
    with pytest.raises(Refused, match="shown already"):
        outside.edit(by=ola, claim=claim, **SAID)
    outside.withdraw(by=ola, claim=claim, reason="Wrong.")
    for verb, more in ((outside.show, {}), (outside.withdraw, {"reason": "Again."})):
        with pytest.raises(Refused, match="can't be done"):
            verb(by=ola, claim=claim, **more)
    assert set(OUTSIDE_MOVES) == set(OutsideState)


def test_what_was_withdrawn_is_compared_with_nothing(cast, browse):
    ola = cast.actor("ola")
    narrow = Number("75 %", question="confidence", box=("very",))
    wide = Number("80 %", question="confidence", box=("very", "moderately"))
    outside.enter(by=ola, **SAID | {"told": [narrow]})
    other = outside.enter(by=ola, **SAID | {"sentence": "And 80 % are.", "told": [wide]})
    assert browse("ola").get(HERE).text.count("count different answers") == 2
    outside.withdraw(by=ola, claim=other, reason="Entered by mistake.")
    assert browse("ola").get(HERE).text.count("count different answers") == 0


def test_one_sentence_of_theirs_is_entered_once(cast, browse):
    ola = cast.actor("ola")
    outside.enter(by=ola, **SAID)
    with pytest.raises(Refused, match="entered already"):
        outside.enter(by=ola, **SAID)
    other = outside.enter(by=ola, **SAID | {"partner": "Somebody else"})
    with pytest.raises(Refused, match="entered already"):
        outside.edit(by=ola, claim=other, **SAID)
    answer = browse("ola").post(
        f"{HERE}new/", FORM | {"partner": SAID["partner"], "sentence": SAID["sentence"]}
    )
    assert answer.status_code == 422 and "entered already" in answer.text


def test_what_was_shown_wrong_is_withdrawn_and_entered_anew(cast):
    ola = cast.actor("ola")
    for topic in ("use", "trust"):
        wrong = outside.show(by=ola, claim=outside.enter(by=ola, **SAID | {"topic": topic}))
        with pytest.raises(Refused, match="entered already"):
            outside.enter(by=ola, **SAID)
        outside.withdraw(by=ola, claim=wrong, reason="Put under the wrong word.")
    outside.show(by=ola, claim=outside.enter(by=ola, **SAID))
    assert [(one.topic, one.state) for one in rows(cast)] == [
        ("use", "withdrawn"), ("trust", "withdrawn"), ("confidence", "shown"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["box", "wholes", "series", "years_measured"])
def test_a_list_that_is_too_long_is_refused_and_not_cut(cast, browse, name):
    years = [str(2001 + n) for n in range(13)]
    answer = browse("ola").post(f"{HERE}new/", FORM | {name: ", ".join(years)})
    assert answer.status_code == 422 and "At most 12" in answer.text and rows(cast) == []
    browse("ola").post(f"{HERE}new/", FORM | {name: ", ".join(years[:12])})
    [claim] = rows(cast)
    assert len(claim.told[0][name]) == 12


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"link": "javascript:alert(1)"}, "has to begin with"),
        ({"link": "JaVaScRiPt:alert(1)//https://x.example"}, "has to begin with"),
        ({"link": "data:text/html,<script>1</script>"}, "has to begin with"),
        ({"link": "//evil.example/x"}, "has to begin with"),
        ({"link": "https://[x"}, "has to begin with"),
        ({"link": "https://x.example/a b"}, "has to begin with"),
        ({"link": f"https://x.example/{'a' * 500}"}, "too long"),
        ({"sentence": "x" * 601}, "too long"),
        ({"partner": " "}, "Say who published it"),
        ({"topic": ""}, "Say who published it"),
    ],
)
def test_what_can_not_be_entered_is_refused_by_the_verb(cast, said, why):
    with pytest.raises(Refused, match=why):
        outside.enter(by=cast.actor("ola"), **SAID | said)
    assert rows(cast) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"link": "javascript:alert(1)"}, {"link": "ftp://x.example/y"}, {"link": "not a link"}, {"sentence": ""},
        {"sentence": "x" * 601}, {"sentence": "a\0b"}, {"topic": "!!!"}, {"published_on": ""},
        {"published_on": "2021-13-40"}, {"answered": "-1"}, {"answered": "30", "asked": "20"},
        {"part": "7", "whole": "6"}, {"series": "1, two"}, {"wholes": "9" * 101}, {"years_measured": "1820"},
        {"kind": "other"}, {"base": "x"}, {"states": ["not"]}, {"answered": "1e9"},
    ],
)  # fmt: skip
def test_what_can_not_be_entered_is_said_on_the_form(cast, browse, bad):
    answer = browse("ola").post(f"{HERE}new/", FORM | bad)
    assert answer.status_code == 422 and rows(cast) == []
    assert "javascript:alert" not in answer.text or 'href="javascript' not in answer.text


def test_ten_megabytes_and_script_do_no_harm(cast, browse):
    browser = browse("ola")
    assert browser.post(f"{HERE}new/", FORM | {"sentence": "x" * 10_000_000}).status_code in (400, 413)
    evil = {
        name: f"<script>alert('{name}')</script>\""
        for name in ("partner", "published", "sentence", "question")
    }
    page = browser.post(f"{HERE}new/", FORM | evil)["Location"]
    for path in (page, f"{page}edit/", HERE):
        said = browser.get(path).text
        assert "<script>alert" not in said and "&lt;script&gt;alert" in said, path
    [claim] = rows(cast)
    assert claim.sentence == evil["sentence"]


def test_every_rule_of_the_ledger_can_be_met_by_what_the_form_asks(cast, browse):
    """Each of the published sentences of the story could have been typed here."""
    browser = browse("ola")
    whole = {"answered": "300", "asked": "400", "base": "answered", "states": ["implemented"]}
    typed = {
        "R3": {}, "R5": {"kind": "count", "part": "5", "whole": "6", "exist": "7"},
        "R6": {"sentence": "In fall 2021, 75 %.", "years_measured": "2020"}, "R9": {"series": "89.6, 89.4"},
        "R1": {"wholes": "168, 170, 176"}, "R8": {"relation": "growth", "kind": "growth"},
        "R7": {"sentence": "No consultants.", "kind": "total", "contradicted_by": "A partner has worked there."},
        "R10": {"sentence": "All schools by 2018.", "kind": "count", "part": "63", "whole": "168"},
        "R4": {"answered": ""},
    }  # fmt: skip
    for at, (reason, more) in enumerate(typed.items()):
        given = FORM | whole | {"sentence": f"Sentence {at} says 95 %.", "topic": f"topic {at}"} | more
        if reason == "R3":
            given["states"] = ["implemented", "planning"]
        browser.post(f"{HERE}new/", given)
        assert {one.value for one in reasons(cast, rows(cast)[-1])} == {reason}, reason
    browser.post(f"{HERE}new/", FORM | whole | {"topic": "good"})
    assert reasons(cast, rows(cast)[-1]) == set()  # with everything told it holds


@pytest.mark.parametrize(
    ("name", "status"), [("sam", 403), ("leo", 403), ("bao", 403), ("ana", 403), ("nils", 404)]
)
def test_others_enter_nothing(cast, browse, name, status):
    claim = outside.enter(by=cast.actor("ola"), **SAID)
    browser = browse(name)
    for path in (f"{HERE}new/", f"{HERE}{claim.pk}/", f"{HERE}{claim.pk}/edit/"):
        assert browser.get(path).status_code == status, path
    assert browser.post(f"{HERE}{claim.pk}/move/", {"move": "shown"}).status_code == status
    assert rows(cast)[0].state == OutsideState.DRAFT
    if name != "nils":
        with pytest.raises(PermissionDenied):
            outside.enter(by=cast.actor(name), **SAID | {"sentence": "x"})
    else:
        path = f"/d/harbor-point/proof/claims/outside/{claim.pk}/"
        assert (
            browser.get(path).status_code
            == browser.post(f"{path}move/", {"move": "shown"}).status_code
            == 404
        )
