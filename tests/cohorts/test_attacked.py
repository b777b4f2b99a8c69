"""Who tries to see or do in a selection what is not theirs: readers, applicants, superintendents, and whoever types.

A page is compared with itself, before others have scored and after: what tells makes the two differ.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from groundswell.cohorts.actions import readers, rubrics
from groundswell.cohorts.choices import ReadingState
from groundswell.cohorts.models import Candidacy, PhaseOutcome, Reading, RubricVersion
from groundswell.cohorts.queries import approvals
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.reactions import hand_on
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import people
from groundswell.roster.choices import PositionRole
from groundswell.roster.queries.copies import everything_about
from tests.cast import hire
from tests.cohorts.conftest import during
from tests.cohorts.reading_story import (
    add_readers,
    criteria_of,
    fresh,
    hand_in,
    readings_of,
    score,
    seat_committee,
    sign_all,
    write_rubric,
)
from tests.cohorts.test_readings_leaks import as_seen, others_finish
from tests.guards.marked import mark
from tests.support.house import Address, addresses
from tests.support.statements import statements

HERE = "/d/riverbend/"
SCRIPT = "<b onmouseover=x()>"
APPS = ("cohorts", "planning")
MEGABYTES = "x" * (10 * 2**20)


@pytest.fixture
def phase(cast, story, initiative):
    """Rae, Rob and Ron read Alder's application; Ruth waits in case that they differ."""
    seat_committee(cast, initiative)
    story.take_part("alder")
    hand_in(cast, story.candidacy("alder"))
    signed = sign_all(cast, write_rubric(cast, initiative))
    phase = story.phase("reading")
    rubrics.use(by=cast.actor("ola"), phase=phase, version=signed)
    add_readers(cast, phase, "rae", "rob", "ron")
    readers.assign(by=cast.actor("ola"), phase=phase)
    add_readers(cast, phase, "ruth")
    with during(phase):
        yield fresh(cast, phase)


def copy_of(cast, name) -> dict:
    """What one's own copy would hold, table by table."""
    with reading(cast.tenant):
        found = everything_about([cast.people[name]], for_oneself=True)
    return {
        one.name: (one.fields, one.rows) for one in found if one.name != "accounts_user"
    }  # has the last sign-in


# A reader before their own score is in


def test_headers_and_cost_of_a_page_do_not_tell_a_reader_that_others_are_done(cast, phase, browse):
    [mine] = readings_of(cast, "rae")
    paths = ["", "readings/", f"readings/{mine.pk}/", f"norming/{phase.pk}/"]

    def seen():
        client = browse("rae")
        for path in paths:
            client.get(HERE + path)  # what is put together once a process is there
        answers = [client.get(HERE + path) for path in paths]
        heads = [{k: v for k, v in one.headers.items() if k != "Expires"} for one in answers]
        return (
            heads,
            [len(one.content) for one in answers],
            [statements(client, HERE + path) for path in paths],
        )

    before = seen()
    others_finish(cast)
    assert seen() == before


def test_a_readers_own_copy_holds_nothing_of_others(cast, phase):
    before = copy_of(cast, "rae")
    others_finish(cast)
    assert copy_of(cast, "rae") == before
    assert len(before["cohorts_reading"][1]) == 1
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3)
    after = copy_of(cast, "rae")
    assert len(after["cohorts_reading"][1]) == 1 and after["cohorts_score"] != before.get("cohorts_score")


def test_the_own_copy_does_not_tell_a_further_reader_that_others_differ(cast, phase):
    others_finish(cast)
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3)
    while hand_on(cast.tenant):
        pass
    [further] = readings_of(cast, "ruth")
    assert further.purpose == "third"
    assert "third" not in str(copy_of(cast, "ruth")["cohorts_reading"])


def test_who_approves_and_still_has_to_score_sees_no_scores_before(cast, phase, story):
    """Rae leads the region only since today: the roster knew of no conflict when she was asked to read."""
    others_finish(cast)
    people.give_position(
        by=cast.system, person=cast.people["rae"], organisation=cast.places["north"],
        role=PositionRole.AREA_SUPERINTENDENT,
    )  # fmt: skip

    def totals():
        with reading(cast.tenant):
            return [
                len(one.totals) for one in approvals.to_approve(cast.actor("rae"), story.phase("approval"))
            ]

    assert totals() == [0]
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3)
    assert totals() == [3]


def test_what_was_taken_back_from_a_dropped_reader_is_closed_to_them(cast, phase, browse):
    [mine] = readings_of(cast, "rae")
    page = f"{HERE}readings/{mine.pk}/"
    rae = browse("rae")
    assert rae.get(page).status_code == 200
    readers.drop(by=cast.actor("ola"), reader=mine.reader, reason="Ill")
    others_finish(cast)
    assert rae.get(page).status_code == 404
    assert rae.post(f"{page}keep/", {"revision": 0}).status_code == 404
    assert rae.post(page, {"revision": 0, "do": "finish"}).status_code == 404
    with reading(cast.tenant):
        assert fresh(cast, mine).state == ReadingState.RELEASED
    assert rae.get(f"{HERE}norming/{phase.pk}/").status_code == 404


