"""Who reacts to what, in one list. A lower app never calls a higher one: it leaves a journal entry, and this says
who is handed it. Here too: what background work there is, and who can tell what a user may do."""

from groundswell.kernel import journal, permissions, reactions, work
from groundswell.kernel.reactions import Handler
from groundswell.kernel.work import DueWork
from groundswell.roster.queries import grants

REACTIONS: list[tuple[str, str, Handler]] = []

WORK: list[DueWork] = [
    DueWork("reactions", reactions.due, reactions.hand_on),
    DueWork("journal seals", journal.unsealed, journal.seal_next),
]


def connect() -> None:
    """Called once when Django is ready."""
    permissions.register_actor_finder(grants.actor_for_user)
    reactions.connect(REACTIONS)
    work.connect(WORK)
