"""What can be wrong with a bundle: a closed list of codes. `texts` has the words for each.

The codes are stable: scripts, saved reports and the page's help texts refer to them.

How strict: an *error* is what the specification forbids or what could be read in two ways; a *warning* is what
has one meaning only and can be imported as it stands. `TOLERABLE` names the errors that have one meaning but
that the specification forbids; a district whose system can't do better may accept them (`tolerate=`).
"""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Whether a problem stops the import."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Every kind of problem."""

    MANIFEST_MISSING = "manifest-missing"
    MANIFEST_HEADER = "manifest-header"
    MANIFEST_VERSION = "manifest-version"
    ONEROSTER_VERSION = "oneroster-version"
    MANIFEST_MODE = "manifest-mode"
    MANIFEST_SILENT = "manifest-silent"
    MANIFEST_TWICE = "manifest-twice"
    MANIFEST_UNKNOWN = "manifest-unknown"
    FILE_MISSING = "file-missing"
    FILE_NEEDED = "file-needed"
    FILE_UNDECLARED = "file-undeclared"
    FILE_UNKNOWN = "file-unknown"
    FILE_MISNAMED = "file-misnamed"
    CANVAS_FILES = "canvas-files"
    FILE_EMPTY = "file-empty"
    FILE_WITHOUT_ROWS = "file-without-rows"
    NOT_TEXT = "not-text"
    UTF16 = "utf-16"
    NOT_UTF8 = "not-utf-8"
    CONTROL_CHARACTER = "control-character"
    LINE_ENDS = "line-ends"
    LINE_TOO_LONG = "line-too-long"
    FIELD_TOO_LONG = "field-too-long"
    VALUE_CUT = "value-cut"
    ROW_LENGTH = "row-length"
    BLANK_LINE = "blank-line"
    QUOTE_UNCLOSED = "quote-unclosed"
    QUOTE_BROKEN = "quote-broken"
    LINE_BREAK = "line-break"
    COLUMN_TWICE = "column-twice"
    COLUMN_MISSING = "column-missing"
    COLUMN_LEFT_OUT = "column-left-out"
    COLUMN_MISSPELT = "column-misspelt"
    COLUMN_UNKNOWN = "column-unknown"
    COLUMN_UNNAMED = "column-unnamed"
    COLUMN_ORDER = "column-order"
    COLUMN_OLD_NAME = "column-old-name"
    REQUIRED = "required"
    NOT_BOOLEAN = "not-boolean"
    BOOLEAN_CASE = "boolean-case"
    NOT_DATE = "not-date"
    NOT_DATETIME = "not-datetime"
    DATE_WITHOUT_TIME = "date-without-time"
    NOT_YEAR = "not-year"
    NOT_NUMBER = "not-number"
    NOT_IN_VOCABULARY = "not-in-vocabulary"
    VOCABULARY_CASE = "vocabulary-case"
    VOCABULARY_EXTENSION = "vocabulary-extension"
    GRADE_UNKNOWN = "grade-unknown"
    ID_UNUSABLE = "id-unusable"
    ID_UNUSUAL = "id-unusual"
    FORMULA = "formula"
    BLANK_IN_BULK = "blank-in-bulk"
    NEEDED_IN_DELTA = "needed-in-delta"
    BEGIN_AFTER_END = "begin-after-end"
    DUPLICATE_ID = "duplicate-id"
    TWO_PEOPLE_ONE_ID = "two-people-one-id"
    SHARED_VALUE = "shared-value"
    DANGLING_REFERENCE = "dangling-reference"
    OUTSIDE_REFERENCE = "outside-reference"
    REFERENCE_TYPE = "reference-type"
    CYCLE = "cycle"
    SCHOOL_DIFFERS = "school-differs"
    SEVERAL_PRIMARY_TEACHERS = "several-primary-teachers"
    SEVERAL_PRIMARY_ROLES = "several-primary-roles"
    PERSON_WITHOUT_ROLE = "person-without-role"


TOLERABLE = frozenset({Code.BLANK_IN_BULK, Code.BOOLEAN_CASE, Code.COLUMN_ORDER, Code.DATE_WITHOUT_TIME})
