"""Who said what, where people answered with their names: the list, one person, the file.

It is opened by a press, which the journal keeps, and stays open for an hour in the same session.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.roster.choices.roles import ROLES
from groundswell.surveys.actions import named as verbs
from groundswell.surveys.models import Response, SurveyWave
from groundswell.surveys.queries import named as found
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.named import said

PER_PAGE = 50
STAYS_OPEN = timedelta(hours=1)
AT_ONCE = 500  # people of a file that are read together


@needs(Permission.SURVEY_MANAGE)
@require_safe
@never_cache
def people(request: DistrictRequest, pk: int) -> HttpResponse:
    """Who answered, with a search; closed until the reader opens it."""
    wave = found.get_named_wave_for(request.actor, pk)
    words = request.GET.get("q", "").strip()[:80]
    context = _frame(wave) | {"is_open": _is_open(request, wave), "words": words}
    if context["is_open"]:
        page = Paginator(found.responses_in(wave, words), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": [_person(one) for one in page], "cut_off": found.cut_off_in(wave)}
    return render(request, "surveys/named/people.html", context)


@needs(Permission.SURVEY_MANAGE)
@require_POST
def open_names(request: DistrictRequest, pk: int) -> HttpResponse:
    """Open them for an hour; the journal keeps that it was done."""
    wave = found.get_named_wave_for(request.actor, pk)
    verbs.open_names(by=request.actor, wave=wave)
    request.session[_key(request, wave)] = (clock.now() + STAYS_OPEN).timestamp()
    return redirect(link("surveys:named", wave.pk))


@needs(Permission.SURVEY_MANAGE)
@require_safe
@never_cache
def person(request: DistrictRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """What one person said."""
    wave = found.get_named_wave_for(request.actor, pk)
    if not _is_open(request, wave):
        return redirect(link("surveys:named", wave.pk))
    one = found.get_named_response_for(wave, invitation_pk)
    answers, language = found.answers_to([one]), language_here()
    questions = [
        {
            "question": said_in(item.wording, language),
            "said": said(item, answers.get((one.pk, item.pk), []), language),
        }
        for item in questions_of(wave)
    ]
    context = _frame(wave) | {"person": _person(one), "questions": questions}
    context["trail"] = [*context["trail"], (_("Answers with names"), link("surveys:named", wave.pk))]
    return render(request, "surveys/named/person.html", context)


@needs(Permission.SURVEY_MANAGE)
@require_POST
def file(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """Everybody's answers as CSV, a row for each person; the journal keeps that a file was taken."""
    wave = found.get_named_wave_for(request.actor, pk)
    verbs.open_names(by=request.actor, wave=wave, as_file=True)
    language = language_here()
    header = [_("Person"), _("Role"), _("Place"), _("Answered on")]
    header += [said_in(item.wording, language) for item in questions_of(wave)]
    return csv_response(request.tenant, f"survey-{wave.pk}-names.csv", header, lambda: _rows(wave, language))


def _rows(wave: SurveyWave, language: str) -> Iterator[list[Any]]:
    items = questions_of(wave)
    everybody = list(found.responses_in(wave))
    for at in range(0, len(everybody), AT_ONCE):
        some = everybody[at : at + AT_ONCE]
        answers = found.answers_to(some)
        for one in some:
            who = _person(one)
            yield [
                *(who["name"], who["role"], who["place"], one.submitted_on.isoformat()),
                *("; ".join(said(item, answers.get((one.pk, item.pk), []), language)) for item in items),
            ]


def _person(one: Response) -> dict[str, Any]:
    """Whose it is, as they were when they were asked."""
    asked = one.invitation
    assert asked is not None  # responses_in
    return {
        "name": asked.person.name,
        "role": str(ROLES[asked.role].name) if asked.role in ROLES else "",
        "place": asked.place.name if asked.place else "",
        "on": one.submitted_on,
        "invitation": asked.pk,
    }


def _frame(wave: SurveyWave) -> dict[str, Any]:
    trail = [(_("What people say"), link("surveys:waves")), (wave.title, link("surveys:wave", wave.pk))]
    return {"wave": wave, "trail": trail}


def _key(request: DistrictRequest, wave: SurveyWave) -> str:
    return f"names-{request.tenant.pk}-{wave.pk}-{request.actor.person_id}"


def _is_open(request: DistrictRequest, wave: SurveyWave) -> bool:
    return float(request.session.get(_key(request, wave), 0)) > clock.now().timestamp()
