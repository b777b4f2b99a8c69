"""The words for each code: level, what is wrong, what to do.

Words in braces are filled in from the place where the problem was found. The texts are English here and are
translated where a person reads them (``rules.imports.in_words``).
"""

from __future__ import annotations

from typing import NamedTuple

from groundswell.roster.imports.codes import Code, Level


def marked(text: str) -> str:
    """The text as it is; the call marks it for the translators. Django's own mark would ask for settings."""
    return text


_ = marked


class Text(NamedTuple):
    """How a code is told: `message` says what is wrong, `remedy` what to do."""

    level: Level
    message: str
    remedy: str


E, W = Level.ERROR, Level.WARNING

TEXTS: dict[Code, Text] = {
    Code.MANIFEST_MISSING: Text(
        E,
        _("The bundle has no manifest.csv."),
        _("Add manifest.csv; it says the version and which files are complete (bulk) or changes (delta)."),
    ),
    Code.MANIFEST_HEADER: Text(E, _("The header is {value}."), _("Make the first line propertyName,value.")),
    Code.MANIFEST_VERSION: Text(E, _("manifest.version is {value}."), _("Give it as manifest.version,1.0.")),
    Code.ONEROSTER_VERSION: Text(
        E, _("oneroster.version is {value}; this bundle was read as {expected}."), _("Give 1.1 or 1.2.")
    ),
    Code.MANIFEST_MODE: Text(E, _("The mode is {value}."), _("Say bulk, delta or absent, in small letters.")),
    Code.MANIFEST_SILENT: Text(
        W, _("The manifest does not say whether {field} is in the bundle."), _("Add a line {field},absent.")
    ),
    Code.MANIFEST_TWICE: Text(
        E, _("{field} stands here a second time (first on line {other})."), _("Keep one of the two lines.")
    ),
    Code.MANIFEST_UNKNOWN: Text(
        W,
        _("OneRoster {expected} knows no manifest property of this name; it is not used."),
        _("Remove the line, or correct its name."),
    ),
    Code.FILE_MISSING: Text(
        E,
        _("The manifest says {expected}, but the bundle has no such file."),
        _("Add the file, or say absent in the manifest."),
    ),
    Code.FILE_NEEDED: Text(
        E,
        _("A complete bundle needs this file, and it is not there."),
        _("Export it and say bulk in the manifest."),
    ),
    Code.FILE_UNDECLARED: Text(
        E,
        _("The file is in the bundle, but the manifest says {expected}."),
        _("Say bulk or delta in the manifest, or leave the file out."),
    ),
    Code.FILE_UNKNOWN: Text(
        W,
        _("OneRoster {expected} has no file of this name; it is not read."),
        _("Leave it out, or correct its name."),
    ),
    Code.FILE_MISNAMED: Text(
        E,
        _("The file's name is not as the specification writes it."),
        _("Rename it to {expected}; capital and small letters count."),
    ),
    Code.CANVAS_FILES: Text(
        E,
        _("These look like Canvas SIS files, which have another format."),
        _("Export OneRoster CSV from the student information system."),
    ),
    Code.FILE_EMPTY: Text(
        E, _("The file is empty."), _("Export it again, or leave it out and say absent in the manifest.")
    ),
    Code.FILE_WITHOUT_ROWS: Text(
        E,
        _("The file has a header and no rows, which OneRoster does not allow."),
        _("Leave it out and say absent in the manifest."),
    ),
    Code.NOT_TEXT: Text(
        E, _("The file is not text; it begins like {value}."), _("Export it as CSV, encoded in UTF-8.")
    ),
    Code.UTF16: Text(
        E,
        _("The file is encoded in UTF-16 or UTF-32; it was not read further."),
        _("Save it as CSV in UTF-8."),
    ),
    Code.NOT_UTF8: Text(
        E,
        _("The line is not valid UTF-8 (perhaps Latin-1 or Windows-1252)."),
        _("Save the file as CSV in UTF-8."),
    ),
    Code.CONTROL_CHARACTER: Text(
        E,
        _("The value has a control character in it: {value}."),
        _("Remove it in the source system and export again."),
    ),
    Code.LINE_ENDS: Text(
        E, _("The lines end in a carriage return alone."), _("Save the file with line ends CR LF or LF.")
    ),
    Code.LINE_TOO_LONG: Text(
        E,
        _("The line is longer than {expected}; the file was not read further."),
        _("Look for a value that holds a whole document, or for a quote that is never closed."),
    ),
    Code.FIELD_TOO_LONG: Text(
        E,
        _("The row has {value} characters; at most {expected} are accepted."),
        _("Shorten the value in the source system."),
    ),
    Code.VALUE_CUT: Text(
        W,
        _("{value} is longer than the {expected} characters that are kept."),
        _("Shorten it, or accept that it is cut."),
    ),
    Code.ROW_LENGTH: Text(
        E,
        _("The row has {value} fields, the header {expected}."),
        _("Put values that hold a comma in double quotes, and give every field its comma."),
    ),
    Code.BLANK_LINE: Text(W, _("The line is blank; it was skipped."), _("Remove it.")),
    Code.QUOTE_UNCLOSED: Text(
        E,
        _("A double quote is opened here and never closed; the rest of the file could not be read."),
        _("Close it, or write a quote inside a value as two quotes."),
    ),
    Code.QUOTE_BROKEN: Text(
        E,
        _("A double quote stands inside a value: {value}."),
        _("Put the whole value in quotes and double the quote inside it."),
    ),
    Code.LINE_BREAK: Text(
        E,
        _("A value holds a line break, which OneRoster does not allow."),
        _("Remove the line break in the source system."),
    ),
    Code.COLUMN_TWICE: Text(E, _("The header names this column twice."), _("Keep one of the two.")),
    Code.COLUMN_MISSING: Text(
        E, _("The header lacks this column, which is needed."), _("Add it to the export.")
    ),
    Code.COLUMN_LEFT_OUT: Text(
        W,
        _("The header lacks this optional column; it is read as blank."),
        _("Add it, blank if you have nothing to say; the specification wants every column."),
    ),
    Code.COLUMN_MISSPELT: Text(
        E,
        _("The header says {value}, which looks like {expected}."),
        _("Write {expected}; capital and small letters count."),
    ),
    Code.COLUMN_UNKNOWN: Text(
        W,
        _("The specification has no such column; it is not read."),
        _("Remove it, or name it metadata.{field} and put it last."),
    ),
    Code.COLUMN_UNNAMED: Text(
        E, _("Column {value} of the header has no name."), _("Name it, or remove the comma too many.")
    ),
    Code.COLUMN_ORDER: Text(
        E,
        _("The columns are not in the order of the specification: here stands {value}, expected {expected}."),
        _("Put the columns in the order of the specification, metadata columns last."),
    ),
    Code.COLUMN_OLD_NAME: Text(
        W, _("The column has an older name; it was read as {expected}."), _("Name it {expected}.")
    ),
    Code.REQUIRED: Text(E, _("The value is missing."), _("Fill it in.")),
    Code.NOT_BOOLEAN: Text(E, _("{value} is neither true nor false."), _("Write true or false.")),
    Code.BOOLEAN_CASE: Text(
        E, _("{value} is written in capital letters."), _("Write true or false in small letters.")
    ),
    Code.NOT_DATE: Text(
        E, _("{value} is not a date of the calendar."), _("Write dates as YYYY-MM-DD, such as 2026-08-24.")
    ),
    Code.NOT_DATETIME: Text(
        E, _("{value} is not a date with time."), _("Write it as 2026-08-24T13:05:00.000Z.")
    ),
    Code.DATE_WITHOUT_TIME: Text(
        E, _("{value} has no time of day."), _("Write it as 2026-08-24T00:00:00.000Z.")
    ),
    Code.NOT_YEAR: Text(
        E, _("{value} is not a year."), _("Write the four digits of the year in which the school year ends.")
    ),
    Code.NOT_NUMBER: Text(E, _("{value} is not a number."), _("Write digits, with a point for decimals.")),
    Code.NOT_IN_VOCABULARY: Text(
        E, _("{value} is not one of the allowed values."), _("Use one of: {expected}.")
    ),
    Code.VOCABULARY_CASE: Text(
        E, _("{value} is written differently in the specification."), _("Write it exactly so: {expected}.")
    ),
    Code.VOCABULARY_EXTENSION: Text(
        W,
        _("{value} is an extension of the vocabulary that has no meaning here."),
        _("Nothing, if that is intended; else use one of: {expected}."),
    ),
    Code.GRADE_UNKNOWN: Text(
        W, _("{value} is not a grade code."), _("Use KG, 01 to 12 and so on (CEDS entry grade level).")
    ),
    Code.ID_UNUSABLE: Text(
        E,
        _("{value} can't be an id."),
        _("Ids have 1 to 255 characters, no comma, no space at either end, no control character."),
    ),
    Code.ID_UNUSUAL: Text(
        W,
        _("{value} has characters that the specification does not allow in an id; it was kept as text."),
        _("Use letters, digits and . / @ _ - only."),
    ),
    Code.FORMULA: Text(
        W,
        _("{value} begins like a spreadsheet formula; it was kept as text."),
        _("Check in the source system that this is meant."),
    ),
    Code.BLANK_IN_BULK: Text(
        E,
        _("In a bulk file this must be blank, and it says {value}."),
        _("Leave it blank, or send the file as delta."),
    ),
    Code.NEEDED_IN_DELTA: Text(
        E, _("In a delta file this must be filled in."), _("Fill it in; status says active or tobedeleted.")
    ),
    Code.BEGIN_AFTER_END: Text(
        E,
        _("It begins on {value} and ends on {other}, before it begins."),
        _("Correct one of the two dates."),
    ),
    Code.DUPLICATE_ID: Text(
        E,
        _("{value} stands in this file more than once (first on line {other})."),
        _("Give each row its own sourcedId."),
    ),
    Code.TWO_PEOPLE_ONE_ID: Text(
        E,
        _("{value} is also the id of another person (line {other})."),
        _("Give each person their own sourcedId."),
    ),
    Code.SHARED_VALUE: Text(
        W,
        _("{value} is also that of another row (line {other})."),
        _("Check whether these are one person or two."),
    ),
    Code.DANGLING_REFERENCE: Text(
        E,
        _("{value} is not the id of any row of {expected}."),
        _("Add the row to {expected}, or correct the id."),
    ),
    Code.OUTSIDE_REFERENCE: Text(
        W,
        _(
            "{count} different ids are not in this delta's {expected} (first {value}); the import will look for them "
            "among what it knows."
        ),
        _("Nothing, if they were sent before."),
    ),
    Code.REFERENCE_TYPE: Text(
        W, _("{value} is in {expected}, but its type is {other}."), _("Point to a row of the right type.")
    ),
    Code.CYCLE: Text(E, _("{value} is its own ancestor: {other}."), _("Correct one of the parents.")),
    Code.SCHOOL_DIFFERS: Text(
        W,
        _("The enrollment names school {value}, its class another ({other})."),
        _("Name the same school in both."),
    ),
    Code.SEVERAL_PRIMARY_TEACHERS: Text(
        W,
        _("Class {value} has more than one primary teacher."),
        _("Set primary to true for one teacher of a class."),
    ),
    Code.SEVERAL_PRIMARY_ROLES: Text(
        W, _("{value} has more than one primary role at {other}."), _("Mark all but one as secondary.")
    ),
    Code.PERSON_WITHOUT_ROLE: Text(
        W, _("{value} has no row in roles.csv."), _("Add a role, or leave the person out.")
    ),
}
