"""My learning: what somebody attended, with hours by school year, as a page, a paper, a PDF and a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.models import Registration
from groundswell.events.queries import learning as found
from groundswell.events.queries import meetings, plans
from groundswell.events.queries.credentials import standing_by_seat
from groundswell.events.rules import learning, papers
from groundswell.kernel import clock, documents
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.models import Person
from groundswell.roster.queries.people import positions_of

PAPER = "events/papers/transcript.html"
FIRST_YEAR = 1990


@dataclass(slots=True)
class Row:
    """One line of a transcript, the seat that it comes from, and the certificate that stands for it."""

    line: papers.Line
    registration: Registration
    certificate: int | None = None


@dataclass(slots=True)
class YearRows:
    """What somebody attended in a school year, newest first."""

    year: learning.Year
    rows: list[Row] = field(default_factory=list)

    @property
    def transcript(self) -> papers.Transcript:
        return papers.transcript(row.line for row in self.rows)


@needs(Permission.EVENT_REGISTER)
@require_safe
def my_learning(request: DistrictRequest, person_pk: int | None = None) -> HttpResponseBase:
    """Everything that somebody attended, by school year; as a file too. One's own, or for the office anybody's."""
    person = found.get_learner_for(request.actor, person_pk)
    if wants_csv(request):
        return _as_csv(request, person)
    years = by_year(request, person)
    _find_certificates(years)
    context = {
        "person": person,
        "is_oneself": person.pk == request.actor.person_id,
        "years": [{"of": one, "sums": one.transcript, "paper_url": _paper(person_pk, one)} for one in years],
        "total": papers.total([row.line for one in years for row in one.rows]),
        "rule": learning.rule_in_words(),
    }
    if context["is_oneself"]:
        context |= {"plans": plans.own_plans(request.actor), "shared": plans.shared_plans(request.actor)}
    return render(request, "events/learning/learning.html", context)


@needs(Permission.EVENT_REGISTER)
@require_safe
def transcript(request: DistrictRequest, ends_in: int, person_pk: int | None = None) -> HttpResponse:
    """The transcript of a school year, as it will be on paper."""
    _person, paper = _paper_of(request, person_pk, ends_in)
    back = _address("learning", person_pk)
    context = paper | {
        "pdf_url": _address("transcript_pdf", person_pk, ends_in),
        "csv_url": f"{back}?format=csv",
        "back_url": back,
    }
    return render(request, PAPER, context)


@needs(Permission.EVENT_REGISTER)
@require_safe
def transcript_pdf(request: DistrictRequest, ends_in: int, person_pk: int | None = None) -> HttpResponse:
    """The same as tagged PDF."""
    person, paper = _paper_of(request, person_pk, ends_in)
    title = _("Transcript of %(name)s") % {"name": person.name}
    page = _address("transcript", person_pk, ends_in)
    return pdf_response(request, PAPER, paper, title=title, name=f"transcript-{ends_in}.pdf", page=page)


def pdf_response(
    request: DistrictRequest, template: str, paper: dict[str, Any], *, title: str, name: str, page: str
) -> HttpResponse:
    """The paper as PDF to keep; where none can be made, back to its page with the reason."""
    language = get_language() or request.tenant.language
    try:
        file = documents.pdf(template, paper, language=language, title=title, author=request.tenant.name)
    except documents.NoDocument as reason:
        messages.error(request, str(reason))
        return redirect(page)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type="application/pdf", headers=headers)


def by_year(request: DistrictRequest, person: Person) -> list[YearRows]:
    """What the person attended, by school year, newest first. Three statements however much it is."""
    seats = found.attended_by(person)
    dates = meetings.times_of([one.section for one in seats])
    known = list(found.school_years()) if seats else []
    years: dict[int, YearRows] = {}
    for one in seats:
        line = learning.line_of(one, dates[one.section_id], request.tenant)
        year = learning.year_of(line.on, known)
        years.setdefault(year.ends_in, YearRows(year)).rows.append(Row(line, one))
    return list(years.values())


def _paper_of(request: DistrictRequest, person_pk: int | None, ends_in: int) -> tuple[Person, dict[str, Any]]:
    person = found.get_learner_for(request.actor, person_pk)
    there = next((one for one in by_year(request, person) if one.year.ends_in == ends_in), None)
    today = clock.today(request.tenant.time_zone)
    if there is None:
        if not FIRST_YEAR <= ends_in <= today.year + 1:
            raise Http404
        there = YearRows(learning.year_of(date(ends_in, 1, 1), found.school_years()))
    holder = papers.Holder(
        district=request.tenant.name,
        name=person.name,
        place=_place(request, person),
        begins_on=there.year.begins_on,
        ends_on=there.year.ends_on,
        drawn_up_on=today,
        rule=learning.rule_in_words(),
    )
    return person, {"holder": holder, "transcript": there.transcript}


def _find_certificates(years: Iterable[YearRows]) -> None:
    rows = [row for one in years for row in one.rows]
    standing = standing_by_seat(row.registration for row in rows)
    for row in rows:
        row.certificate = standing.get(row.registration.pk)


def _place(request: DistrictRequest, person: Person) -> str:
    held = [one for one in positions_of(person, request.tenant) if one.is_held]  # type: ignore[attr-defined]
    return f"{held[0].get_role_display()}, {held[0].organisation.name}" if held else ""


def _paper(person_pk: int | None, one: YearRows) -> str:
    return _address("transcript", person_pk, one.year.ends_in)


def _address(name: str, person_pk: int | None, *more: int) -> str:
    if person_pk is None:
        return link(f"events:{name}", *more)
    return link(f"events:{name}_of", person_pk, *more)


def _as_csv(request: DistrictRequest, person: Person) -> HttpResponseBase:
    header = [_("School year"), _("Date"), _("Title"), _("Programme"), _("Given by"), _("The district’s own")]
    header.append(_("Hours"))

    def lines() -> Iterable[list[Any]]:
        for one in by_year(request, person):
            for row in one.rows:
                line = row.line
                own = _("yes") if line.is_internal else _("no")
                yield [
                    one.year.title, line.on.isoformat(), line.title, line.programme, line.provider, own, line.hours,
                ]  # fmt: skip

    return csv_response(request.tenant, "learning.csv", header, lines)
