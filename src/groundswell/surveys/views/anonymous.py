"""What a browser asks for an anonymous answer (``static/groundswell/js/anonymous.js``), and the page of a saved link.

The link is shown to ``sign`` alone, the answers to ``deposit`` alone.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.actions import anonymous as verbs
from groundswell.surveys.actions.responses import LinkIsSpent, WaveIsPaused
from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.anonymous import get_anonymous_wave
from groundswell.surveys.queries.invitations import get_invitation_by_token, get_own_invitation_for
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.views.answers import language_for, language_of, paused

# What goes with the answers. No name of a question begins with a point.
WAVE, TOKEN, SIGNATURE, PSEUDONYM = ".wave", ".token", ".signature", ".pseudonym"


@open_to_all("A mailed link works without signing in: its secret is the key.")
@require_POST
@never_cache
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Trade the link's one answer for a signature on what the browser has blinded."""
    invitation = get_invitation_by_token(token)
    person = invitation.person
    by = Actor(tenant=invitation.tenant, name=person.name, person_id=person.pk, origin="link")
    return _sign(request, invitation, by)


@needs(Permission.TODAY_VIEW)
@require_POST
@never_cache
def sign_mine(request: DistrictRequest, pk: int) -> HttpResponse:
    """The same for the person who is signed in."""
    return _sign(request, get_own_invitation_for(request.actor, pk), request.actor)


def _sign(request: HttpRequest, invitation: Invitation, by: Actor) -> HttpResponse:
    with translation.override(language_for(request, invitation)):
        try:
            blinded = request.POST.get("blinded", "")
            return JsonResponse({"signature": verbs.sign(by=by, invitation=invitation, blinded=blinded)})
        except Refused as why:
            return _say(str(why), 409)
        except ValueError:
            return _say(_broken(), 400)
        except WaveIsPaused:
            return _say(paused(), 409)
        except LinkIsSpent:
            return _say(_spent(invitation), 409)


@csrf_exempt  # reads no cookie, so that nobody's browser can be made to act for them: the signature is the right
@open_to_all(
    "Answers come without any sign of whose they are; a token that was signed blindly is the right to send them."
)
@require_POST
@never_cache
def deposit(request: DistrictRequest) -> HttpResponse:
    """Take answers that come with a token. Without one they are only looked through, and nothing is stored."""
    number = request.POST.get(WAVE, "")
    wave = get_anonymous_wave(int(number) if number.isdecimal() and len(number) < 19 else 0)
    language = language_of(request, wave.instrument)
    with translation.override(language):
        form = AnswerForm(questions_of(wave), language, request.POST)
        if not form.is_valid():
            errors = render_to_string("components/form_errors.html", {"form": form})
            return JsonResponse({"errors": errors}, status=422)
        if TOKEN not in request.POST:
            return JsonResponse({"state": "ready"})
        return _store(request, wave, form)


def _store(request: HttpRequest, wave: SurveyWave, form: AnswerForm) -> HttpResponse:
    try:
        verbs.deposit(
            by=Actor.system(wave.tenant),
            wave=wave,
            token=request.POST[TOKEN],
            signature=request.POST.get(SIGNATURE, ""),
            answers=form.given(),
            pseudonym=request.POST.get(PSEUDONYM, ""),
            may_quote=form.may_quote,
        )
    except verbs.TokenIsSpent:
        pass  # the reply to the first time was lost
    except Refused as why:
        return _say(str(why), 409)
    except ValueError:
        return _say(_broken(), 400)
    except WaveIsPaused:
        return _say(paused(), 409)
    except LinkIsSpent:
        return JsonResponse({"say": _over(), "over": True}, status=409)
    return JsonResponse({"state": "arrived"})


@open_to_all(
    "The page of a saved link: what it carries stays behind the # in the browser, and nothing is asked of us."
)
@require_safe
@never_cache
def keep(request: DistrictRequest) -> HttpResponse:
    """A person's own code, put on another device by its saved link."""
    return render(request, "surveys/answers/keep.html")


def _say(words: str, status: int) -> JsonResponse:
    return JsonResponse({"say": words}, status=status)


def _spent(invitation: Invitation) -> str:
    """After the end, or where the link was traded in another browser."""
    if invitation.done_at is None and not invitation.wave.is_open:
        return _over()
    return _(
        "This link has been used already, perhaps on another device or in another tab. If something was interrupted "
        "there, open the link there again: it goes on where it stopped. From here nothing was sent."
    )


def _over() -> str:
    return _("The time for answers is over, so nothing was sent.")


def _broken() -> str:
    return _(
        "Something was changed on the way, so nothing was stored. Please open the link in your mail again."
    )
