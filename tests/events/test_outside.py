"""Credit from elsewhere: brought with a proof, decided by the principal or the office, and on the transcript."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.events.actions import joining, outside
from groundswell.events.choices import OUTSIDE_MOVES, OutsideState
from groundswell.events.models import OutsideCredit, OutsideProof
from groundswell.events.rules import proofs
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.actions import copies, erasure, merging
from groundswell.roster.choices import PositionRole
from groundswell.roster.choices.lives import ErasureGround
from tests.cast import hire
from tests.support.statements import MOST, statements

LEARNING = "/d/riverbend/events/learning/"
OUTSIDE = f"{LEARNING}outside/"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 20 + b"\xff\xd9" + b"a phone's own note"


def said(**values) -> dict:
    day = str(clock.today("UTC") - timedelta(days=30))
    usual = {"title": "Reading science", "provider": "State University", "kind": "college", "hours": "12.5"}
    return usual | {"begins_on": day, "ends_on": "", "proofs": file()} | values


def file(name: str = "certificate.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def brought(cast, browse):
    """``brought("ana")``: credit that somebody brought and sent; ``send=False`` leaves it with them."""

    def make(name: str = "ana", *, send: bool = True, **values) -> OutsideCredit:
        answer = browse(name).post(f"{OUTSIDE}new/", said(**values))
        assert answer.status_code == 302, answer.text
        if send:
            browse(name).post(f"{answer.url}press/", {"do": "send"})
        with reading(cast.tenant):
            return OutsideCredit.objects.order_by("-pk").first()

    return make


def decided(credit: OutsideCredit, state: str, reason: str = "") -> dict:
    return {"state": state, "reason": reason, "sent_at": credit.sent_at.isoformat()}


def test_it_is_brought_sent_approved_and_stands_on_the_transcript(cast, brought, browse, post, fresh):
    credit = brought()
    [mail] = post("events.outside_sent")
    assert mail.to_person_id == cast.people["bao"].pk and mail.context["action_url"].endswith(
        f"{OUTSIDE}{credit.pk}/"
    )
    page = f"{OUTSIDE}{credit.pk}/"
    assert "Reading science" in browse("bao").get(OUTSIDE).text and "Ana Ruiz" in browse("bao").get(page).text
    assert "12.5" not in browse("ana").get(LEARNING).text.split("Credit from elsewhere")[0]
    browse("bao").post(f"{page}decide/", decided(credit, "approved"))
    assert (
        post("events.outside_approved", cast.people["ana"])
        and fresh(credit).decided_by_id == cast.people["bao"].pk
    )
    learning = browse("ana").get(LEARNING).text
    assert "approved by Bao Tran" in learning and "12.50 of them were brought from elsewhere" in learning
    row = b"".join(browse("ana").get(f"{LEARNING}?format=csv")).decode().splitlines()[1]
    assert row.endswith("Reading science,,State University,no,yes,12.50,,")
    with reading(cast.tenant):
        from groundswell.events.rules.learning import year_of

        ends_in = year_of(credit.begins_on, []).ends_in
    paper = browse("ola").get(f"{LEARNING}of/{cast.people['ana'].pk}/{ends_in}/").text
    assert "outside credit, approved by Bao Tran" in paper and "Brought from elsewhere" in paper


def test_it_comes_back_with_a_reason_is_changed_and_sent_again(cast, brought, browse, post, fresh):
    credit = brought()
    page = f"{OUTSIDE}{credit.pk}/"
    assert browse("bao").post(f"{page}decide/", decided(credit, "returned")).status_code == 422
    browse("bao").post(f"{page}decide/", decided(credit, "returned", "Which term was it?"))
    assert (
        post("events.outside_returned", cast.people["ana"])[0].context["reason_text"] == "Which term was it?"
    )
    assert "Which term was it?" in browse("ana").get(page).text
    browse("ana").post(f"{page}edit/", said(title="Reading science, fall", proofs=file("photo.jpg", JPEG)))
    browse("ana").post(f"{page}press/", {"do": "send"})
    again = fresh(credit)
    assert (again.state, again.title, again.reason) == ("sent", "Reading science, fall", "")
    stale = browse("bao").post(f"{page}decide/", decided(credit, "approved"))
    assert stale.status_code == 422 and "has changed since you opened it" in stale.text
    browse("bao").post(f"{page}decide/", decided(again, "declined", "We count no reading groups."))
    assert fresh(credit).state == "declined" and post("events.outside_declined", cast.people["ana"])


def test_an_approval_by_mistake_goes_back_and_its_hours_with_it(cast, brought, browse, fresh):
    credit = brought()
    browse("ola").post(f"{OUTSIDE}{credit.pk}/decide/", decided(credit, "approved"))
    assert "12.50 of them were brought from elsewhere" in browse("ana").get(LEARNING).text
    browse("bao").post(f"{OUTSIDE}{credit.pk}/decide/", decided(credit, "returned", "It was another Ana."))
    assert fresh(credit).state == "returned" and "No hours yet" in browse("ana").get(LEARNING).text


def test_only_its_owner_and_who_decides_know_of_it(cast, brought, browse):
    hire(cast, "bex", "Bex", "Moss", PositionRole.PRINCIPAL, "birch")
    credit = brought()
    with reading(cast.tenant):
        proof = OutsideProof.objects.get()
    for name in ("ben", "cora", "dev", "bex", "leo", "sam", "ida", "noor", "nils"):
        for path in (f"{credit.pk}/", f"{credit.pk}/proofs/{proof.pk}/"):
            assert browse(name).get(OUTSIDE + path).status_code == 404, (name, path)
    assert [browse(name).get(OUTSIDE).status_code for name in ("ben", "sam")] == [403] * 2
    assert "Reading science" not in browse("bex").get(OUTSIDE).text
    assert [browse(name).get(f"{OUTSIDE}{credit.pk}/").status_code for name in ("ana", "bao", "ola")] == [
        200
    ] * 3
    draft = brought("ana", send=False, title="Mine alone")
    assert browse("bao").get(f"{OUTSIDE}{draft.pk}/").status_code == 404


def test_nobody_decides_about_their_own(cast, brought, browse, post):
    own = brought("bao")
    assert [mail.to_person_id for mail in post("events.outside_sent")] == [cast.people["ola"].pk]
    assert browse("bao").post(f"{OUTSIDE}{own.pk}/decide/", decided(own, "approved")).status_code == 404
    with pytest.raises(PermissionDenied):
        outside.decide(by=cast.actor("bao"), credit=own, state="approved", sent_at=own.sent_at)
    assert "Reading science" not in browse("bao").get(OUTSIDE).text
    assert browse("ola").post(f"{OUTSIDE}{own.pk}/decide/", decided(own, "approved")).status_code == 302


def test_a_proof_is_handed_out_as_a_download_and_is_the_same_file(cast, brought, browse):
    credit = brought(proofs=file("../..\\Zeugnis ü\u202ereversed.pdf.exe", PDF))
    with reading(cast.tenant):
        proof = OutsideProof.objects.get()
    assert proof.digest == hashlib.sha256(PDF).hexdigest() and bytes(proof.content) == PDF
    answer = browse("bao").get(f"{OUTSIDE}{credit.pk}/proofs/{proof.pk}/")
    assert answer.content == PDF and answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["X-Content-Type-Options"] == "nosniff"
    )
    assert "%E2%80%AE" not in answer["Content-Disposition"] and proof.name == "Zeugnis üreversed.pdf.exe.pdf"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", "no PDF, PNG or JPEG"),
        ("virus.pdf", b"MZ\x90\0" + PDF, "no PDF, PNG or JPEG"),
        ("cut.pdf", PDF[:-8], "no PDF, PNG or JPEG"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PDF, PNG or JPEG"),
        ("cut.png", PNG[:-8], "no PDF, PNG or JPEG"),
        ("phone.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 40, "no PDF, PNG or JPEG"),
        ("nothing.pdf", b"", "is empty"),
        ("large.pdf", PDF + b" " * proofs.LARGEST + b"%%EOF", "at most 10 MB"),
    ],
)
def test_a_file_is_what_its_content_says(cast, browse, name, content, why):
    answer = browse("ana").post(f"{OUTSIDE}new/", said(proofs=file(name, content)))
    with reading(cast.tenant):
        assert (answer.status_code, OutsideCredit.objects.count()) == (422, 0)
    assert why in answer.text


def test_the_three_formats_are_taken_whatever_the_name_says():
    assert [proofs.looked_at("a.exe", one).name for one in (PDF, PNG, JPEG)] == [
        "a.exe.pdf",
        "a.exe.png",
        "a.exe.jpg",
    ]
    assert (
        proofs.looked_at("A.JPEG", JPEG).name == "A.JPEG" and proofs.looked_at("..", PDF).name == "proof.pdf"
    )


def test_the_same_proof_twice_is_pointed_out_to_who_decides(cast, brought, browse):
    hire(cast, "bex", "Bex", "Moss", PositionRole.PRINCIPAL, "birch")
    first, second = brought("ana"), brought("ana", title="Once more")
    elsewhere = brought("ben", title="The same paper")
    page = browse("bao").get(f"{OUTSIDE}{second.pk}/").text
    assert "came once before from the same person" in page and f"{OUTSIDE}{first.pk}/" in page
    assert "came from somebody else as well" in page and "Okafor" not in page and "The same paper" not in page
    assert "Ben Okafor" in browse("ola").get(f"{OUTSIDE}{second.pk}/").text
    assert "Ana" not in browse("bex").get(f"{OUTSIDE}{elsewhere.pk}/").text
    other = brought("ana", title="Its own paper", proofs=file("b.png", PNG))
    assert "as well" not in browse("bao").get(f"{OUTSIDE}{other.pk}/").text
    assert "as well" not in browse("ana").get(f"{OUTSIDE}{second.pk}/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": "0"}, {"hours": "-3"}, {"hours": "25"}, {"hours": "1e9"}, {"title": "x" * 161}, {"kind": "magic"},
        {"begins_on": "2999-01-01"}, {"ends_on": "1999-01-01"}, {"begins_on": "soon"}, {"provider": " "},
    ],
)  # fmt: skip
def test_what_can_not_be_is_said_and_nothing_is_kept(cast, browse, wrong):
    answer = browse("ana").post(f"{OUTSIDE}new/", said(**wrong))
    with reading(cast.tenant):
        assert (answer.status_code, OutsideCredit.objects.count()) == (422, 0)


def test_without_a_proof_it_is_not_sent_and_what_is_sent_is_not_changed(cast, brought, browse, fresh):
    credit = brought(send=False, proofs="")
    page = f"{OUTSIDE}{credit.pk}/"
    assert "Attach a proof first" in browse("ana").post(f"{page}press/", {"do": "send"}, follow=True).text
    browse("ana").post(f"{page}edit/", said())
    browse("ana").post(f"{page}press/", {"do": "send"})
    assert browse("ana").post(f"{page}edit/", said(title="Another")).status_code == 422
    with reading(cast.tenant):
        proof = OutsideProof.objects.get()
    browse("ana").post(f"{page}proofs/{proof.pk}/remove/")
    browse("ana").post(f"{page}press/", {"do": "throw_away"})
    assert fresh(credit).title == "Reading science" and fresh(proof).pk
    browse("ana").post(f"{page}press/", {"do": "take_back"})
    browse("ana").post(f"{page}press/", {"do": "throw_away"})
    with reading(cast.tenant):
        assert (OutsideCredit.objects.count(), OutsideProof.objects.count()) == (0, 0)


def test_moves_that_the_table_lacks_are_refused(cast, brought):
    """Every pair of states: what the table allows happens, everything else is refused."""
    credit = brought()
    for state in (OutsideState.APPROVED, OutsideState.RETURNED, OutsideState.DECLINED):
        for now in OutsideState:
            with reading(cast.tenant):
                there = OutsideCredit.objects.get(pk=credit.pk)
            there.state = now
            if state in OUTSIDE_MOVES[now]:
                outside._move(there, state)
                assert there.state == state
            else:
                with pytest.raises(Refused):
                    outside._move(there, state)


def test_there_is_an_end_to_files_and_to_open_ones(cast, brought, browse):
    credit = brought(send=False)

    def more(number: int) -> list:
        return [file(f"{at}.pdf", PDF.replace(b"1 0", f"{at} 0".encode())) for at in range(2, 2 + number)]

    answer = browse("ana").post(f"{OUTSIDE}{credit.pk}/edit/", said(proofs=more(5)))
    assert answer.status_code == 422 and "At most 5 files" in answer.text
    browse("ana").post(f"{OUTSIDE}{credit.pk}/edit/", said(proofs=[*more(4), file()]))
    with reading(cast.tenant):
        assert OutsideProof.objects.count() == 5  # the first came twice and counts once
    by = cast.actor("ana")
    one = {"title": "T", "provider": "P", "kind": "course", "hours": 1}
    day = {"begins_on": credit.begins_on, "ends_on": credit.ends_on}
    for _at in range(outside.MOST_OPEN - 1):
        outside.bring(by=by, **one, **day)
    with pytest.raises(Refused, match="are open"):
        outside.bring(by=by, **one, **day)


def test_a_copy_has_the_files_and_an_erasure_takes_them(cast, brought, fresh, tmp_path, settings):
    settings.GROUNDSWELL_HOME = tmp_path
    credit = brought()
    outside.decide(by=cast.actor("ola"), credit=credit, state="approved", sent_at=credit.sent_at)
    draft = brought(send=False, title="A draft")
    made = copies.export_person(by=cast.actor("ana"), person=cast.people["ana"])
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(copies.zipped(made))))
    held = [name for name in bundle.namelist() if name.startswith("files/")]
    assert len(held) == 2 and {bundle.read(name) for name in held} == {PDF}
    erasure.erase_person(by=cast.actor("ida"), person=cast.people["ana"], ground=ErasureGround.REQUEST)
    with reading(cast.tenant):
        assert OutsideProof.objects.count() == 0 and not OutsideCredit.objects.filter(pk=draft.pk).exists()
    left = fresh(credit)
    assert (left.title, left.provider, str(left.hours)) == ("…", "…", "12.50")


def test_a_copy_reads_one_file_at_a_time_and_none_while_others_wait_to_write(cast, brought):
    brought(send=False)
    last = brought(send=False, title="Once more")
    ana, file_of = cast.actor("ana"), '"events_outside_proof"."content"'
    with CaptureQueriesContext(connection) as inside:
        made = copies.export_person(by=ana, person=cast.people["ana"])
    assert not [one for one in inside if file_of in (one["sql"] or "")]
    outside.throw_away(by=ana, credit=last)
    with CaptureQueriesContext(connection) as after:
        bundle = zipfile.ZipFile(io.BytesIO(b"".join(copies.zipped(made))))
    assert len([one for one in after if file_of in (one["sql"] or "")]) == 2
    assert len([name for name in bundle.namelist() if name.startswith("files/")]) == 1, (
        "the other one is gone"
    )


def test_all_proofs_of_a_person_have_a_limit_together_decided_or_not(cast, brought, browse, monkeypatch):
    credit = brought()
    outside.decide(by=cast.actor("ola"), credit=credit, state="approved", sent_at=credit.sent_at)
    draft = brought(send=False, title="Another", proofs=file("b.png", PNG))
    monkeypatch.setattr(outside, "MOST_BYTES", len(PDF) + len(PNG) + len(JPEG))
    ana, one_more = browse("ana"), PDF + b"%%EOF" * 8
    for path in (f"{draft.pk}/edit/", "new/"):
        answer = ana.post(OUTSIDE + path, said(proofs=file("more.pdf", one_more)))
        assert answer.status_code == 422 and "All your proofs together" in answer.text
    assert ana.post(f"{OUTSIDE}{draft.pk}/edit/", said(proofs=file("a.jpg", JPEG))).status_code == 302
    assert ana.post(f"{OUTSIDE}{draft.pk}/edit/", said(proofs="", hours="2")).status_code == 302
    brought("ben", proofs=file("more.pdf", one_more))
    with reading(cast.tenant):
        assert OutsideCredit.objects.filter(person=cast.people["ana"]).count() == 2


@verb
def joined(*, by, merge, how) -> None:
    how(by=by, merge=merge)


def test_it_follows_a_joining_of_two_records_and_goes_back(cast, brought, fresh):
    hire(cast, "anna", "Anna", "Ruiz")
    credit = brought()
    merge = merging.merge_persons(by=cast.actor("ida"), keep=cast.people["anna"], other=cast.people["ana"])
    joined(by=cast.system, merge=merge, how=joining.join)
    assert fresh(credit).person_id == cast.people["anna"].pk
    merging.split(by=cast.actor("ida"), merge=merge)
    joined(by=cast.system, merge=merge, how=joining.split)
    assert fresh(credit).person_id == cast.people["ana"].pk


def test_lists_cost_the_same_however_long(cast, brought, browse):
    counts = []
    for at in range(3):
        brought("ana", title=f"Course {at}")
        counts.append((statements(browse("bao"), OUTSIDE), statements(browse("ana"), LEARNING)))
    assert len(set(counts)) == 1 and max(counts[0]) <= MOST, counts
