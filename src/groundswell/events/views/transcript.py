"""My learning: what somebody attended or brought from elsewhere, by school year; as page, paper, PDF and file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.models import CreditTerms, Registration
from groundswell.events.queries import learning as found
from groundswell.events.queries import meetings, outside, plans
from groundswell.events.queries.credentials import standing_by_seat, terms_by_programme
from groundswell.events.rules import credit_rules, learning, papers
from groundswell.events.rules.arriving import card_of
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
    """One line of a transcript, and where it comes from: a seat with the certificate that stands for it and the rule
    that made its credit, or credit from elsewhere.
    """

    line: papers.Line
    registration: Registration | None = None
    certificate: int | None = None
    terms: CreditTerms | None = None
    outside: int | None = None


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
    context = {
        "person": person,
        "is_oneself": person.pk == request.actor.person_id,
        "years": [{"of": one, "sums": one.transcript, "paper_url": _paper(person_pk, one)} for one in years],
        "total": papers.total([row.line for one in years for row in one.rows]),
        "has_outside": any(row.outside for one in years for row in one.rows),
        "rules": _rules(years),
    }
    if context["is_oneself"]:
        actor = request.actor
        context |= {"plans": plans.own_plans(actor), "shared": plans.shared_plans(actor)}
        context["check_in"] = card_of(actor)
        context["outside"] = outside.own_credits(person)
        context["to_decide"] = (
            outside.to_decide(actor).count() if actor.may(Permission.CREDIT_APPROVE) else None
        )
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
    """What the person attended and brought from elsewhere, by school year, newest first. The same few statements
    however much it is.
    """
    rows = [*_attended(request, person), *_brought(person)]
    known = list(found.school_years()) if rows else []
    years: dict[int, YearRows] = {}
    for row in sorted(rows, key=lambda one: one.line.on, reverse=True):
        year = learning.year_of(row.line.on, known)
        years.setdefault(year.ends_in, YearRows(year)).rows.append(row)
    return list(years.values())


def _attended(request: DistrictRequest, person: Person) -> Iterator[Row]:
    seats = found.attended_by(person)
    dates = meetings.times_of([one.section for one in seats])
    versions = terms_by_programme({one.section.event.programme_id or 0 for one in seats})
    standing = standing_by_seat(seats)
    for one in seats:
        own, certificate = versions.get(one.section.event.programme_id or 0, []), standing.get(one.pk)
        line, terms = credit_rules.line_of(one, dates[one.section_id], own, certificate, request.tenant)
        yield Row(line, one, certificate.pk if certificate is not None else None, terms)


def _brought(person: Person) -> Iterator[Row]:
    for one in outside.approved_of(person):
        yield Row(credit_rules.outside_line(one), outside=one.pk)


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
        rule=" ".join(_rules([there])),
    )
    return person, {"holder": holder, "transcript": there.transcript}


def _rules(years: Iterable[YearRows]) -> list[str]:
    """How minutes became hours, and each programme's rule that made credit here: a sentence or two each."""
    used = {row.terms.pk: row for one in years for row in one.rows if row.terms is not None}
    said = [f"{row.line.programme}: {credit_rules.in_words(row.terms)}" for row in used.values() if row.terms]
    return [learning.rule_in_words(), *sorted(set(said))]


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
    header += [_("From elsewhere"), _("Hours"), _("Credit"), _("Unit of credit")]

    def lines() -> Iterable[list[Any]]:
        words = {True: _("yes"), False: _("no")}
        for one in by_year(request, person):
            for row in one.rows:
                line = row.line
                yield [
                    one.year.title, line.on.isoformat(), line.title, line.programme, line.provider,
                    words[line.is_internal], words[line.is_outside], line.hours, line.credit or "", line.unit,
                ]  # fmt: skip

    return csv_response(request.tenant, "learning.csv", header, lines)
