"""Roster files on a page: who may, what is shown before anything changes, and the way back."""

import csv
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import people, roster_files
from groundswell.roster.imports.texts import TEXTS
from groundswell.roster.models import Person, RosterImport
from groundswell.roster.rules import import_notes
from groundswell.roster.rules import imports as rules
from groundswell.roster.views import imports as views

HERE = "/d/riverbend/roster/imports/"
pytestmark = pytest.mark.usefixtures("school_year")


def upload(client, path, **more):
    return client.post(f"{HERE}bring/", {"bundle": SimpleUploadedFile(path.name, path.read_bytes()), **more})


def lines(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_only_those_who_may_import_get_in(cast, browse):
    assert browse("ida").get(HERE).status_code == 200
    assert browse("ana").get(HERE).status_code == 403
    assert browse("noor").get(HERE).status_code == 404


def test_before_the_first_import_the_page_says_what_to_do(cast, browse):
    assert "No files have come in yet" in browse("ida").get(HERE).content.decode()


def test_from_upload_to_applied_and_back(cast, browse, bundles):
    client = browse("ida")
    page = upload(client, bundles / "all.zip")
    assert page["Location"] == f"{HERE}1/"
    assert "We are reading your files" in client.get(f"{HERE}1/").content.decode()
    roster_files.work_off(cast.tenant)
    shown = client.get(f"{HERE}1/").content.decode()
    assert "This is what would change" in shown and "72" in shown
    with reading(cast.tenant):
        assert not Person.objects.filter(source_id__isnull=False).exists()
    client.post(f"{HERE}1/apply/")
    assert "being brought up to date" in client.get(f"{HERE}1/").content.decode()
    roster_files.work_off(cast.tenant)
    assert "The roster is what these files say" in client.get(f"{HERE}1/").content.decode()
    assert "Return to the roster before import 1?" in client.get(f"{HERE}1/take-back/").content.decode()
    back = client.post(f"{HERE}1/take-back/")
    assert back["Location"] == f"{HERE}2/"
    with reading(cast.tenant):
        assert not Person.objects.filter(source_id__isnull=False, ended_on=None).exists()
        assert RosterImport.objects.get(number=1).brought_by == cast.user("ida")


def test_the_upload_is_gone_once_it_was_read(cast, browse, bundles, django_capture_on_commit_callbacks):
    upload(browse("ida"), bundles / "all.zip")
    with django_capture_on_commit_callbacks(execute=True):
        roster_files.work_off(cast.tenant)
    with reading(cast.tenant):
        one = RosterImport.objects.get()
    assert not roster_files.problems_file(one).with_name("bundle.zip").exists()


def test_the_guard_asks_and_only_an_explicit_yes_goes_on(cast, browse, loaded, bundles, tmp_path):
    halved = tmp_path / "half"
    halved.mkdir()
    for file in (bundles / "all").iterdir():
        text = file.read_text().splitlines(keepends=True)
        (halved / file.name).write_text(
            "".join(text[: len(text) // 2] if file.name == "enrollments.csv" else text)
        )
    roster_files.read(
        by=cast.actor("ida"), roster_import=roster_files.receive(by=cast.actor("ida"), path=halved)
    )
    client = browse("ida")
    assert "Is it right that these end?" in client.get(f"{HERE}2/").content.decode()
    refused = client.post(f"{HERE}2/apply/")
    assert refused.status_code == 400 and "Tick this box" in refused.content.decode()
    client.post(f"{HERE}2/apply/", {"sure": "on"})
    roster_files.work_off(cast.tenant)
    with reading(cast.tenant):
        assert RosterImport.objects.get(number=2).state == "applied"


def test_what_is_discarded_can_not_be_applied(cast, browse, bundles):
    client = browse("ida")
    upload(client, bundles / "all.zip")
    roster_files.work_off(cast.tenant)
    client.post(f"{HERE}1/discard/")
    assert "This import was discarded" in client.get(f"{HERE}1/").content.decode()
    client.post(f"{HERE}1/apply/")
    with reading(cast.tenant):
        assert RosterImport.objects.get().state == "discarded"


def test_every_row_that_changes_can_be_downloaded_before_and_after(cast, browse, loaded, bundles):
    one = roster_files.receive(by=cast.system, path=bundles / "changed")
    one = roster_files.read(by=cast.system, roster_import=one)
    client = browse("ida")
    before = lines(client.get(f"{HERE}2/changes.csv"))
    assert before[0] == ["kind", "change", "source_id", "what", "details"]
    assert len(before) - 1 == sum(kind["changed"] for kind in one.counts.values())
    assert all("→" in row[4] for row in before[1:])
    roster_files.apply(by=cast.system, roster_import=one)
    assert lines(client.get(f"{HERE}2/changes.csv")) == before


def test_every_problem_can_be_downloaded(cast, browse, tmp_path):
    (tmp_path / "roster.zip").write_bytes(b"no zip")
    upload(browse("ida"), tmp_path / "roster.zip")
    roster_files.work_off(cast.tenant)
    client = browse("ida")
    assert "1 thing to look at" in client.get(f"{HERE}1/").content.decode()
    assert lines(client.get(f"{HERE}1/problems.csv"))[1][4] == "unreadable"


def test_the_fragment_equals_the_page(cast, browse, bundles):
    client = browse("ida")
    upload(client, bundles / "all.zip")
    fragment = client.get(f"{HERE}1/", headers={"HX-Request": "true"}).content.decode().strip()
    assert fragment.startswith('<div id="import"') and 'hx-trigger="every 2s"' in fragment
    assert client.get(f"{HERE}1/").content.decode().count('id="import"') == 1


def test_a_file_that_is_too_large_is_refused_with_a_plain_message(cast, browse, bundles, monkeypatch):
    monkeypatch.setattr(views, "LARGEST", 10)
    monkeypatch.setattr(views, "ROOM_FOR_THE_FORM", 10)
    answer = upload(browse("ida"), bundles / "all.zip")
    assert answer.status_code == 413 and "at most 256 MB" in answer.content.decode()


def test_an_upload_needs_the_form_of_this_site(cast, bundles):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("ida"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert upload(client, bundles / "all.zip").status_code == 403


def test_a_form_without_a_file_says_so(cast, browse):
    answer = browse("ida").post(f"{HERE}bring/", {})
    assert answer.status_code == 400 and "Choose the zip" in answer.content.decode()


def test_the_history_needs_the_same_statements_for_one_and_for_many(
    cast, browse, bundles, django_assert_max_num_queries
):
    client = browse("ida")
    for _round in range(12):
        roster_files.receive(by=cast.actor("ida"), path=bundles / "all")
    with django_assert_max_num_queries(15):
        client.get(HERE)


def test_what_is_wrong_is_told_in_the_readers_language(cast, browse, tmp_path):
    (tmp_path / "roster.zip").write_bytes(b"no zip")
    upload(browse("ida"), tmp_path / "roster.zip")
    roster_files.work_off(cast.tenant)
    with reading(cast.tenant):
        (problem,) = RosterImport.objects.get().problems
    assert "is not a zip" in problem["message"]
    with override("es"):
        told = rules.in_words(problem)
    assert "no es un zip" in told["message"] and told["remedy"].startswith("Indique")


def test_a_note_is_kept_as_facts_and_told_in_the_readers_language(cast, browse, bundles):
    upload(browse("ida"), bundles / "all.zip")
    roster_files.work_off(cast.tenant)
    with reading(cast.tenant):
        one = RosterImport.objects.get()
    roster_files.ask_to_apply(by=cast.actor("ida"), roster_import=one)
    roster_files.bring_in(by=cast.system, path=bundles / "changed", accept_guard=True)
    roster_files.work_off(cast.tenant)
    with reading(cast.tenant):
        one.refresh_from_db()
    assert one.state == "failed" and json.loads(one.note) == {"code": "overtaken"}
    client = browse("ida")
    assert "Another import was applied since" in client.get(f"{HERE}1/").content.decode()
    people.prefer_language(by=cast.actor("ida"), person=cast.people["ida"], language="es")
    with override("en"):  # what the page turns to ends with it
        spanish = client.get(f"{HERE}1/").content.decode()
    assert "Another import" not in spanish and "Se aplicó otra importación" in spanish


@pytest.mark.parametrize(("count", "told"), [(1, "1 row named something"), (3, "3 rows named something")])
def test_rows_that_were_left_out_are_counted_in_words(count, told):
    note = import_notes.kept("left-out", count=count)
    assert import_notes.note_in_words(note).startswith(told)
    with override("es"):
        assert import_notes.note_in_words(note).startswith(f"{count} fila")


@pytest.mark.parametrize(
    "note",
    ["", "3 rows were left out.", "{", "[]", "7", '{"code": "unheard-of"}', '{"code": "our-fault"}'],
)
def test_a_note_from_before_this_release_is_told_as_it_was_kept(note):
    assert import_notes.note_in_words(note) == note


def test_the_return_of_an_import_is_named_in_the_readers_language(cast, browse, loaded):
    roster_files.take_back(by=cast.system, roster_import=loaded)
    client = browse("ida")
    for address in (HERE, f"{HERE}2/"):
        assert "Import 1 taken back" in client.get(address).content.decode()
    people.prefer_language(by=cast.actor("ida"), person=cast.people["ida"], language="es")
    with override("en"):
        for address in (HERE, f"{HERE}2/"):
            assert "Import 1" not in client.get(address).content.decode()


@pytest.mark.parametrize("code", TEXTS)
def test_every_spanish_text_has_the_words_of_the_english_one(code):
    english = TEXTS[code]
    with override("es"):
        spanish = [gettext(text) for text in english[1:]]
    for one, other in zip(english[1:], spanish, strict=True):
        assert set(re.findall(r"{\w+}", one)) == set(re.findall(r"{\w+}", other))
        assert one != other


def test_a_problem_from_before_this_release_is_told_as_it_was_kept():
    kept = {"code": "required", "message": "The value is missing.", "remedy": "Fill it in."}
    with override("es"):
        assert rules.in_words(kept) == kept


def test_one_fault_in_many_rows_is_one_line_of_the_page():
    row = {
        "file": "users.csv",
        "field": "role",
        "code": "required",
        "message": "Missing.",
        "remedy": "Fill it in.",
    }
    problems = [row | {"line": line, "level": "warning"} for line in range(2, 12)]
    problems.append(row | {"line": 5, "level": "error", "field": "name"})
    first, second = rules.gathered(problems)
    assert (first["field"], first["again"], first["lines"]) == ("name", 0, "")
    assert (second["line"], second["again"], second["lines"]) == (2, 9, "3, 4, 5, 6, 7, 8 …")
