"""The words for each code: level, what is wrong, what to do.

Words in braces are filled in from the place where the problem was found.
"""

from __future__ import annotations

from typing import NamedTuple

from groundswell.roster.imports.codes import Code, Level


class Text(NamedTuple):
    """How a code is told: `message` says what is wrong, `remedy` what to do."""

    level: Level
    message: str
    remedy: str


E, W = Level.ERROR, Level.WARNING

TEXTS: dict[Code, Text] = {
    Code.MANIFEST_MISSING: Text(
        E,
        "The bundle has no manifest.csv.",
        "Add manifest.csv; it says the version and which files are complete (bulk) or changes (delta).",
    ),
    Code.MANIFEST_HEADER: Text(E, "The header is {value}.", "Make the first line propertyName,value."),
    Code.MANIFEST_VERSION: Text(E, "manifest.version is {value}.", "Give it as manifest.version,1.0."),
    Code.ONEROSTER_VERSION: Text(
        E, "oneroster.version is {value}; this bundle was read as {expected}.", "Give 1.1 or 1.2."
    ),
    Code.MANIFEST_MODE: Text(E, "The mode is {value}.", "Say bulk, delta or absent, in small letters."),
    Code.MANIFEST_SILENT: Text(
        W, "The manifest does not say whether {field} is in the bundle.", "Add a line {field},absent."
    ),
    Code.MANIFEST_TWICE: Text(
        E, "{field} stands here a second time (first on line {other}).", "Keep one of the two lines."
    ),
    Code.MANIFEST_UNKNOWN: Text(
        W,
        "OneRoster {expected} knows no manifest property of this name; it is not used.",
        "Remove the line, or correct its name.",
    ),
    Code.FILE_MISSING: Text(
        E,
        "The manifest says {expected}, but the bundle has no such file.",
        "Add the file, or say absent in the manifest.",
    ),
    Code.FILE_NEEDED: Text(
        E,
        "A complete bundle needs this file, and it is not there.",
        "Export it and say bulk in the manifest.",
    ),
    Code.FILE_UNDECLARED: Text(
        E,
        "The file is in the bundle, but the manifest says {expected}.",
        "Say bulk or delta in the manifest, or leave the file out.",
    ),
    Code.FILE_UNKNOWN: Text(
        W,
        "OneRoster {expected} has no file of this name; it is not read.",
        "Leave it out, or correct its name.",
    ),
    Code.FILE_MISNAMED: Text(
        E,
        "The file's name is not as the specification writes it.",
        "Rename it to {expected}; capital and small letters count.",
    ),
    Code.CANVAS_FILES: Text(
        E,
        "These look like Canvas SIS files, which have another format.",
        "Export OneRoster CSV from the student information system.",
    ),
    Code.FILE_EMPTY: Text(
        E, "The file is empty.", "Export it again, or leave it out and say absent in the manifest."
    ),
    Code.FILE_WITHOUT_ROWS: Text(
        E,
        "The file has a header and no rows, which OneRoster does not allow.",
        "Leave it out and say absent in the manifest.",
    ),
    Code.NOT_TEXT: Text(
        E, "The file is not text; it begins like {value}.", "Export it as CSV, encoded in UTF-8."
    ),
    Code.UTF16: Text(
        E, "The file is encoded in UTF-16 or UTF-32; it was not read further.", "Save it as CSV in UTF-8."
    ),
    Code.NOT_UTF8: Text(
        E, "The line is not valid UTF-8 (perhaps Latin-1 or Windows-1252).", "Save the file as CSV in UTF-8."
    ),
    Code.CONTROL_CHARACTER: Text(
        E,
        "The value has a control character in it: {value}.",
        "Remove it in the source system and export again.",
    ),
    Code.LINE_ENDS: Text(
        E, "The lines end in a carriage return alone.", "Save the file with line ends CR LF or LF."
    ),
    Code.LINE_TOO_LONG: Text(
        E,
        "The line is longer than {expected}; the file was not read further.",
        "Look for a value that holds a whole document, or for a quote that is never closed.",
    ),
    Code.FIELD_TOO_LONG: Text(
        E,
        "The row has {value} characters; at most {expected} are accepted.",
        "Shorten the value in the source system.",
    ),
    Code.VALUE_CUT: Text(
        W,
        "{value} is longer than the {expected} characters that are kept.",
        "Shorten it, or accept that it is cut.",
    ),
    Code.ROW_LENGTH: Text(
        E,
        "The row has {value} fields, the header {expected}.",
        "Put values that hold a comma in double quotes, and give every field its comma.",
    ),
    Code.BLANK_LINE: Text(W, "The line is blank; it was skipped.", "Remove it."),
    Code.QUOTE_UNCLOSED: Text(
        E,
        "A double quote is opened here and never closed; the rest of the file could not be read.",
        "Close it, or write a quote inside a value as two quotes.",
    ),
    Code.QUOTE_BROKEN: Text(
        E,
        "A double quote stands inside a value: {value}.",
        "Put the whole value in quotes and double the quote inside it.",
    ),
    Code.LINE_BREAK: Text(
        E,
        "A value holds a line break, which OneRoster does not allow.",
        "Remove the line break in the source system.",
    ),
    Code.COLUMN_TWICE: Text(E, "The header names this column twice.", "Keep one of the two."),
    Code.COLUMN_MISSING: Text(E, "The header lacks this column, which is needed.", "Add it to the export."),
    Code.COLUMN_LEFT_OUT: Text(
        W,
        "The header lacks this optional column; it is read as blank.",
        "Add it, blank if you have nothing to say; the specification wants every column.",
    ),
    Code.COLUMN_MISSPELT: Text(
        E,
        "The header says {value}, which looks like {expected}.",
        "Write {expected}; capital and small letters count.",
    ),
    Code.COLUMN_UNKNOWN: Text(
        W,
        "The specification has no such column; it is not read.",
        "Remove it, or name it metadata.{field} and put it last.",
    ),
    Code.COLUMN_UNNAMED: Text(
        E, "Column {value} of the header has no name.", "Name it, or remove the comma too many."
    ),
    Code.COLUMN_ORDER: Text(
        E,
        "The columns are not in the order of the specification: here stands {value}, expected {expected}.",
        "Put the columns in the order of the specification, metadata columns last.",
    ),
    Code.COLUMN_OLD_NAME: Text(
        W, "The column has an older name; it was read as {expected}.", "Name it {expected}."
    ),
    Code.REQUIRED: Text(E, "The value is missing.", "Fill it in."),
    Code.NOT_BOOLEAN: Text(E, "{value} is neither true nor false.", "Write true or false."),
    Code.BOOLEAN_CASE: Text(
        E, "{value} is written in capital letters.", "Write true or false in small letters."
    ),
    Code.NOT_DATE: Text(
        E, "{value} is not a date of the calendar.", "Write dates as YYYY-MM-DD, such as 2026-08-24."
    ),
    Code.NOT_DATETIME: Text(E, "{value} is not a date with time.", "Write it as 2026-08-24T13:05:00.000Z."),
    Code.DATE_WITHOUT_TIME: Text(E, "{value} has no time of day.", "Write it as 2026-08-24T00:00:00.000Z."),
    Code.NOT_YEAR: Text(
        E, "{value} is not a year.", "Write the four digits of the year in which the school year ends."
    ),
    Code.NOT_NUMBER: Text(E, "{value} is not a number.", "Write digits, with a point for decimals."),
    Code.NOT_IN_VOCABULARY: Text(E, "{value} is not one of the allowed values.", "Use one of: {expected}."),
    Code.VOCABULARY_CASE: Text(
        E, "{value} is written differently in the specification.", "Write it exactly so: {expected}."
    ),
    Code.VOCABULARY_EXTENSION: Text(
        W,
        "{value} is an extension of the vocabulary that has no meaning here.",
        "Nothing, if that is intended; else use one of: {expected}.",
    ),
    Code.GRADE_UNKNOWN: Text(
        W, "{value} is not a grade code.", "Use KG, 01 to 12 and so on (CEDS entry grade level)."
    ),
    Code.ID_UNUSABLE: Text(
        E,
        "{value} can't be an id.",
        "Ids have 1 to 255 characters, no comma, no space at either end, no control character.",
    ),
    Code.ID_UNUSUAL: Text(
        W,
        "{value} has characters that the specification does not allow in an id; it was kept as text.",
        "Use letters, digits and . / @ _ - only.",
    ),
    Code.FORMULA: Text(
        W,
        "{value} begins like a spreadsheet formula; it was kept as text.",
        "Check in the source system that this is meant.",
    ),
    Code.BLANK_IN_BULK: Text(
        E,
        "In a bulk file this must be blank, and it says {value}.",
        "Leave it blank, or send the file as delta.",
    ),
    Code.NEEDED_IN_DELTA: Text(
        E, "In a delta file this must be filled in.", "Fill it in; status says active or tobedeleted."
    ),
    Code.BEGIN_AFTER_END: Text(
        E, "It begins on {value} and ends on {other}, before it begins.", "Correct one of the two dates."
    ),
    Code.DUPLICATE_ID: Text(
        E,
        "{value} stands in this file more than once (first on line {other}).",
        "Give each row its own sourcedId.",
    ),
    Code.TWO_PEOPLE_ONE_ID: Text(
        E, "{value} is also the id of another person (line {other}).", "Give each person their own sourcedId."
    ),
    Code.SHARED_VALUE: Text(
        W, "{value} is also that of another row (line {other}).", "Check whether these are one person or two."
    ),
    Code.DANGLING_REFERENCE: Text(
        E, "{value} is not the id of any row of {expected}.", "Add the row to {expected}, or correct the id."
    ),
    Code.OUTSIDE_REFERENCE: Text(
        W,
        "{count} different ids are not in this delta's {expected} (first {value}); the import will look for them "
        "among what it knows.",
        "Nothing, if they were sent before.",
    ),
    Code.REFERENCE_TYPE: Text(
        W, "{value} is in {expected}, but its type is {other}.", "Point to a row of the right type."
    ),
    Code.CYCLE: Text(E, "{value} is its own ancestor: {other}.", "Correct one of the parents."),
    Code.SCHOOL_DIFFERS: Text(
        W,
        "The enrollment names school {value}, its class another ({other}).",
        "Name the same school in both.",
    ),
    Code.SEVERAL_PRIMARY_TEACHERS: Text(
        W,
        "Class {value} has more than one primary teacher.",
        "Set primary to true for one teacher of a class.",
    ),
    Code.SEVERAL_PRIMARY_ROLES: Text(
        W, "{value} has more than one primary role at {other}.", "Mark all but one as secondary."
    ),
    Code.PERSON_WITHOUT_ROLE: Text(
        W, "{value} has no row in roles.csv.", "Add a role, or leave the person out."
    ),
}
