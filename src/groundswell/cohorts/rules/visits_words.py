"""Why visits can't be put in order, and how good an order is, in words. Names come with them, by id."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.cohorts.rules.visits_terms import Answer, Kind, Reason, Status


def words_of(reason: Reason, *, visits: Mapping[int, str], visitors: Mapping[int, str]) -> str:
    """One rule that stands in the way, with its figures."""
    values = {
        "visit": visits.get(reason.visit or 0, ""),
        "visitor": visitors.get(reason.visitor or 0, ""),
        "need": reason.need,
        "have": reason.have,
    }
    said = {
        Kind.VISITORS: ngettext(
            "There is %(have)s visitor, and each visit takes %(need)s.",
            "There are %(have)s visitors, and each visit takes %(need)s.",
            reason.have,
        ),
        Kind.CONFLICTS: ngettext(
            "%(visit)s has %(have)s visitor without a conflict, and %(need)s are wanted.",
            "%(visit)s has %(have)s visitors without a conflict, and %(need)s are wanted.",
            reason.have,
        ),
        Kind.HOURS: _("The visit of %(visit)s takes %(need)s minutes; the school's hours leave %(have)s."),
        Kind.BUSY: ngettext(
            "%(visitor)s, who could do %(need)s visit, is busy for %(have)s minutes.",
            "%(visitor)s, who could do %(need)s visits, is busy for %(have)s minutes.",
            reason.need,
        ),
        Kind.TIME: _(
            "Visitors have time to go to a school %(have)s times at most, and have to go %(need)s times."
        ),
        Kind.DAYS: ngettext(
            "%(need)s visits with the drives between them don't fit into %(have)s day.",
            "%(need)s visits with the drives between them don't fit into %(have)s days.",
            reason.have,
        ),
    }
    return said[reason.kind] % values


def words_of_driving(answer: Answer) -> str:
    """How long visitors drive in all, and what of it is proven."""
    values = {"minutes": answer.driving, "bound": answer.bound}
    if answer.status == Status.OPTIMAL:
        return _("All visitors together drive %(minutes)s minutes. Proven: no order needs less.") % values
    return (
        _(
            "All visitors together drive %(minutes)s minutes. Not proven to be the least; none needs less than "
            "%(bound)s."
        )
        % values
    )
