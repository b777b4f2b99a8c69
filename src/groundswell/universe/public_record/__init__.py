"""The public record of Charlotte-Mecklenburg: facts with their sources, no person and nothing invented.

Read it with `groundswell.roster.public_files.compact`; SOURCES.md says where each file comes from.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
"""The folder of the record's CSV files."""

DISTRICT_CODE = "600LEA"
"""The state's code of the district itself in the measures."""
