"""A questionnaire with a question of every kind, on three pages, for the stories of answering."""

from groundswell.kernel.tenancy import writing
from groundswell.surveys.models import Instrument, Invitation, Item, QuestionPage, SurveyWave


def points(*keys: str, **more) -> list[dict]:
    return [{"key": key, "en": key.capitalize(), **more} for key in keys]


USED = [
    *points("wont", state="not"),
    *points("planned", state="planning"),
    *points("some", "all", state="implemented"),
]
SEVEN = points("never", "rarely", "sometimes", "half", "often", "mostly", "always")
IF_USED = {"item": "used", "points": ["some", "all"]}
WELL = points("badly", "well")
QUESTIONS = [
    (1, {"key": "used", "kind": "use", "points": USED, "is_required": True}),
    (1, {"key": "well", "kind": "scale_5", "points": WELL, "is_required": True, "shown_when": IF_USED}),
    (1, {"key": "why", "kind": "text", "shown_when": {"item": "well", "points": ["badly"]}}),
    (2, {"key": "recommend", "kind": "rating_1_10", "points": [{"key": str(n)} for n in range(1, 11)]}),
    (2, {"key": "nps", "kind": "nps_0_10", "points": [{"key": str(n)} for n in range(11)]}),
    (2, {"key": "often", "kind": "scale_5", "points": SEVEN}),
    (2, {"key": "room", "kind": "one", "points": points("library", "gym")}),
    (2, {"key": "tools", "kind": "several", "points": points("cards", "talk", "none")}),
    (2, {"key": "parts", "kind": "matrix", "points": points("low", "high"), "rows": points("pace", "tasks")}),
    (2, {"key": "hours", "kind": "number", "lowest": 0, "highest": 40, "unit": {"en": "hours a week"}}),
    (3, {"key": "first", "kind": "line"}),
    (3, {"key": "words", "kind": "text"}),
]  # fmt: skip
ALL_OF_IT = {
    "used": "some", "well": "badly", "why": "Too loud.", "recommend": "10", "nps": "0", "often": "half",
    "room": "gym", "tools": ["talk", "cards"], "parts": {"pace": "low", "tasks": "high"}, "hours": "12.5",
    "first": "Begin", "words": "Small groups.",
}  # fmt: skip


def as_sent(given: dict) -> dict:
    """The answers as a browser sends them: a field for each line of a matrix."""
    sent = {key: value for key, value in given.items() if not isinstance(value, dict)}
    for key, lines in given.items():
        if isinstance(lines, dict):
            sent |= {f"{key}.{line}": point for line, point in lines.items()}
    return sent


def install(cast, key: str = "post_event", *, title=None, wording=None, box=()) -> None:
    """The questionnaire, under the key that the stories' waves ask. ``box`` is what counts on its matrix."""
    counts = {"box": list(box), "box_name": {"en": "at ease"}} if box else {}
    with writing(cast.tenant):
        made = Instrument.objects.create(
            tenant=cast.tenant, key=key, version=7, title=title or {"en": "Every kind"},
            introduction={"en": "It takes four minutes."},
        )  # fmt: skip
        pages = [
            QuestionPage.objects.create(tenant=cast.tenant, instrument=made, position=at, title={"en": name})
            for at, name in enumerate(["Use", "School", "Words"], start=1)
        ]
        pages[2].shown_when = IF_USED
        pages[2].save()
        for at, (page, fields) in enumerate(QUESTIONS, start=1):
            words = wording or {"en": f"What about {fields['key']}?"}
            Item.objects.create(
                tenant=cast.tenant,
                instrument=made,
                position=at,
                page=pages[page - 1],
                wording=words,
                **fields | (counts if fields["kind"] == "matrix" else {}),
            )


def pause(cast, wave: SurveyWave, moment) -> None:
    """As the office stops a wave: its open invitations end at that moment."""
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=wave.pk).update(stopped_at=moment)
        Invitation.objects.filter(wave=wave, done_at=None).update(expires_at=moment)


def promise(cast, wave: SurveyWave, what: str) -> None:
    """The wave makes another promise."""
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=wave.pk).update(promise=what)
