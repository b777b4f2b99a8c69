"""The district's words for what the roster keeps under keys: kinds of measures, figures and statements."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MEASURES: dict[str, Any] = {
    "students": _("Students"),
    "performance_score": _("Performance score"),
    "performance_grade": _("Letter"),
    "achievement_score": _("Achievement score"),
    "growth_score": _("Growth score"),
    "growth_status": _("Growth"),
    "average_daily_membership": _("Average daily membership"),
    "economically_disadvantaged_percent": _("Economically disadvantaged students, per cent"),
    "device_at_school": _("A device for each student at school"),
    "device_to_take_home": _("A device to take home"),
    "accountability": _("Way of accountability"),
    "graduation_rate": _("Graduation rate, per cent"),
}

SUBJECTS: dict[str, Any] = {
    "all": _("All subjects"),
    "rd": _("Reading"),
    "ma": _("Mathematics"),
    "sc": _("Science"),
    "m1": _("Math 1"),
    "bi": _("Biology"),
    "e2": _("English 2"),
    "act": _("ACT"),
    "workkeys": _("WorkKeys"),
    "math_rigor": _("Demanding mathematics passed"),
    "graduation": _("Graduation in four years"),
}

GROUPS: dict[str, Any] = {
    "all": _("All students"),
    "american_indian": _("American Indian"),
    "asian": _("Asian"),
    "hispanic": _("Hispanic"),
    "black": _("Black"),
    "white": _("White"),
    "pacific_islander": _("Pacific Islander"),
    "two_or_more": _("Two or more races"),
}

VALUES: dict[str, Any] = {
    "Exceeded": _("Exceeded"),
    "Met": _("Met"),
    "NotMet": _("Not met"),
    "Yes": _("Yes"),
    "No": _("No"),
    "alternative": _("Alternative"),
}

FIGURES: dict[str, Any] = {
    "enrolment": _("Students"),
    "teachers": _("Teachers"),
    "classrooms": _("Classrooms"),
    "schools": _("Schools"),
    "rank_in_state": _("Rank in the state"),
    "rank_in_nation": _("Rank in the nation"),
    "countries": _("Countries that families come from"),
    "languages": _("Languages spoken"),
    "operating_budget": _("Operating budget"),
    "share_black": _("Black students"),
    "share_white": _("White students"),
    "share_hispanic": _("Hispanic students"),
    "share_asian": _("Asian students"),
    "share_american_indian": _("American Indian students"),
    "graduation_rate": _("Graduation in four years"),
    "graduation_rate_goal": _("Goal for graduation"),
    "f_schools": _("Schools with letter F"),
    "f_schools_goal": _("Goal for schools with letter F"),
    "personalised_learning_schools": _("Schools with personalised learning"),
    "proficiency": _("Proficient students"),
    "task_forces": _("Task forces for the plan"),
}

STATEMENTS: dict[str, Any] = {
    "mission": _("Mission"),
    "vision": _("Vision"),
    "plan": _("Plans"),
    "goal": _("Goals"),
    "commitment": _("Commitments"),
    "action": _("Actions"),
    "aim": _("Aims"),
    "tenet": _("Tenets"),
}


def word(words: dict[str, Any], key: str) -> str:
    """The word for a key; a key that nobody named yet reads as it is, without underscores."""
    return str(words[key]) if key in words else key.replace("_", " ").capitalize()