# An applicant before the letters


def test_an_applicant_finds_readers_and_scores_nowhere(cast, phase, story, browse):
    pk = story.candidacy("alder").pk
    paths = [
        "", "readings/", f"candidacies/{pk}/", f"candidacies/{pk}/screening/", f"candidacies/{pk}/application/",
        "search/?q=Rae", "search/?q=Alder", f"schools/{cast.places['alder'].pk}/", "cohorts/",
    ]  # fmt: skip
    pages, copy = as_seen(browse, "bao", paths), copy_of(cast, "bao")
    others_finish(cast)
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3, comment="SECRET", for_school="SECRET")
    while hand_on(cast.tenant):
        pass
    assert as_seen(browse, "bao", paths) == pages
    assert copy_of(cast, "bao") == copy
    with reading(cast.tenant):
        mails = OutgoingMail.objects.filter(to_person=cast.people["bao"])
        said = " ".join(f"{one.kind} {one.context}" for one in mails)
    assert mails and not any(word in said for word in ("Rae", "Rob", "Ron", "SECRET", "reading"))
    for path in ("letter", "readiness"):
        assert browse("bao").get(f"{HERE}candidacies/{pk}/{path}/").status_code == 404


# An area superintendent


@pytest.fixture
def south(cast, story):
    """Birch of the south takes part, and everything about it has a word."""
    hire(cast, "lena", "Lena", "South", PositionRole.AREA_SUPERINTENDENT, "south")
    hire(cast, "head_birch", "Birch", "Head", PositionRole.PRINCIPAL, "birch")
    story.take_part("alder", "birch")
    found = story.candidacy("birch")
    hand_in(cast, found, "SOUTHERN words")
    with writing(cast.tenant):
        Candidacy.objects.filter(pk=found.pk).update(why="SOUTHERN why")
        PhaseOutcome.objects.create(
            tenant=cast.tenant,
            phase=story.phase("screening"),
            candidacy=found,
            outcome="passed",
            reason="SOUTHERN",
        )
    return found


def of_calls() -> list[Address]:
    return [one for one in addresses() if one.in_a_district and one.name.partition(":")[0] in APPS]


