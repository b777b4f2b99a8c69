"""Verbs of code books and of coding by hand. The journal keeps who did what, never a text."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.models import Answer, Coding, Item, SurveyWave, Theme
from groundswell.surveys.queries.themes import themes_of
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.themes import MOST_THEMES, counting_as, readable


@verb
def add_theme(*, by: Actor, item: Item, name: str, meaning: str = "") -> Theme:
    """A new theme in the code book of a question's lineage.

    Raises Refused for a name that the book has already, and where it is full.
    """
    theme = Theme(tenant=by.tenant, question=item.key, name=_named(name), meaning=meaning.strip())
    _save(theme)
    journal.record("surveys.theme.added", by=by, subject=theme, personal={"name": theme.name})
    return theme


@verb
def change_theme(*, by: Actor, theme: Theme, name: str, meaning: str) -> Theme:
    """Another name, or other words for what belongs to it. What was coded stays. Raises Refused as ``add_theme``."""
    theme = lock(theme)
    before, theme.name, theme.meaning = theme.name, _named(name), meaning.strip()
    _save(theme)
    journal.record(
        "surveys.theme.changed", by=by, subject=theme, personal={"name": theme.name, "was": before}
    )
    return theme


@verb
def merge_theme(*, by: Actor, theme: Theme, into: Theme) -> Theme:
    """What has ``theme`` counts as ``into`` from now on; ``take_up`` undoes it. Raises Refused for two questions'."""
    theme, into = lock(theme), lock(into)
    if theme.pk == into.pk or theme.question != into.question or not (theme.is_open and into.is_open):
        raise Refused(_("Only two open themes of one code book can be joined. Choose another one."))
    theme.ended_at, theme.merged_into = clock.now(), into
    theme.save(update_fields=["ended_at", "merged_into"])
    journal.record("surveys.theme.merged", by=by, subject=theme, data={"into": into.pk})
    return theme


@verb
def end_theme(*, by: Actor, theme: Theme) -> Theme:
    """Nobody gives it any more and it counts no more; what was coded is kept. Twice is once."""
    theme = lock(theme)
    if theme.is_open:
        theme.ended_at = clock.now()
        theme.save(update_fields=["ended_at"])
        journal.record("surveys.theme.ended", by=by, subject=theme)
    return theme


@verb
def take_up(*, by: Actor, theme: Theme) -> Theme:
    """A theme that ended or was joined stands by itself again, with all that was coded.

    Raises Refused as ``add_theme``.
    """
    theme = lock(theme)
    if theme.is_open:
        return theme
    theme.ended_at, theme.merged_into = None, None
    _save(theme)
    journal.record("surveys.theme.taken_up", by=by, subject=theme)
    return theme


def _named(name: str) -> str:
    return " ".join(name.split())[:80]


def _save(theme: Theme) -> None:
    """Refuses one theme too many, and a second open one of the same name, whatever its capitals."""
    others = Theme.objects.filter(question=theme.question, ended_at__isnull=True).exclude(pk=theme.pk)
    names = [name.casefold() for name in others.values_list("name", flat=True)]
    if len(names) >= MOST_THEMES:
        raise Refused(
            _("A code book holds %d themes. Join two of them, or end one that you no longer give.")
            % MOST_THEMES
        )
    taken = _("The code book has a theme of this name. Use that one, or choose another name.")
    if theme.name.casefold() in names:
        raise Refused(taken)
    try:
        with transaction.atomic():
            theme.save()
    except IntegrityError as twice:
        raise Refused(taken) from twice


@verb
def code(
    *,
    by: Actor,
    wave: SurveyWave,
    item: Item,
    answers: Collection[Answer],
    theme: Theme | None,
    is_given: bool = True,
) -> int:
    """Say that these texts of a question have a theme, or (``is_given`` false) no longer; None: none of the themes.

    "None of the themes" takes away what this coder gave a text before, and a theme takes "none" away. Other coders'
    work is never touched. Twice is once. Returns for how many texts something changed; texts that may not be read,
    or are of another question, are left alone. Raises Refused for a theme that is not in the question's code book,
    PermissionDenied where nobody acts: a reading has a reader.
    """
    if by.person_id is None:
        raise PermissionDenied
    if theme is not None and (theme.question != item.key or not theme.is_open):
        raise Refused(_("This theme is not in the code book any more. Open the page again."))
    texts = list(readable(wave, item).filter(pk__in=[one.pk for one in answers]))
    own = Coding.objects.filter(answer__in=texts, coder_id=by.person_id, ended_at__isnull=True)
    same = own.filter(theme__in=counting_as(theme, themes_of(item))) if theme else own.filter(theme=None)
    there, now = set(same.values_list("answer", flat=True)), clock.now()
    if is_given:
        changed = [one for one in texts if one.pk not in there]
        own.filter(theme__isnull=theme is not None).update(ended_at=now)
        Coding.objects.bulk_create(
            [
                Coding(tenant=by.tenant, answer=one, theme=theme, coder_id=by.person_id, given_at=now)
                for one in changed
            ],
            ignore_conflicts=True,
        )
        count = len(changed)
    else:
        same.update(ended_at=now)
        count = len(there)
    if count:
        data = {"item": item.pk, "theme": theme.pk if theme else 0, "answers": count}
        what = "coded" if is_given else "uncoded"
        journal.record(f"surveys.wave.{what}", by=by, subject=wave, data=data)
    return count
