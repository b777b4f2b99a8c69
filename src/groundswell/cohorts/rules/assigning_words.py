"""Why a round can't be assigned and how good an assignment is, in words. Names come with them, by id."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.cohorts.rules.assigning_terms import Aim, Answer, Kind, Reached, Reason


def words_of(reason: Reason, *, applications: Mapping[int, str], readers: Mapping[int, str]) -> str:
    """One rule that stands in the way, with its figures."""
    values = {
        "application": applications.get(reason.application or 0, ""),
        "reader": readers.get(reason.reader or 0, ""),
        "need": reason.need,
        "have": reason.have,
    }
    said = {
        Kind.READERS: ngettext(
            "There is %(have)s reader, and each application is read by %(need)s.",
            "There are %(have)s readers, and each application is read by %(need)s.",
            reason.have,
        ),
        Kind.CONFLICTS: ngettext(
            "%(application)s has %(have)s reader without a conflict, and %(need)s are wanted.",
            "%(application)s has %(have)s readers without a conflict, and %(need)s are wanted.",
            reason.have,
        ),
        Kind.CAP: ngettext(
            "%(reader)s can take on %(have)s reading, where %(need)s applications look for readers.",
            "%(reader)s can take on %(have)s readings, where %(need)s applications look for readers.",
            reason.have,
        ),
        Kind.CAPS: _("All readers together read at most %(have)s, and %(need)s readings are wanted."),
    }
    return said[reason.kind] % values


def words_of_reached(one: Reached, answer: Answer) -> str:
    """What was reached for one aim, and what of it is proven."""
    said = {
        Aim.CHANGES: ngettext(
            "%(n)s reading goes to somebody else.", "%(n)s readings go to somebody else.", one.value
        ),
        Aim.LOADS: ngettext(
            "Readers differ by %(n)s reading at most.", "Readers differ by %(n)s readings at most.", one.value
        ),
        Aim.GROUPS: _("All readers can be compared.")
        if one.value <= 1
        else _("Readers fall into %(n)s groups that share no application."),
        Aim.MEETINGS: ngettext(
            "Two readers have %(most)s application in common at most.",
            "Two readers have %(most)s applications in common at most.",
            answer.most,
        ),
    }[one.aim] % {"n": one.value, "most": answer.most}
    if one.is_proven:
        proof = _("Proven: no assignment is better.")
    else:
        proof = _("Not proven to be the best: another could be better by %(share)s %% at most.") % {
            "share": round(100 * (one.value - one.bound) / one.value)
        }
    return f"{said} {proof}"
