"""What everybody may read: the district's claims, each with its proof, a card to embed, and a file that proves it."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from groundswell.impact.models import Claim
from groundswell.impact.queries import claims as found
from groundswell.impact.queries import evidence
from groundswell.impact.rules import holding, packs, pages
from groundswell.impact.rules.goals import under_goals
from groundswell.kernel.doors import framed_by, open_to_all
from groundswell.kernel.links import absolute, link
from groundswell.kernel.requests import DistrictRequest

PUBLIC = "What a district claims in public anybody may read, with its proof; drafts are not among it."
MINUTES = 5


@open_to_all(PUBLIC)
@require_safe
def claims(request: DistrictRequest) -> HttpResponse:
    """Everything that the district published, by the plan's goals."""
    goals = evidence.plan_goals()

    def page() -> HttpResponse:
        language = _language(request)
        rows = [pages.shown(one, language) for one in found.public_claims()]
        groups = under_goals(rows, goals, language, every=False)
        return render(request, "impact/open/list.html", {"groups": groups, "languages": _others(request)})

    return _answer(request, [found.public_stamps(), goals], page)


@open_to_all(PUBLIC)
@require_safe
def claim(request: DistrictRequest, pk: int) -> HttpResponse:
    """One claim: the sentence, its numbers, what they stand on, its footnotes and its history."""
    one = found.get_public(pk)

    def page() -> HttpResponse:
        footnotes = holding.in_two(holding.findings_of(one, _language(request))).footnotes
        context = {
            "shown": pages.shown(one, _language(request)), "claim": one, "footnotes": footnotes,
            "command": packs.COMMAND,
            "card_url": absolute(link("impact:card", one.pk)), "languages": _others(request),
        }  # fmt: skip
        return render(request, "impact/open/claim.html", context)

    return _answer(request, _stamp(one), page)


@open_to_all(PUBLIC)
@require_safe
@framed_by("*")
def card(request: DistrictRequest, pk: int) -> HttpResponse:
    """The sentence with its base, small enough for somebody else's page. No script; a frame may hold it."""
    one = found.get_public(pk)

    def page() -> HttpResponse:
        context = {"shown": pages.shown(one, _language(request)), "claim": one}
        return render(request, "impact/open/card.html", context)

    return _answer(request, _stamp(one), page)


@open_to_all(PUBLIC)
@require_safe
def pack(request: DistrictRequest, pk: int) -> HttpResponse:
    """The proof pack. The same claim gives the same bytes."""
    one = found.get_public(pk)

    def file() -> HttpResponse:
        url = absolute(link("impact:public_claim", one.pk))
        packed = packs.pack_of(one, list(one.figures.all()), district=request.tenant.name, url=url)
        name = f"claim-{request.tenant.slug}-{one.pk}.zip"
        return HttpResponse(
            packed,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return _answer(request, _stamp(one), file)


def _language(request: DistrictRequest) -> str:
    """The language that the address asks for, or the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"


def _others(request: DistrictRequest) -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != _language(request)]


def _stamp(one: Claim) -> list[Any]:
    return [one.pk, one.state, one.changed_at, one.looked_at]


def _answer(request: DistrictRequest, told: list[Any], page: Callable[[], HttpResponse]) -> HttpResponse:
    """The page, or that it is still what the reader has: ``told`` is what it is made of. Anybody's copy may be kept for
    some minutes; the copy of somebody who is signed in is theirs."""
    stamp: list[Any] = [
        request.tenant.name,
        request.get_full_path(),
        _language(request),
        request.COOKIES.get("theme", ""),
    ]
    stamp += [packs.code_version(), str(request.actor.person_id), told]
    etag = f'"{hashlib.sha256(repr(stamp).encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        with translation.override(_language(request)):
            answer = page()
        answer.headers["ETag"] = etag
    whose = {"public": True} if request.actor.person_id is None else {"private": True}
    patch_cache_control(answer, **whose, max_age=MINUTES * 60)
    return answer
