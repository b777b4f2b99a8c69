"""Files of an application: put there, taken away, handed out, and what is too large is not read."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest

from groundswell.cohorts.actions import applications, attachments, calls
from groundswell.cohorts.models import Application, Attachment
from groundswell.cohorts.queries.applications import as_handed_in, parts_of
from groundswell.cohorts.rules.applications import receipt_now
from groundswell.cohorts.rules.phases import PartSpec
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole
from tests.cast import hire
from tests.cohorts.conftest import during, found_school, phase, take_part
from tests.kernel.test_uploads import JPEG, PDF, REFUSED, office

PARTS = [PartSpec(title="Your plan", kind="files"), PartSpec(title="Photos", kind="files", required=False)]


@pytest.fixture
def desk(cast, draft):
    """Alder's application of two parts that take files; the clock stands in the screening."""
    found_school(cast, "elm")
    calls.set_parts(by=cast.actor("ola"), call=draft, parts=PARTS)
    call = calls.open_call(by=cast.actor("ola"), call=draft)
    [candidacy, _elm] = take_part(cast, call, "alder", "elm")
    with during(phase(cast, call, "screening")):
        application = applications.begin(by=cast.actor("bao"), candidacy=candidacy)
        with reading(cast.tenant):
            plan, photos = parts_of(call.pk)
        yield Desk(cast, call, application, plan, photos)


class Desk:
    """``desk.attach("plan.pdf", PDF)`` as Bao; ``desk.files()`` are those that are there."""

    def __init__(self, cast, call, application, plan, photos):
        self.cast, self.call, self.application, self.plan, self.photos = cast, call, application, plan, photos
        self.url = f"/d/riverbend/candidacies/{application.candidacy_id}/application/"
        self.attach_url = f"{self.url}parts/{plan.pk}/attach/"

    def attach(self, name="plan.pdf", content=PDF, part=None, by="bao"):
        return attachments.attach(
            by=self.cast.actor(by),
            application=self.application,
            part=part or self.plan,
            name=name,
            content=content,
        )

    def files(self):
        with reading(self.cast.tenant):
            return list(Attachment.objects.order_by("pk"))

    def handed_in(self):
        with reading(self.cast.tenant):
            there = Application.objects.select_related("candidacy").get(pk=self.application.pk)
            found = as_handed_in(there)
            assert found is not None and receipt_now(there) == there.receipt
        return [[file.name for file in part.files] for part in found.parts]


def test_a_file_is_put_there_handed_in_and_downloaded(cast, desk, browse):
    answer = browse("bao").post(
        desk.attach_url, {"file": SimpleUploadedFile("../Ünser <plan>.exe", office())}
    )
    assert answer.status_code == 302, answer.text
    [file] = desk.files()
    assert (file.name, file.kind, file.size) == ("Ünser <plan>.exe.docx", "docx", len(office()))
    page = browse("bao").get(desk.url).text
    assert "Ünser &lt;plan&gt;.exe.docx" in page and "at most 10 MB" in page
    applications.submit(by=cast.actor("bao"), application=desk.application)
    assert desk.handed_in() == [["Ünser <plan>.exe.docx"], []]
    got = browse("bao").get(f"/d/riverbend/attachments/{file.pk}/")
    assert got.content == office() and got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff" and "sandbox" in got["Content-Security-Policy"]


@pytest.mark.parametrize(
    "what", ["macros", "a script", "a page before the zip", "a bomb", "a picture with a zip behind"]
)
def test_what_is_harmful_gets_a_clear_answer(desk, browse, what):
    content, why = REFUSED[what]
    answer = browse("bao").post(desk.attach_url, {"file": SimpleUploadedFile("plan.docx", content)})
    assert answer.status_code == 422 and why in answer.text and desk.files() == []


def test_without_a_file_and_with_an_empty_one_it_says_so(desk, browse):
    assert "Choose a file first" in browse("bao").post(desk.attach_url, {}).text
    empty = browse("bao").post(desk.attach_url, {"file": SimpleUploadedFile("plan.pdf", b"")})
    assert empty.status_code == 422 and "is empty" in empty.text


def test_what_is_too_large_by_a_little_is_refused_with_its_size(desk, browse):
    content = PDF[:-6] + b" " * (10 * 1024 * 1024) + b"%%EOF\n"
    answer = browse("bao").post(desk.attach_url, {"file": SimpleUploadedFile("plan.pdf", content)})
    assert answer.status_code in (413, 422) and "at most 10 MB are kept" in answer.text and desk.files() == []


