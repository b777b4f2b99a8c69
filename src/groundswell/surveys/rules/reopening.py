"""Whether a closed wave may be opened again without giving anybody's answer away.

What was shown at the close is known to its readers. A second showing tells more than itself: the difference between
the two. So a question may be shown again only with a full batch more (``rules.releases``), and tables by group not at
all, because one batch for the whole is a person or two in one of its groups.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from groundswell.surveys.rules.releases import ripe


def why_not(*, shown: Iterable[int], silent: int, has_margins: bool, threshold: int) -> str:
    """Why not, in words for the office; empty where it may be opened again.

    ``shown`` are the answers to each question that are released, ``silent`` those who could still answer.
    """
    counts = list(shown)
    is_shown = any(count >= threshold for count in counts)
    if not silent:
        return _("Everybody who was asked has answered.")
    if has_margins and is_shown:
        return _(
            "Its results are shown by group. Shown once more with some answers added, the difference would tell who "
            "said what. Ask again as a new survey."
        )
    if is_shown and not any(ripe(silent, count, threshold=threshold, is_final=True) for count in counts):
        return _(
            "Only %(silent)s people have not answered, and answers are added to what was shown %(threshold)s or "
            "more at a time: what they say could not be shown. Ask again as a new survey."
        ) % {"silent": silent, "threshold": threshold}
    return ""
