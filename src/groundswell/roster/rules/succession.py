"""Which schools may go on in which, and what that is called."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from groundswell.kernel.models import Tenant
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries import succession as queries


def why_not(
    *, tenant: Tenant, schools: Sequence[Organisation], successors: Sequence[Organisation], last_day: date
) -> str:
    """Why these schools can't go on in those, in a sentence; empty when they can. Two statements."""
    for one in (*schools, *successors):
        if one.tenant_id != tenant.pk or one.kind != OrganisationKind.SCHOOL:
            return _("%(name)s is no school of this district.") % {"name": one.name}
    pairs = queries.pairs()
    ahead: dict[int, set[int]] = {}
    for before, after in pairs:
        ahead.setdefault(before, set()).add(after)
    line = {pk for one in successors for pk in _line_of(one.pk, ahead)}
    wanted = {one.pk for one in successors}
    for school in schools:
        if school.pk in line:
            words = _("%(name)s can't go on in itself. Look at which school came first.")
            return words % {"name": school.name}
        if ahead.get(school.pk, wanted) != wanted:
            words = _("%(name)s goes on elsewhere already. Undo that first.")
            return words % {"name": school.name}
        if school.opened_on is not None and last_day < school.opened_on:
            words = _("%(name)s would close before it opened. Choose a later last day.")
            return words % {"name": school.name}
    return ""


def in_a_sentence(
    schools: Sequence[Organisation], successors: Sequence[Organisation], *, among_others: bool = False
) -> str:
    """What happens, for a headline: "Alder and Birch are merged into Cedar".

    ``among_others`` says that further schools go on in one of the same successors.
    """
    words = {
        "schools": _and([one.name for one in schools]),
        "successors": _and([one.name for one in successors]),
    }
    if len(successors) == 1 and len(schools) > 1:
        return _("%(schools)s are merged into %(successors)s") % words
    if len(successors) == 1 and among_others:
        return _("%(schools)s is merged into %(successors)s") % words
    if len(successors) == 1:
        return _("%(schools)s goes on as %(successors)s") % words
    if len(schools) == 1 and not among_others:
        return _("%(schools)s is split into %(successors)s") % words
    return _("%(schools)s: from then on %(successors)s") % words


def _and(names: Sequence[str]) -> str:
    *most, last = names
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def _line_of(school: int, ahead: dict[int, set[int]]) -> set[int]:
    """The school and all that it goes on in, one after the other."""
    seen: set[int] = set()
    waiting = [school]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += ahead.get(one, ())
    return seen
