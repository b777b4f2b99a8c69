"""Whether a closed wave may be opened again without giving anybody's answer away.

What was shown at the close is known to its readers. A second showing tells more than itself: the difference between
the two. So a question may be shown again only with a full batch more (``rules.releases``), and tables by group or by
line not at all, because one batch for the whole is a person or two in one of its groups.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from groundswell.kernel.numbers import SMALLEST_THRESHOLD


def why_not(*, shown: Iterable[int], silent: int, has_parts: bool, threshold: int) -> str:
    """Why not, in words for the office; empty where it may be opened again.

    ``shown`` are the answers to each question that were shown at the close, whatever the smallest group was then;
    ``silent`` those who could still answer. ``has_parts``: there are tables by group, or lines of a matrix, which one
    full batch may change by a person or two.
    """
    is_open = [count < SMALLEST_THRESHOLD for count in shown]  # nothing of these was ever shown
    is_shown = not all(is_open)
    if not silent:
        return _("Everybody who was asked has answered.")
    if has_parts and is_shown:
        return _(
            "Its results are shown by group or line by line. Shown once more with some answers added, the difference "
            "would tell who said what. Ask again as a new survey."
        )
    if is_shown and silent < threshold and not any(is_open):
        return _(
            "Only %(silent)s people have not answered, and answers are added to what was shown %(threshold)s or "
            "more at a time: what they say could not be shown. Ask again as a new survey."
        ) % {"silent": silent, "threshold": threshold}
    return ""
