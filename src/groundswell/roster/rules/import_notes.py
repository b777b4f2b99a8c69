"""What an import has to say for itself: kept as a code with facts, put into words for whoever reads it."""

import json
from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from groundswell.roster.models import RosterImport

NOTES: dict[str, Any] = {
    "left-out": ngettext_lazy(
        "%(count)s row named something that is not in the roster and was left out.",
        "%(count)s rows named something that is not in the roster and were left out.",
        "count",
    ),
    "our-fault": _(
        "Something went wrong on our side (%(kind)s). Nothing was changed. Bring the files in again."
    ),
    "not-ready": _("This import is not ready to be applied."),
    "not-waiting": _("Only an import that waits for your decision can be discarded."),
    "too-much-ends": _(
        "More than a tenth would end. Look at the counts and agree to that, or bring a complete bundle."
    ),
    "somebody-else": _(
        "An identifier names somebody else now. Look at the list and agree only if it is the same person, or discard "
        "these files and correct them."
    ),
    "overtaken": _("Another import was applied since this one was read. Bring the files in again."),
    "busy": _(
        "The roster is being changed just now, by an import or by a colleague. Nothing was done. "
        "Try again in a minute."
    ),
    "not-newest": _("Only the newest applied import can be taken back. Take back the later ones first."),
}


class NotNow(Exception):
    """The import can't take this step. ``code`` is one of ``NOTES``; its text says why and what to do."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return str(NOTES[self.code])


def kept(code: str, **facts: int | str) -> str:
    """A note as the database keeps it: JSON with the code and the facts that fill its text."""
    return json.dumps({"code": code, **facts})


def note_in_words(note: str) -> str:
    """The note in the reader's language; one that an earlier release kept as a sentence is told as it was kept."""
    try:
        facts = json.loads(note)
        return str(NOTES[facts["code"]] % facts)
    except (ValueError, KeyError, TypeError):
        return note


def name_of(one: RosterImport) -> str:
    """What an import is called: by its file, or by the import that it takes back (read with ``inverse_of``)."""
    if one.inverse_of is None:
        return one.file_name
    return gettext("Import %(number)s taken back") % {"number": one.inverse_of.number}
