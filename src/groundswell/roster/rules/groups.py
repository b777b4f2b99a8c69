"""Small groups of students are withheld, and with them whatever would let one compute them from the total."""

from collections.abc import Mapping

from groundswell.kernel.numbers import SMALLEST_THRESHOLD, suppressed


def shown_groups(counts: Mapping[str, int | None], threshold: int) -> dict[str, int | None]:
    """The counts of groups that add up to a published total, with None where one is withheld or unknown.

    Primary: a group below ``threshold`` is withheld. Complementary: the smallest of the others follow, until what
    is withheld can't be computed from the total: at least two groups, together at least the threshold, and not
    so many that each must be as large as a small group can be (Cox, 1980, Journal of the American Statistical
    Association 75:377-385, for one margin).
    """
    threshold = max(threshold, SMALLEST_THRESHOLD)
    known = {group: count for group, count in counts.items() if count is not None}
    withheld = {group for group, count in known.items() if suppressed(count, threshold)}
    for group in sorted(known.keys() - withheld, key=lambda name: (known[name], name)):
        if not withheld or _safe([known[name] for name in withheld], threshold):
            break
        withheld.add(group)
    return {group: None if group in withheld else counts[group] for group in counts}


def _safe(hidden: list[int], threshold: int) -> bool:
    together = sum(hidden)
    return len(hidden) > 1 and together >= threshold and together != len(hidden) * (threshold - 1)
