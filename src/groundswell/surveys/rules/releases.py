"""Which answers may be counted in what is shown, so that no two readings of a page give one person away.

A page that moved with each answer would tell the newest one by subtraction. Answers to a question are therefore
added in batches of at least the district's threshold, and while more may come one full batch is always held back:
whatever is added last, at the close, is then a full batch too. Every question is treated by itself, because people
skip questions.
"""


def ripe(waiting: int, *, threshold: int, is_final: bool) -> int:
    """How many of the ``waiting`` answers to one question to add to those that are shown, now.

    Each addition changes the numbers by at least ``threshold`` answers: a smaller rest is never added. When no more
    can come (``is_final``) all are added at once, otherwise a full batch is held back.
    """
    if is_final:
        return waiting if waiting >= threshold else 0
    return waiting - threshold if waiting >= 2 * threshold else 0
