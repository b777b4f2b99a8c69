"""What surveys publish for analysis: counts, never a person's answers."""

from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy

SURVEY_ANSWERS = FactTable(
    name="survey_answers",
    grain=(
        "One answer option of one question of one wave. Only released answers are counted, and no row stands for a "
        "question with fewer answers than the district's threshold."
    ),
    columns=(
        Column("wave", "integer", Privacy.DIRECTORY, "The wave"),
        Column("wave_title", "text", Privacy.DIRECTORY, "What the wave was about"),
        Column(
            "subject_key",
            "text",
            Privacy.DIRECTORY,
            "What it was opened for, in its owner's words (event:12)",
        ),
        Column("opened_on", "date", Privacy.DIRECTORY, "First day on which people were asked"),
        Column("closed_on", "date", Privacy.DIRECTORY, "Last day for answers; empty while the wave is open"),
        Column("promise", "text", Privacy.DIRECTORY, "What people were told about who sees their answers"),
        Column("instrument", "text", Privacy.PUBLIC, "Key of the questionnaire"),
        Column(
            "version",
            "integer",
            Privacy.PUBLIC,
            "Version of the questionnaire; shares of two never mix silently",
        ),
        Column("item", "text", Privacy.PUBLIC, "Key of the question"),
        Column("wording", "text", Privacy.PUBLIC, "The question in English"),
        Column("scale", "text", Privacy.PUBLIC, "Name of the scale"),
        Column("option", "text", Privacy.PUBLIC, "Key of the answer option, in the scale's order"),
        Column("in_box", "boolean", Privacy.PUBLIC, "Whether the option counts as agreement"),
        Column("people", "integer", Privacy.DIRECTORY, "How many chose it"),
        Column("answered", "integer", Privacy.DIRECTORY, "How many answered the question"),
        Column("invited", "integer", Privacy.DIRECTORY, "How many were asked"),
    ),
    tells_about=("surveys.Instrument", "surveys.Item", "surveys.SurveyWave"),
)

TABLES: tuple[FactTable, ...] = (SURVEY_ANSWERS,)

NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished(
        "surveys.Invitation", "Who answered and who kept silent is nobody's business; waves carry counts."
    ),
    NotPublished("surveys.Response", "One person's answers together; only counts over many leave this app."),
    NotPublished("surveys.Answer", "Counted in survey_answers; own words are read on the wave's page alone."),
)
