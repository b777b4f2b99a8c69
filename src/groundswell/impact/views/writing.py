"""Writing a claim: first what the number counts, then the sentence around it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.impact.actions import claims as verbs
from groundswell.impact.actions import definitions
from groundswell.impact.choices import ClaimState
from groundswell.impact.forms.claims import QuestionForm, SentenceForm
from groundswell.impact.models import Claim, MetricDefinition
from groundswell.impact.queries import claims as found
from groundswell.impact.queries import evidence
from groundswell.impact.rules import holding, pages
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@EDIT
@needs(Permission.CLAIM_DRAFT)
def begin(request: DistrictRequest) -> HttpResponse:
    """Pick a question and the surveys that asked it; the number stands on the next page."""
    questions, today = evidence.questions(), clock.today(request.tenant.time_zone)
    form = QuestionForm(request.POST or None, questions=questions, waves=evidence.waves(), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            definition = definitions.define(by=request.actor, **form.said())
            made = verbs.draft(by=request.actor, sentence=_first_words(definition), definitions=[definition])
            return redirect(link("impact:claim_edit", made.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "has_questions": bool(questions), "back_url": link("impact:ledger")}
    return render(request, "impact/ledger/new.html", context, status=422 if form.errors else 200)


@EDIT
@needs(Permission.CLAIM_DRAFT)
def edit(request: DistrictRequest, pk: int) -> HttpResponse:
    """The number at once, what counts for it, and the sentence."""
    claim = found.get_claim_for(request.actor, pk, Permission.CLAIM_DRAFT)
    if claim.state != ClaimState.DRAFT:
        raise Http404
    figures, others = list(claim.figures.all()), found.definitions_for(request.actor)
    form = SentenceForm(
        request.POST or None, claim=claim, figures=figures, others=others, goals=evidence.plan_goals()
    )
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, claim, figures[0].definition, form)
            messages.success(request, _("Kept, with the numbers of today."))
            return redirect(link("impact:claim", claim.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    language = language_here()
    said = holding.in_two(holding.findings_of(claim, language))
    context = {
        "form": form, "claim": claim, "shown": pages.shown(claim, language), "refuses": said.refuses,
        "footnotes": said.footnotes, "back_url": link("impact:claim", claim.pk),
    }  # fmt: skip
    return render(request, "impact/ledger/edit.html", context, status=422 if form.errors else 200)


def _keep(request: DistrictRequest, claim: Claim, first: MetricDefinition, form: SentenceForm) -> None:
    """The first number with the answers that were ticked; another box is another definition."""
    definition = definitions.define(
        by=request.actor, instrument=first.instrument, fingerprint=first.fingerprint, population=first.population,
        from_on=first.from_on, to_on=first.to_on, subject=first.subject, wave=first.wave, base=first.base,
        box=form.cleaned_data["box"],
    )  # fmt: skip
    chosen = [definition]
    if form.cleaned_data["second"]:
        chosen.append(found.get_definition_for(request.actor, int(form.cleaned_data["second"])))
    verbs.edit(by=request.actor, claim=claim, definitions=chosen, **form.said())


def _first_words(definition: MetricDefinition) -> dict[str, str]:
    """A sentence to begin with."""
    if definition.kind == "mean":
        return {"en": _("The mean is {mean}: {answered} of {asked} answered.")}
    return {"en": _("{share} of those who answered: {count} of {answered}. {asked} were asked.")}
