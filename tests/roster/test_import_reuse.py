"""An identifier that names clearly somebody else stops the import and asks; who only got a new name does not."""

import pytest
from django.utils.translation import override

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.choices import ImportState
from groundswell.roster.models import Person
from groundswell.roster.rules.imports import in_words
from groundswell.roster.rules.reuse import is_somebody_else
from tests.support.bundles import PLACES, role, user, write_bundle

HERE = "/d/riverbend/roster/imports/"
pytestmark = pytest.mark.usefixtures("school_year")


def human(given, family, email="", preferred="") -> dict:
    return {"given_name": given, "family_name": family, "email": email, "preferred_name": preferred}


ADA = human("Ada", "Lane", "ada@r.example")


@pytest.mark.parametrize(
    ("was", "now", "other"),
    [
        (ADA, human("Bo", "Tull", "bo@r.example"), True),
        (ADA, human("Ada", "Tull", "ada.tull@r.example"), False),
        (ADA, human("Bo", "Lane", "bo@r.example"), False),
        (ADA, human("Bo", "Tull", "ADA@r.example"), False),
        (ADA, human("Bo", "Tull-Lane", "bo@r.example"), False),
        (ADA, human("Lane", "Ada", "lane@r.example"), False),
        (human("Ada", "Lane", "a@r.example", "Bo"), human("Bo", "Tull", "bo@r.example"), False),
        (human("José", "Muñoz", "jm@r.example"), human("JOSE", "MUNOZ RUIZ", "jmr@r.example"), False),
        (human("Ada", "Lane"), human("Bo", "Tull"), True),
        (ADA, human("Bo", "Tull"), True),
        (human("", ""), human("Bo", "Tull", "bo@r.example"), False),
        (ADA, human("", "Tull", "bo@r.example"), False),
        (human("李", "王"), human("美", "陈"), True),
    ],
    ids=[
        "everything", "who marries", "first name and address", "the same address", "a hyphen", "exchanged order",
        "a preferred name", "accents and capitals", "no address at all", "no address now", "erased before",
        "no name now", "other letters",
    ],
)  # fmt: skip
def test_who_is_clearly_somebody_else(was, now, other):
    assert is_somebody_else(was, now) is other


@pytest.fixture
def bring(cast, tmp_path):
    """bring([users], accept=False): import a bundle of these people, each a teacher at Oak."""
    made = iter(range(100))

    def run(*users, accept=False, mode="bulk"):
        roles = [role(f"r-{one['sourcedId']}", one["sourcedId"]) for one in users]
        files = {"orgs": PLACES, "users": list(users), "roles": roles}
        folder = write_bundle(tmp_path / str(next(made)), mode=mode, **files)
        return roster_files.bring_in(by=cast.system, path=folder, accept_guard=accept)

    return run


LANE = user("u-1", "Ada", "Lane", email="ada@r.example")
TULL = user("u-1", "Bo", "Tull", email="bo@r.example")
OTHERS = [user(f"o-{n}", f"Given{n}", f"Family{n}", email=f"o{n}@r.example") for n in range(30)]


def name_of(cast, key="u-1") -> str:
    with reading(cast.tenant):
        return Person.objects.get(source_id=key).name


@pytest.mark.parametrize("mode", ["bulk", "delta"])
def test_the_import_stops_and_nobody_is_renamed(cast, bring, mode):
    bring(LANE, *OTHERS, accept=True)
    one = bring(TULL, *OTHERS, mode=mode)
    assert one.state == ImportState.READY
    assert one.guard == {"people:reused": [1, 1]} or one.guard == {"people:reused": (1, 1)}
    assert name_of(cast) == "Ada Lane"
    told = [problem for problem in one.problems if problem["code"] == "id-reused"]
    assert len(told) == 1 and "u-1" in told[0]["message"] and "identifier of their own" in told[0]["remedy"]
    assert not any(name in str(told) for name in ("Ada", "Lane", "Tull")), (
        "it names the identifier and nobody"
    )
    with pytest.raises(roster_files.NotNow, match="somebody else"):
        roster_files.apply(by=cast.system, roster_import=one)
    roster_files.discard(by=cast.system, roster_import=one)
    assert name_of(cast) == "Ada Lane"


def test_an_identifier_that_was_free_for_years_is_asked_about_too(cast, bring):
    bring(LANE, *OTHERS, accept=True)
    bring(*OTHERS, accept=True)
    one = bring(TULL, *OTHERS)
    assert one.state == ImportState.READY and "people:reused" in one.guard
    assert name_of(cast) == "Ada Lane"


def test_who_marries_is_renamed_without_a_question(cast, bring):
    bring(LANE, *OTHERS, accept=True)
    one = bring(user("u-1", "Ada", "Tull", email="ada.tull@r.example"), *OTHERS)
    assert one.state == ImportState.APPLIED and not one.guard
    assert name_of(cast) == "Ada Tull"


def test_the_page_asks_and_an_explicit_yes_goes_on(cast, bring, browse):
    bring(LANE, *OTHERS, accept=True)
    number = bring(TULL, *OTHERS).number
    ida = browse("ida")
    shown = ida.get(f"{HERE}{number}/").content.decode()
    assert "Are these the same people?" in shown and "More than a tenth" not in shown
    assert "these really end" not in shown and "under new names" in shown
    refused = ida.post(f"{HERE}{number}/apply/")
    assert refused.status_code == 400 and "the same people" in refused.content.decode()
    assert ida.post(f"{HERE}{number}/apply/", {"sure": "on"}).status_code == 400, "that was another question"
    assert ida.post(f"{HERE}{number}/apply/", {"same": "on"}).status_code == 302
    roster_files.work_off(cast.tenant)
    assert name_of(cast) == "Bo Tull"


def test_both_doubts_need_both_answers(cast, bring, browse):
    bring(LANE, *OTHERS, accept=True)
    one = bring(TULL, *OTHERS[:20])
    assert set(one.guard) > {"people:reused"}
    ida = browse("ida")
    assert ida.post(f"{HERE}{one.number}/apply/", {"same": "on"}).status_code == 400
    assert ida.post(f"{HERE}{one.number}/apply/", {"same": "on", "sure": "on"}).status_code == 302


def test_the_warning_is_read_in_spanish(bring):
    bring(LANE, *OTHERS, accept=True)
    one = bring(TULL, *OTHERS)
    [told] = [problem for problem in one.problems if problem["code"] == "id-reused"]
    with override("es"):
        spanish = in_words(told)
    assert spanish["message"] != told["message"] and "u-1" in spanish["message"]
