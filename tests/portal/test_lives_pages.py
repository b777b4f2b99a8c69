"""Pages for people's records: join, split, erase, hand out a copy, set how long what is kept."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest

from groundswell.kernel import clock, work
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import merging, people, retention
from groundswell.roster.choices import PositionRole
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import Person, PersonMerge, RetentionRule, Tombstone
from groundswell.surveys.actions import responses, waves
from groundswell.surveys.models import Invitation

PEOPLE = "/d/riverbend/people"


@pytest.fixture
def twin(cast) -> Person:
    """Ana once more, as another system knows her."""
    made = people.add_person(
        by=cast.system, given_name="Ana", family_name="Ruiz-Vega", email="ana@riverbend.example"
    )
    people.give_position(
        by=cast.system, person=made, organisation=cast.places["birch"], role=PositionRole.TEACHER
    )
    return made


def _fresh(cast, person) -> Person:
    with reading(cast.tenant):
        return Person.objects.get(pk=person.pk)


def test_find_look_join_and_split_on_pages(cast, twin, browse):
    ida, ana = browse("ida"), cast.people["ana"]
    assert f"{PEOPLE}/{ana.pk}/record/" in ida.get(f"{PEOPLE}/{ana.pk}/").content.decode()
    assert "Ruiz-Vega" in ida.get(f"{PEOPLE}/{ana.pk}/same/").content.decode()
    assert "Ruiz-Vega" in ida.get(f"{PEOPLE}/{ana.pk}/same/?q=ruiz").content.decode()
    preview = ida.get(f"{PEOPLE}/{ana.pk}/same/{twin.pk}/").content.decode()
    assert "Birch Middle" in preview
    assert "Alder Elementary" in preview
    answer = ida.post(f"{PEOPLE}/{ana.pk}/same/{twin.pk}/", {"reason": "Same badge"})
    assert answer.status_code == 302
    assert "Same badge" in ida.get(f"{PEOPLE}/{ana.pk}/record/").content.decode()
    assert "Ana Ruiz" in ida.get(f"{PEOPLE}/{twin.pk}/record/").content.decode()
    with reading(cast.tenant):
        merge = PersonMerge.objects.get()
    assert ida.get(f"/d/riverbend/merges/{merge.pk}/split/").status_code == 200
    assert ida.post(f"/d/riverbend/merges/{merge.pk}/split/").status_code == 302
    assert _fresh(cast, twin).merged_into_id is None
    assert ida.get(f"/d/riverbend/merges/{merge.pk}/split/").status_code == 404


def test_a_name_changes_and_the_old_one_is_kept(cast, twin, browse):
    ola, path = browse("ola"), f"{PEOPLE}/{twin.pk}/name/"
    assert "Ruiz-Vega" in ola.get(path).content.decode()
    assert ola.post(path, {"given_name": "", "family_name": "X"}).status_code == 400
    names = {"given_name": "Ana", "family_name": "Vega", "preferred_name": "Anita"}
    assert ola.post(path, names).status_code == 302
    assert ola.post(path, names).status_code == 302
    assert _fresh(cast, twin).name == "Anita Vega"
    with reading(cast.tenant):
        assert [str(one) for one in twin.former_names.all()] == ["Ana Ruiz-Vega"]
    assert "Anita Vega" in ola.get(f"{PEOPLE}/{twin.pk}/").content.decode()
    assert browse("ana").post(path, names).status_code == 403


def test_what_can_not_be_joined_has_no_button(cast, twin, browse):
    page = (
        browse("ola").get(f"{PEOPLE}/{cast.people['ana'].pk}/same/{cast.people['ida'].pk}/").content.decode()
    )
    assert "rights that you don" in page
    assert "Join them" not in page


def test_erasing_asks_for_a_ground_and_a_yes(cast, twin, browse):
    ida, path = browse("ida"), f"{PEOPLE}/{twin.pk}/erase/"
    assert "Nobody can bring it back" in ida.get(path).content.decode()
    assert ida.post(path, {"ground": "request"}).status_code == 400
    named = ida.post(path, {"ground": "request", "sure": "on", "reference": "Ruiz-Vega 1"})
    assert (named.status_code, "names the person" in named.content.decode()) == (400, True)
    assert _fresh(cast, twin).erased_on is None
    assert ida.post(path, {"ground": "request", "sure": "on", "reference": "7"}).status_code == 302
    assert _fresh(cast, twin).erased_on is not None
    page = ida.get("/d/riverbend/roster/erasures/").content.decode()
    assert "1 person was erased" in page
    assert "Ida Novak" in page
    assert "Erased person" in ida.get(f"{PEOPLE}/{twin.pk}/").content.decode()
    assert "was erased" in ida.get(f"{PEOPLE}/{twin.pk}/record/").content.decode()


def test_only_who_may_erase_and_only_their_own_district(cast, twin, browse):
    for name, status in (("ola", 403), ("ana", 403), ("noor", 404), ("gus", 403)):
        client = browse(name)
        assert (
            client.post(f"{PEOPLE}/{twin.pk}/erase/", {"ground": "request", "sure": "on"}).status_code
            == status
        )
        assert client.get("/d/riverbend/roster/keeping/").status_code == status
    with reading(cast.tenant):
        assert Tombstone.objects.count() == 0


def _answered(cast) -> None:
    wave = waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="w", title="T", context_label="",
        people=[cast.people["ana"]], anchor=clock.today(cast.tenant.time_zone),
    )  # fmt: skip
    with reading(cast.tenant):
        asked = Invitation.objects.select_related("wave").get(wave=wave)
    responses.submit(by=cast.system, invitation=asked, answers={"recommend": "9", "takeaway": "My own words"})


def _bundle(answer) -> zipfile.ZipFile:
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_ones_own_copy_holds_everything_and_no_secret(cast, browse):
    people.rename(
        by=cast.system, person=cast.people["ana"], given_name="=cmd|'/C calc'!A0", family_name="Ruiz"
    )
    _answered(cast)
    path = f"{PEOPLE}/{cast.people['ana'].pk}/copy/"
    ana = browse("ana")
    own = ana.get(f"{PEOPLE}/{cast.people['ana'].pk}/").content.decode()
    assert (path in own, "/record/" in own) == (True, False)
    assert "about you" in ana.get(path).content.decode()
    bundle = _bundle(ana.post(path))
    tables = json.loads(bundle.read("data.json"))["tables"]
    assert {
        "roster_person",
        "roster_position",
        "roster_formername",
        "surveys_answer",
        "notices_outgoingmail",
    } <= set(tables)
    assert tables["surveys_answer"][0]["wave"].startswith("T (")
    everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert b"My own words" in everything
    with reading(cast.tenant):
        secret = Invitation.objects.get().token_hash
    assert secret.encode() not in everything
    assert b"password" not in everything
    rows = list(csv.reader(io.StringIO(bundle.read("csv/roster_person.csv").decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert b"Ruiz" in bundle.read("index.html")
    for other in ("Okafor", "Novak"):
        assert other.encode() not in everything


def test_the_offices_copy_is_without_the_answers(cast, browse):
    _answered(cast)
    path = f"{PEOPLE}/{cast.people['ana'].pk}/copy/"
    bundle = _bundle(browse("ida").post(path))
    tables = json.loads(bundle.read("data.json"))["tables"]
    assert "surveys_invitation" in tables
    assert not {"surveys_answer", "surveys_response"} & set(tables)
    assert b"My own words" not in b"".join(bundle.read(name) for name in bundle.namelist())


def test_nobody_gets_a_colleagues_copy_and_not_too_often(cast, browse):
    ana = cast.people["ana"]
    assert browse("ben").post(f"{PEOPLE}/{ana.pk}/copy/").status_code == 403
    assert browse("ola").post(f"{PEOPLE}/{ana.pk}/copy/").status_code == 403
    assert browse("noor").post(f"{PEOPLE}/{ana.pk}/copy/").status_code == 404
    mine = browse("ana")
    answers = [mine.post(f"{PEOPLE}/{ana.pk}/copy/") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    with clock.shifted(timedelta(hours=2)):
        assert mine.post(f"{PEOPLE}/{ana.pk}/copy/").status_code == 200


def test_the_district_sets_how_long_what_is_kept(cast, browse):
    ida = browse("ida")
    page = ida.get("/d/riverbend/roster/keeping/").content.decode()
    assert "kept for good" in page
    short = {"confidential": "7", "sure": "on"}
    assert ida.post("/d/riverbend/roster/keeping/", short).status_code == 400
    unsure = {"confidential": "100"}
    assert ida.post("/d/riverbend/roster/keeping/", unsure).status_code == 400
    with reading(cast.tenant):
        assert RetentionRule.objects.count() == 0
    assert ida.post("/d/riverbend/roster/keeping/", {"confidential": "730", "sure": "on"}).status_code == 302
    with reading(cast.tenant):
        assert RetentionRule.objects.get(field_class="confidential").days == 730


def _leave(cast, person: Person) -> None:
    with reading(cast.tenant):
        [position] = person.positions.all()
    people.end_position(by=cast.system, position=position)


@pytest.mark.slow
def test_what_is_due_is_emptied_by_the_worker_and_nobody_else(cast, twin, settings, tmp_path):
    settings.GROUNDSWELL_HOME = tmp_path
    _leave(cast, twin)
    days = {FieldClass.CONFIDENTIAL: 100, FieldClass.DIRECTORY: 300}
    retention.set_rules(by=cast.actor("ida"), days=days)
    with clock.shifted(timedelta(days=99)):
        work.do_all(3)
        assert _fresh(cast, twin).email == "ana@riverbend.example"
    with clock.shifted(timedelta(days=101)):
        work.do_all(3)
        work.do_all(3)
    after = _fresh(cast, twin)
    assert (after.email, after.family_name, after.erased_on) == ("", "Ruiz-Vega", None)
    assert _fresh(cast, cast.people["ana"]).email == "ana@riverbend.example"
    with clock.shifted(timedelta(days=301)):
        work.do_all(3)
    assert _fresh(cast, twin).name == "Erased person"
    with reading(cast.tenant):
        assert Tombstone.objects.get().ground == "retention"
        assert Person.objects.filter(erased_on__isnull=True).count() == len(
            [name for name in cast.people if cast.people[name].tenant_id == cast.tenant.pk]
        )


def test_who_comes_back_and_leaves_again_is_due_again(cast, twin, settings, tmp_path):
    settings.GROUNDSWELL_HOME = tmp_path
    _leave(cast, twin)
    retention.set_rules(by=cast.actor("ida"), days={FieldClass.CONFIDENTIAL: 100})
    with clock.shifted(timedelta(days=101)):
        work.do_all(3)
        again = people.give_position(
            by=cast.system,
            person=_fresh(cast, twin),
            organisation=cast.places["birch"],
            role=PositionRole.TEACHER,
        )
        people.end_position(by=cast.system, position=again)
    from groundswell.roster.queries.retention import due_people

    with reading(cast.tenant):
        assert twin not in due_people(cast.tenant, "confidential", 100)
    with clock.shifted(timedelta(days=202)), reading(cast.tenant):
        assert twin in due_people(cast.tenant, "confidential", 100)


def test_pages_cost_the_same_at_one_three_and_many_rows(cast, browse, django_assert_max_num_queries):
    ida, ana = browse("ida"), cast.people["ana"]
    paths = [f"{PEOPLE}/{ana.pk}/record/", f"{PEOPLE}/{ana.pk}/same/", "/d/riverbend/roster/erasures/"]
    ida.get(paths[0])
    for number in range(4):
        other = people.add_person(
            by=cast.system, given_name="Ana", family_name="Ruiz", email=f"{number}@x.example"
        )
        merging.merge_persons(by=cast.actor("ida"), keep=ana, other=other)
        people.add_person(by=cast.system, given_name="Ana", family_name="Ruiz", email=f"b{number}@x.example")
        for path in paths:
            with django_assert_max_num_queries(15):
                assert ida.get(path).status_code == 200
