"""Spanish in the United States: 17 de marzo de 2026, a clock of twelve hours, 1,234.5."""

DATE_FORMAT = r"j \d\e F \d\e Y"
TIME_FORMAT = "P"
DATETIME_FORMAT = r"j \d\e F \d\e Y, P"
YEAR_MONTH_FORMAT = r"F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
SHORT_DATE_FORMAT = "j M Y"  # the month in letters: 3/4 is read both ways
SHORT_DATETIME_FORMAT = "j M Y, P"
FIRST_DAY_OF_WEEK = 0
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%m/%d/%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
