"""What everybody may read: pages without sign-in, a card for frames, and a file that proves the number."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.urls import reverse

from groundswell.impact.actions import claims
from groundswell.impact.facts import TABLES
from groundswell.kernel.tenancy import reading
from tests.impact.conftest import WORDS
from tests.support.house import our_facts

HERE = "/d/riverbend/claims/"


def test_anybody_reads_what_is_public_and_nobody_a_draft(cast, drafted, client, browse):
    page = f"{HERE}{drafted.pk}/"
    for path in (page, f"{page}card/", f"{page}proof.zip"):
        assert client.get(path).status_code == 404
    assert "Nothing is published yet" in client.get(HERE).text
    claims.hand_in(by=cast.actor("ola"), claim=drafted)
    claims.check(by=cast.actor("sam"), claim=drafted)
    claims.publish(by=cast.actor("ola"), claim=drafted)
    said = client.get(page).text
    for words in (
        "14 of 20",
        "20 of 40 asked answered",
        "between 35",
        "Checked by a second person",
        "Superintendent",
    ):
        assert words in said, words
    assert "Ola" not in said and "Mensah" not in said and "<script" not in said
    assert f'href="{page}"' in client.get(HERE).text
    spanish = client.get(f"{page}?language=es").text
    assert "La prueba de 70" in spanish and "¿Cuánta confianza" in spanish and "Superintend" in spanish
    assert client.get(f"/d/harbor-point/claims/{drafted.pk}/").status_code == 404


def test_the_page_may_be_kept_for_minutes_and_is_asked_for_cheaply(
    published, client, django_assert_max_num_queries
):
    page = f"{HERE}{published.pk}/"
    with django_assert_max_num_queries(15):
        first = client.get(page)
    assert first["Cache-Control"] == "public, max-age=300" and not first.cookies
    again = client.get(page, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{page}?language=es", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_only_the_card_may_stand_in_a_frame(published, client):
    page = f"{HERE}{published.pk}/"
    card = client.get(f"{page}card/")
    assert "frame-ancestors *" in card["Content-Security-Policy"] and "X-Frame-Options" not in card
    assert "<script" not in card.text and "20 of 40 asked answered" in card.text
    for path in (page, HERE, f"{page}proof.zip", f"{HERE}987654321/card/"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], path
        assert answer["X-Frame-Options"] == "DENY", path


def test_script_in_a_sentence_is_words(cast, workshop, define, browse, client):
    workshop(2, 0, 4, 9, 5)
    evil = {"en": "<script>alert(1)</script>=1+1 {share} of those who answered"}
    made = claims.draft(by=cast.actor("ola"), sentence=evil, definitions=[define("confident")])
    claims.hand_in(by=cast.actor("ola"), claim=made)
    claims.check(by=cast.actor("sam"), claim=made)
    claims.publish(by=cast.actor("ola"), claim=made)
    for path in (
        HERE,
        f"{HERE}{made.pk}/",
        f"{HERE}{made.pk}/card/",
        "/d/riverbend/proof/claims/?tab=public",
    ):
        said = browse("ola").get(path).text
        assert "<script>alert" not in said and "&lt;script&gt;alert" in said, path


def unpacked(client, claim, folder):
    with zipfile.ZipFile(io.BytesIO(client.get(f"{HERE}{claim.pk}/proof.zip").content)) as packed:
        packed.extractall(folder)
    return folder


def recomputed(folder) -> subprocess.CompletedProcess:
    """In a clean process: another folder, no environment, nothing but the standard library."""
    command = [sys.executable, "-I", "-S", "-c", "import runpy, sys; sys.path.insert(0, '.'); "
               "runpy.run_path('recompute.py', run_name='__main__')"]  # fmt: skip
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, timeout=300)


def test_the_proof_pack_proves_itself_and_notices_one_changed_cell(published, client, tmp_path):
    page = f"{HERE}{published.pk}/proof.zip"
    assert client.get(page).content == client.get(page).content
    folder = unpacked(client, published, tmp_path)
    names = {one.name for one in folder.iterdir()}
    assert names == {
        "README.txt",
        "claim.json",
        "data.csv",
        "definitions.json",
        "recompute.py",
        "groundswell",
    }
    done = recomputed(folder)
    assert (done.returncode, done.stderr) == (0, "") and "bit for bit" in done.stdout
    assert json.loads((folder / "claim.json").read_text())["figures"][0]["numerator"] == 14
    data = (folder / "data.csv").read_text()
    assert data.count(",very,9,") == 1
    (folder / "data.csv").write_text(data.replace(",very,9,", ",very,8,"))
    done = recomputed(folder)
    assert done.returncode == 1 and "DOES NOT FOLLOW" in done.stderr and "numerator" in done.stderr


def test_every_published_table_that_can_be_read_fits_its_columns(cast, published):
    kinds = {"integer": int, "number": float, "text": str, "boolean": bool}
    read = 0
    with reading(cast.tenant):
        for module in our_facts():
            for table in module.TABLES:
                for row in table.records() if table.rows else ():
                    read += 1
                    for column in table.columns:
                        value = row[column.name]
                        assert value is None or isinstance(value, kinds.get(column.type, object)), column.name
        [claim] = TABLES[0].records()
    assert read > 10 and claim["numerator"] == 14 and claim["digest"]


@pytest.mark.parametrize("name", ["ana", "bao", "dev"])
def test_the_ledger_is_for_who_writes_and_checks(cast, drafted, browse, name):
    browser = browse(name)
    for address in ("ledger", "outside", "claim_new"):
        path = reverse(f"impact:{address}", kwargs={"district": "riverbend"})
        assert browser.get(path).status_code == 403, address
    assert browser.get(f"/d/riverbend/proof/claims/{drafted.pk}/").status_code == 403


def test_the_office_writes_a_claim_on_three_pages(cast, workshop, browse, plan):
    workshop(2, 0, 4, 9, 5, silent=20)
    browser, base = browse("ola"), "/d/riverbend/proof/claims/"
    page = browser.get(f"{base}new/").context["form"]
    [fingerprint] = [
        key for _group, ones in page.fields["question"].choices for key, words in ones if "confident" in words
    ]
    first = {name: page.initial[name].isoformat() for name in ("from_on", "to_on")}
    first |= {
        "question": fingerprint,
        "surveys": "after=event",
        "population": "all there",
        "base": "answered",
    }
    answer = browser.post(f"{base}new/", first)
    edit = answer["Location"]
    shown = browser.get(edit)
    assert "14 of 20" in shown.text and "20 of 40 asked answered" in shown.text
    second = {"sentence": WORDS["en"], "relation": "states", "box": ["extremely"], "goal": plan[2].pk}
    claim = browser.post(edit, second)["Location"]
    assert "5 of 20" in browser.get(claim).text
    assert browser.post(f"{claim}move/", {"move": "handed_in"}).status_code == 302
    assert browser.post(f"{claim}judge/", {"move": "checked"}).status_code == 422
    browser = browse("leo")
    assert browser.post(f"{claim}judge/", {"move": "checked"}).status_code == 302
    assert browser.post(f"{claim}move/", {"move": "published"}).status_code == 403
    browser = browse("ola")
    assert browser.post(f"{claim}move/", {"move": "published"}).status_code == 302
    assert browser.get(edit).status_code == 404
    assert browser.post(edit, second).status_code == 404
    assert "Adults learn" in browser.get(HERE).text and "Every student" not in browser.get(HERE).text
