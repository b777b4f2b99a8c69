"""What may stand in the log. Who answered when, and that an answer came in, is nobody's to read there."""

import logging
import re

ANSWERS = re.compile(r"/d/[^/\s]+/answer/\S*")
INSTEAD = "(an address where people answer)"


class NothingOfAnswers(logging.Filter):
    """Keeps addresses where people answer out of the log: they hold the secrets of links, and each line has its moment.

    What went wrong for a reader (no such link, a form with an error) is not logged at all; what broke is, without the
    address.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a line that is left out. Changes the others where they name such an address."""
        said = record.getMessage()
        if not ANSWERS.search(said):
            return True
        record.msg, record.args = ANSWERS.sub(INSTEAD, said), ()
        return record.levelno >= logging.ERROR
