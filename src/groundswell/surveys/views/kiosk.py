"""A shared device: the office opens it for some hours, people answer on it one after the other."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.kernel import clock
from groundswell.kernel.charts import qr
from groundswell.kernel.doors import found_or_404, needs, open_to_all
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.actions import kiosk as verbs
from groundswell.surveys.actions import responses
from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.forms.entry import KioskForm, WhoForm
from groundswell.surveys.models import Invitation, Kiosk
from groundswell.surveys.queries.anonymous import get_wave_for_all_ways
from groundswell.surveys.queries.kiosk import asked_at, get_kiosk_by_code, open_kiosks_of
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.codes import plain
from groundswell.surveys.views.answers import language_for, languages_of, paused, words_for

METHODS = ["GET", "HEAD", "POST"]
WHO = "for.whom"  # no key of a question has a point in it
SALT, TIME_TO_ANSWER = "groundswell.kiosk", timedelta(hours=2)


@needs(Permission.SURVEY_MANAGE)
@require_http_methods(METHODS)
@never_cache
def kiosk_open(request: DistrictRequest, pk: int) -> HttpResponse:
    """Open a device, see which are open. The address of a new one is shown once."""
    wave = get_wave_for_all_ways(request.actor, pk)
    form = KioskForm(request.POST or None)
    shown: dict[str, Any] = {"wave": wave, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            hours = int(form.cleaned_data["hours"])
            shown["opened"], code = verbs.open_kiosk(by=request.actor, wave=wave, hours=hours)
            shown["url"] = absolute(link("surveys:kiosk", code))
            shown["picture"] = qr(shown["url"])
        except responses.LinkIsSpent:
            form.add_error(None, _("The survey is closed, so that nobody can answer on a device."))
    shown["kiosks"] = list(open_kiosks_of(wave))
    return render(request, "surveys/entry/kiosks.html", shown, status=422 if form.errors else 200)


@needs(Permission.SURVEY_MANAGE)
@require_POST
def kiosk_close(request: DistrictRequest, pk: int) -> HttpResponse:
    """No more answers on this device (``kiosk`` in the form)."""
    wave = get_wave_for_all_ways(request.actor, pk)
    number = request.POST.get("kiosk", "")
    kiosk = found_or_404(
        open_kiosks_of(wave), pk=int(number) if number.isdecimal() and len(number) < 19 else 0
    )
    verbs.close_kiosk(by=request.actor, kiosk=kiosk)
    messages.success(request, _("The device is closed. What was sent on it has arrived."))
    return redirect(link("surveys:kiosk_open", wave.pk))


@open_to_all(
    "A shared device for some hours: the code of its address is the key, and each person says who they are."
)
@require_http_methods(METHODS)
@never_cache
def kiosk(request: HttpRequest, secret: str) -> HttpResponse:
    """Who are you; the questions; thanks. Unknown, foreign and closed devices get one and the same page."""
    try:
        found = get_kiosk_by_code(plain(secret))
    except Http404:
        return render(request, "surveys/entry/closed.html", status=404)
    language = _language(request, found)
    with translation.override(language):
        if request.method != "POST":
            return _start(request, found, WhoForm(), language)
        if WHO in request.POST:
            return _answer(request, found)
        return _look(request, found, language)


def _look(request: HttpRequest, kiosk: Kiosk, language: str) -> HttpResponse:
    form = WhoForm(request.POST)
    if form.is_valid():
        try:
            by = Actor(tenant=kiosk.tenant, name="", origin="link")
            invitation = verbs.look_for(by=by, kiosk=kiosk, email=form.cleaned_data["email"])
            if invitation is not None:
                return _questions(request, kiosk, invitation, None)
            return _start(request, kiosk, WhoForm(), language, refused=_nothing_here())
        except verbs.KioskRests:
            form.add_error(None, _rests())
    return _start(request, kiosk, form, language)


def _answer(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """The answers of whoever the form was made for: it carries a seal that only we can make, for this device."""
    try:
        device, pk = signing.loads(request.POST[WHO], salt=SALT, max_age=TIME_TO_ANSWER)
    except (signing.BadSignature, ValueError, TypeError):
        return redirect(_address(request, kiosk))
    invitation = asked_at(kiosk, pk) if device == kiosk.pk else None
    if invitation is None:
        return redirect(_address(request, kiosk))
    with translation.override(language_for(request, invitation)):
        form = AnswerForm(questions_of(kiosk.wave), language_for(request, invitation), request.POST)
        if form.is_valid():
            _hand_in(form, kiosk, invitation)
        # Asked again for what is wrong; who has answered already reads thanks, too, and no more.
        if form.errors and invitation.done_at is None:
            return _questions(request, kiosk, invitation, form)
        return redirect(_address(request, kiosk, thanks="1"))


def _hand_in(form: AnswerForm, kiosk: Kiosk, invitation: Invitation) -> None:
    person = invitation.person
    by = Actor(tenant=kiosk.tenant, name=person.name, person_id=person.pk, origin="link")
    try:
        verbs.answer_at(
            by=by, kiosk=kiosk, invitation=invitation, answers=form.given(), may_quote=form.may_quote
        )
    except responses.LinkIsSpent:
        if invitation.done_at is None and invitation.expires_at <= clock.now():
            form.add_error(None, _("The time for answers is over, so nothing was sent."))
    except responses.WaveIsPaused:
        form.add_error(None, paused())
    except verbs.KioskIsClosed:
        form.add_error(None, _("This device was closed meanwhile. Use the link in your mail instead."))


def _start(
    request: HttpRequest, kiosk: Kiosk, form: WhoForm, language: str, *, refused: str = ""
) -> HttpResponse:
    offered = languages_of(kiosk.wave.instrument).items()
    context = {
        "wave": kiosk.wave,
        "form": form,
        "refused": refused,
        "thanks": request.method != "POST" and "thanks" in request.GET,
        "start": _address(request, kiosk),
        "languages_here": [(code, label, code == language) for code, label in offered],
    }
    response = render(
        request, "surveys/entry/start.html", context, status=422 if form.errors or refused else 200
    )
    response.headers["Content-Language"] = language
    return response


def _questions(
    request: HttpRequest, kiosk: Kiosk, invitation: Invitation, form: AnswerForm | None
) -> HttpResponse:
    language = language_for(request, invitation)
    with translation.override(language):
        form = form or AnswerForm(questions_of(kiosk.wave), language)
        context = words_for(invitation, language) | {
            "form": form,
            "who_name": WHO,
            "who": signing.dumps([kiosk.pk, invitation.pk], salt=SALT),
            "start": _address(request, kiosk),
        }
        status = 422 if form.is_bound else 200
        response = render(request, "surveys/entry/questions.html", context, status=status)
    response.headers["Content-Language"] = language
    return response


def _address(request: HttpRequest, kiosk: Kiosk, **more: str) -> str:
    """The device's own address, in the language that was chosen on it."""
    lang = request.GET.get("lang", "")
    said = {"lang": lang} if lang in languages_of(kiosk.wave.instrument) else {}
    query = "&".join(f"{name}={value}" for name, value in (said | more).items())
    return f"{request.path}?{query}" if query else request.path


def _language(request: HttpRequest, kiosk: Kiosk) -> str:
    offered = languages_of(kiosk.wave.instrument)
    wishes = (request.GET.get("lang", ""), translation.get_language() or "")
    return next((wish for wish in wishes if wish in offered), "en")


def _nothing_here() -> str:
    """The same for who was not asked, who has answered and who mistyped."""
    return _(
        "No questions wait here for this address. Perhaps it was mistyped, perhaps the answers are in already. If you "
        "think that is wrong, use the link in your mail or ask who opened this device."
    )


def _rests() -> str:
    return _(
        "Too many addresses were typed here that did not fit, so this device takes none for ten minutes. The link in "
        "your mail works."
    )
