"""Two browsers, one event: whoever saves second is told, and nothing is overwritten."""

from django.utils.translation import gettext as _

from groundswell.events.models import LearningEvent, Programme
from groundswell.events.rules.refusals import Refused


def check(row: LearningEvent | Programme, version: int | None) -> None:
    """Raises Refused when ``row`` was changed since somebody read ``version`` of it; None asks nothing."""
    if version is not None and version != row.version:
        raise Refused(
            _(
                "Somebody else changed “%(title)s” while you had it open, so nothing of yours was saved. Open it again "
                "to see their changes, then make yours."
            )
            % {"title": row.title}
        )