class Unread(io.RawIOBase):
    """A body of half a gigabyte that nobody may read."""

    def read(self, *_args):
        raise AssertionError("It was read.")

    readinto = readline = read  # type: ignore[assignment]


def test_half_a_gigabyte_is_refused_before_it_is_read(desk, browse, monkeypatch):
    client, made = browse("bao"), WSGIRequest.__init__

    def with_huge_body(self, environ):
        if environ["REQUEST_METHOD"] == "POST":
            environ |= {"CONTENT_LENGTH": str(500 * 1024 * 1024), "wsgi.input": Unread()}
        made(self, environ)

    monkeypatch.setattr(WSGIRequest, "__init__", with_huge_body)
    client.handler.enforce_csrf_checks = True  # the check for the token reads a body, too
    answer = client.post(desk.attach_url, {"file": SimpleUploadedFile("film.mp4", b"x")})
    assert answer.status_code == 413 and "500 MB; at most 10 MB are kept" in answer.text


def test_without_its_token_nothing_is_taken(desk, browse):
    client = browse("bao")
    client.handler.enforce_csrf_checks = True
    assert client.post(desk.attach_url, {"file": SimpleUploadedFile("plan.pdf", PDF)}).status_code == 403
    assert desk.files() == []


def test_the_same_file_is_once_and_there_is_an_end_to_files(desk, monkeypatch):
    first = desk.attach()
    assert desk.attach("again.pdf").pk == first.pk and desk.attach(part=desk.photos).pk != first.pk
    for at in range(9):
        desk.attach(content=PDF + b"\n" * (at + 1))
    with pytest.raises(Refused, match="At most 10 files"):
        desk.attach(content=JPEG)
    monkeypatch.setattr(attachments, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="All files of an application together"):
        desk.attach(content=JPEG, part=desk.photos)


def test_what_is_taken_away_is_gone_but_what_was_handed_in_stays_until_the_next(cast, desk, browse):
    bao = cast.actor("bao")
    draft, plan = desk.attach("draft.pdf"), desk.attach("plan.jpg", JPEG)
    attachments.detach(by=bao, attachment=draft)
    attachments.detach(by=bao, attachment=draft)
    applications.submit(by=bao, application=desk.application)
    attachments.detach(by=bao, attachment=plan)
    desk.attach("new.docx", office())
    assert desk.handed_in() == [["plan.jpg"], []]
    kept = {one.name: bytes(one.content) for one in desk.files()}
    assert kept["draft.pdf"] == b"" and kept["plan.jpg"] == JPEG
    assert browse("bao").get(f"/d/riverbend/attachments/{plan.pk}/").status_code == 404
    assert browse("ola").get(f"/d/riverbend/attachments/{plan.pk}/").content == JPEG, "as it was handed in"
    applications.submit(by=bao, application=desk.application)
    assert desk.handed_in() == [["new.docx"], []]
    assert {one.name for one in desk.files() if not bytes(one.content)} == {"draft.pdf", "plan.jpg"}


def test_a_guessed_number_opens_nothing(cast, desk, browse):
    hire(cast, "pia", "Pia", "Lorenz", PositionRole.PRINCIPAL, "birch")
    file = desk.attach()
    url, gone = f"/d/riverbend/attachments/{file.pk}/", f"{desk.url}attachments/{file.pk}/remove/"
    for who in ("pia", "ana", "head_elm", "leo", "noor", "nils"):
        assert browse(who).get(url).status_code == 404, who
        assert browse(who).post(gone).status_code == 404, who
        assert (
            browse(who).post(desk.attach_url, {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 404
        ), who
    with pytest.raises(PermissionDenied):
        desk.attach(by="pia")
    with pytest.raises(PermissionDenied):
        attachments.detach(by=cast.actor("head_elm"), attachment=file)
    applications.submit(by=cast.actor("bao"), application=desk.application)
    assert browse("leo").get(url).status_code == 200, "who approves the school reads what was handed in"
    assert browse("pia").get(url).status_code == 404


def test_after_the_end_nothing_comes_or_goes(cast, desk, browse):
    file = desk.attach()
    with clock.standing_at(phase(cast, desk.call, "screening").closes_at + timedelta(seconds=1)):
        for do in (
            lambda: desk.attach("b.jpg", JPEG),
            lambda: attachments.detach(by=cast.actor("bao"), attachment=file),
        ):
            with pytest.raises(Refused, match="ended on"):
                do()
    assert [one.name for one in desk.files()] == ["plan.pdf"]