def shown_to(cast, name, values, word) -> set[str]:
    """Addresses that show this word to somebody, as a page, searched and as a file."""
    found, browser = set(), Client()
    browser.force_login(cast.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in of_calls():
        names = [one for one in address.arguments if one != "district"]
        if not set(names) <= set(values):
            continue
        path = reverse(address.name, kwargs={"district": "riverbend"} | {one: values[one] for one in names})
        for question in ("", "?format=csv", "?q=birch"):
            answer = browser.get(path + question)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if word in body.decode(errors="replace"):
                found.add(address.name)
    return found


def test_an_area_superintendent_sees_no_school_of_another_region(cast, story, south):
    approval = story.phase("approval")
    values = {"call_pk": story.call.pk, "candidacy_pk": south.pk, "phase_pk": approval.pk}
    with during(approval):
        for word in ("SOUTHERN", "Birch Middle"):
            assert shown_to(cast, "leo", values, word) == set()
        # Negative control: whose region it is sees it.
        assert {"cohorts:candidacy", "cohorts:approvals"} <= shown_to(cast, "lena", values, "Birch Middle")
        assert "cohorts:candidacy" in shown_to(cast, "lena", values, "SOUTHERN")


# Whoever types

NONSENSE = (
    "9" * 40,
    "9" * 5000,
    "-1",
    "x",
    "",
    "NaN",
    "Infinity",
    "1e999",
    "\x00",
    "2027-02-30",
    "' OR 1=1 --",
    "٣",
)
NAMES = (
    "answer", "band", "begins_at", "begins_on", "by_when", "candidacies", "candidacy", "closes_at", "closes_on",
    "comment", "criteria", "cut", "days", "do", "drop", "email", "field", "fields", "function", "goal",
    "held_on", "impact", "initiative", "kind", "learnt", "leave", "levels", "likelihood", "load_cap", "met",
    "moment", "name", "number", "on", "outcome", "page", "part", "person", "place", "places", "plan", "planned",
    "proposals", "public_number", "reason", "revision", "risk", "said", "school", "seat", "seed", "seen",
    "signed", "source", "stands", "step", "text", "title", "value", "version", "wave", "what", "with_whom",
    "words", "year",
)  # fmt: skip
WITH_KINDS = ("cohorts:decision", "cohorts:plan_change", "cohorts:member_move", "cohorts:rubric_sign")
STEPS = ("line", "commit", "draw", "take_back", "judge", "decide", "reopen", "publish", "move_up")
KINDS = (
    *STEPS,
    "goal",
    "step",
    "risk",
    "field",
    "agree",
    "take_part",
    "withdraw",
    "not_now",
    "sign",
    "pause",
    "leave",
)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["ola", "colleague"])
def test_nonsense_in_any_form_is_answered_and_never_breaks(cast, who):
    """Forged numbers, words for numbers, dates that are none, in every field of every form."""
    marked, browser, broken = mark(cast), Client(raise_request_exception=False), set()
    browser.force_login(
        _user(cast, who, marked), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    def send(method, address, values, given):
        path = reverse(address.name, kwargs={"district": "riverbend", **values})
        if getattr(browser, method)(path, given).status_code >= 500:
            broken.add((method, address.name, next(iter(given.values()))[:20]))

    for address in of_calls():
        for values in marked.values_for(address):
            for at, word in enumerate(NONSENSE):
                send("post", address, values, dict.fromkeys(NAMES, word) | {"what": KINDS[at % len(KINDS)]})
            send("get", address, values, dict.fromkeys(NAMES, NONSENSE[0]))
            send("get", address, values, dict.fromkeys(NAMES, "\x00"))
            for kind in KINDS if address.name in WITH_KINDS else ():
                for word in (NONSENSE[0], "\x00", "1"):
                    told = dict.fromkeys(("what", "do", "kind", "answer"), kind)
                    send("post", address, values, dict.fromkeys(NAMES, word) | told)
    assert broken == set()


def _user(cast, who, marked):
    if who == "ola":
        return cast.user("ola")
    hire(cast, "rita", "Rita", "Reads", PositionRole.PRINCIPAL, "alder")
    with writing(cast.tenant):
        Reading.objects.filter(pk=marked.ids["Reading"]).update(state="draft", done_at=None, total=None)
        one = Reading.objects.select_related("reader").get(pk=marked.ids["Reading"])
        one.reader.person = cast.people["rita"]
        one.reader.save(update_fields=["person"])
    return cast.user("rita")


@pytest.mark.slow
def test_what_people_write_is_never_run(cast, monkeypatch):
    """A script in every text, shown on every page of theirs."""
    marked = mark(cast, SCRIPT)
    raw, safe, browser = set(), set(), Client()
    browser.force_login(cast.user("ola"), backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in of_calls():
        for values in marked.values_for(address):
            answer = browser.get(reverse(address.name, kwargs={"district": "riverbend", **values}))
            if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
                continue
            page = answer.content.decode()
            if SCRIPT in page:
                raw.add(address.name)
            if "&lt;b onmouseover=x()&gt;" in page:
                safe.add(address.name)
    assert raw == set()
    planted = {
        "cohorts:call",
        "cohorts:candidacy",
        "cohorts:board",
        "cohorts:cohort",
        "cohorts:definition",
        "cohorts:rubric",
    }
    assert planted <= safe, "what was planted must be on the pages"


@pytest.mark.parametrize(
    "name", ["cohorts:definition_propose", "cohorts:member_check", "cohorts:plan_word", "cohorts:call_terms",
             "planning:initiative_why", "cohorts:candidacy_answer"],
)  # fmt: skip
def test_ten_megabytes_in_a_field_are_not_read(cast, name):
    marked, browser = mark(cast), Client()
    browser.force_login(cast.user("ola"), backend="allauth.account.auth_backends.AuthenticationBackend")
    [address] = [one for one in of_calls() if one.name == name]
    [values] = marked.values_for(address)
    path = reverse(name, kwargs={"district": "riverbend", **values})
    fields = dict.fromkeys(("words", "stands", "text", "why"), MEGABYTES)
    assert len(MEGABYTES) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = browser.post(path, fields)
    assert 400 <= answer.status_code < 500 and len(answer.content) < 10**6


def test_a_rubric_does_not_change_under_readers(cast, phase, browse):
    """Rae has the page open when the rubric is replaced: her levels are of another one, and she is told."""
    [mine] = readings_of(cast, "rae")
    first, ola = fresh(cast, phase).rubric_id, cast.actor("ola")
    with reading(cast.tenant):
        version = RubricVersion.objects.select_related("rubric__initiative").get(pk=first)
    vision, team = criteria_of(cast, first)
    second = sign_all(cast, rubrics.revise(by=ola, version=version))
    rubrics.use(by=ola, phase=phase, version=second)
    rae, page = browse("rae"), f"{HERE}readings/{mine.pk}/"
    old = {"revision": 0, f"level-{vision}": 3, f"level-{team}": 3, "comment": "Mine"}
    assert rae.post(f"{page}keep/", old).status_code == 422
    told = rae.post(page, old | {"do": "finish"})
    assert (
        told.status_code == 422
        and "Load it again" in told.content.decode()
        and "Mine" in told.content.decode()
    )
    assert fresh(cast, mine).revision == 0
    # Once somebody has scored, it stays.
    score(cast, "rae", mine, 3, 3)
    third = sign_all(cast, rubrics.revise(by=ola, version=second))
    with pytest.raises(Refused):
        rubrics.use(by=ola, phase=phase, version=third)
