"""Two records of one person: find the other one, look at both, join them, split them again. For who manages people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.actions import merging
from groundswell.roster.actions import people as people_verbs
from groundswell.roster.forms.lives import FindForm, JoinForm, NameForm
from groundswell.roster.models import Person
from groundswell.roster.queries import lives, people
from groundswell.roster.queries.doors import get_person_for
from groundswell.roster.rules.lives import Refused

FOUND_MOST = 12


@needs(Permission.PEOPLE_MANAGE)
@require_safe
def record(request: DistrictRequest, pk: int) -> HttpResponse:
    """A person's record: which records are joined, and what can be done with it."""
    person = get_person_for(request.actor, pk, Permission.PEOPLE_MANAGE)
    merges = lives.merges_of(person)
    context = {
        "person": person,
        "joined": [one for one in merges if one.undone_at is None and one.keep_id == person.pk],
        "stands_for": next(
            (one for one in merges if one.undone_at is None and one.other_id == person.pk), None
        ),
        "former": [one for one in merges if one.undone_at is not None],
        "follows": lives.waits_for_worker(),
        "may_copy": request.actor.may(Permission.PEOPLE_EXPORT),
        "may_erase": request.actor.may(Permission.PEOPLE_ERASE),
    }
    return render(request, "portal/lives/record.html", context)


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: DistrictRequest, pk: int) -> HttpResponse:
    """Another name, or the one that somebody prefers; the old one is kept with its last day."""
    person = get_person_for(request.actor, pk, Permission.PEOPLE_MANAGE)
    names = {name: getattr(person, name) for name in NameForm.base_fields}
    form = NameForm(request.POST or None, initial=names)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data != names and person.erased_on is None:
            people_verbs.rename(by=request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("Kept. Every page shows the new name from now on."))
        return back_to(request, link("portal:person_record", person.pk))
    status = 400 if request.method == "POST" else 200
    return render(request, "portal/lives/rename.html", {"person": person, "form": form}, status=status)


@needs(Permission.PEOPLE_MANAGE)
@require_safe
def same(request: DistrictRequest, pk: int) -> HttpResponse:
    """Find the other record of the same person: those that look alike, or by name."""
    person = get_person_for(request.actor, pk, Permission.PEOPLE_MANAGE)
    form = FindForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if text:
        found = [one for one in people.people_named(request.actor, text, FOUND_MOST) if one.pk != person.pk]
    else:
        found = lives.likely_same(person)
        visible = {one.pk for one in people.visible_among(request.actor, found)}
        found = [one for one in found if one.pk in visible]
    context = {"person": person, "form": form, "text": text, "rows": _told(request, found)}
    return render(request, "portal/lives/same.html", context)


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: DistrictRequest, pk: int, other_pk: int) -> HttpResponse:
    """Both records side by side, which one is kept, and the button that joins them."""
    keep = get_person_for(request.actor, pk, Permission.PEOPLE_MANAGE)
    other = get_person_for(request.actor, other_pk, Permission.PEOPLE_MANAGE)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge_persons(
                by=request.actor, keep=keep, other=other, reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return back_to(request, link("portal:person_join", keep.pk, other.pk))
        said = _("They are one person now. Seats, answers and mail follow within a minute.")
        messages.success(request, said)
        return back_to(request, link("portal:person_record", keep.pk))
    context = {
        "keep": keep,
        "other": other,
        "sides": [(keep, True, *row[1:]) if row[0].pk == keep.pk else (other, False, *row[1:])
                  for row in _told(request, [keep, other])],
        "refusal": merging.why_not(by=request.actor, keep=keep, other=other),
        "form": form,
    }  # fmt: skip
    return render(request, "portal/lives/join.html", context)


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: DistrictRequest, merge_pk: int) -> HttpResponse:
    """Ask once more, then make two people of one again."""
    merge = lives.get_merge_for(request.actor, merge_pk)
    for person in (merge.keep, merge.other):
        if not people.visible_among(request.actor, [person]):
            raise Http404
    if request.method != "POST":
        return render(request, "portal/lives/split.html", {"merge": merge})
    try:
        merging.split(by=request.actor, merge=merge)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("They are two people again. Seats, answers and mail follow within a minute.")
        )
    return back_to(request, link("portal:person_record", merge.keep_id))


def _told(request: DistrictRequest, found: list[Person]) -> list[tuple[Any, ...]]:
    """(person, positions, number of classes) of a few people, in two statements whatever their number."""
    held = people.positions_by_person(found)
    classes = people.class_counts(found)
    return [(one, held.get(one.pk, []), classes.get(one.pk, 0)) for one in found]
