"""Reading a calendar file, whichever kind it is."""

from groundswell.roster.rules import calendar_csv, calendar_ics
from groundswell.roster.rules.calendar_rows import Places, Reading, text_of


def read(content: bytes, *, places: Places, zone: str) -> Reading:
    """Read a file of days (CSV or iCalendar) or of bell hours (CSV). Never raises: what is wrong is told.

    ``zone`` is the time zone of whom the file is for: an event from midnight to midnight there is a whole day.
    """
    text = text_of(content)
    if isinstance(text, Reading):
        return text
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return calendar_ics.read(text, places=places, zone=zone)
    return calendar_csv.read(text, places=places)
