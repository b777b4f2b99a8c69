"""A questionnaire as a file that is brought in: read, every problem named, or a draft made of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.actions import instruments as verbs
from groundswell.surveys.forms.instruments import FileForm
from groundswell.surveys.rules import instruments_csv, instruments_file
from groundswell.surveys.rules.instruments_file import Problem
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.views.instruments_page import trail


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SURVEY_MANAGE)
def bring(request: DistrictRequest) -> HttpResponse:
    """Choose a file. What is wrong with it is named by line; otherwise a draft says what it says."""
    form = FileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        name, content = form.cleaned_data["file"]
        read = instruments_csv.read if name.lower().endswith(".csv") else instruments_file.read
        file = read(content)
        problems = file.problems
        if file.questionnaire is not None:
            try:
                made = verbs.bring(by=request.actor, questionnaire=file.questionnaire)
                messages.success(request, _("It came in as a draft. Look it over, then make it ready."))
                return redirect(link("surveys:instrument", made.pk))
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {
        "form": form,
        "problems": problems,
        "trail": trail(),
        "back_url": link("surveys:instruments"),
    }
    status = 422 if form.errors or problems else 200
    return render(request, "surveys/instruments/import.html", context, status=status)
