"""What must hold of a message before it goes to many people. Pure."""

from django.utils.translation import gettext as _

from groundswell.events.rules.refusals import Refused

LONGEST_SUBJECT, LONGEST_TEXT = 150, 5000
MOST_TO_A_SECTION = 5  # in 24 hours, from whomever
MOST_FROM_A_PERSON = 15  # in 24 hours, to all sections together; the office is not counted


def check_words(subject: str, text: str) -> None:
    """Raises Refused for a message without words, or with too many."""
    if not subject.strip() or not text.strip():
        raise Refused(_("A message needs a subject and a text."))
    check_length(subject, text)


def check_length(subject: str, text: str) -> None:
    """Raises Refused for a message with too many words."""
    if len(subject) > LONGEST_SUBJECT or len(text) > LONGEST_TEXT:
        raise Refused(
            _("The subject may have %(subject)s characters and the text %(text)s. Make it shorter.")
            % {"subject": LONGEST_SUBJECT, "text": LONGEST_TEXT}
        )


def check_limit(*, to_section: int, from_person: int) -> None:
    """Raises Refused where people would get too much mail. Counts are those of the last 24 hours."""
    if to_section >= MOST_TO_A_SECTION:
        raise Refused(
            _(
                "%(count)s messages went to these people within a day. Wait until tomorrow, or put it into one mail."
            )
            % {"count": to_section}
        )
    if from_person >= MOST_FROM_A_PERSON:
        raise Refused(
            _(
                "You have sent %(count)s messages within a day. Wait until tomorrow, or ask the office to write."
            )
            % {"count": from_person}
        )


def plain(text: str) -> str:
    """The text as it stands in a mail. A line of two dashes would end the mail's text, so it becomes one dash."""
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join("—" if line.strip() == "--" else line for line in lines).strip()
