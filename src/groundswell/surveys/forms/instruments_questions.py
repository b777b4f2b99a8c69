"""The form of one question, by its kind. Answers and lines are written one on each line, in each language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from groundswell.surveys.choices import ItemKind, UseState
from groundswell.surveys.forms.instruments import LANGUAGES, OnlyIfForm, shown, text_fields, words_in
from groundswell.surveys.rules.fingerprints import SOURCE
from groundswell.surveys.rules.instruments_plain import MOST_POINTS
from groundswell.surveys.rules.ready_made import SCALES, Point, Question, Words, label_of
from groundswell.surveys.rules.ready_made.parts import words_of
from groundswell.surveys.rules.ready_made.scales import ONE_TO_TEN, ZERO_TO_TEN

SCALED = (ItemKind.SCALE_5, ItemKind.MATRIX)
LISTED = (ItemKind.ONE, ItemKind.SEVERAL)
BOXED = (*SCALED, *LISTED, ItemKind.RATING_1_10)
NUMBERS = {
    ItemKind.RATING_1_10: ("one_to_ten", ONE_TO_TEN),
    ItemKind.NPS_0_10: ("zero_to_ten", ZERO_TO_TEN),
}
STATES = {
    UseState.NOT: _("Answers of who neither used it nor plans to"),
    UseState.PLANNING: _("Answers of who plans to use it"),
    UseState.IMPLEMENTED: _("Answers of who used it"),
}
OWN, LONGEST_LABEL, LONGEST_KEY = "own", 200, 30
EACH = _("One on each line, in the order in which they are shown.")


def begun(kind: ItemKind, scale: str = "") -> Question:
    """A question of this kind before anything is written."""
    ready = SCALES.get(scale)
    if kind in NUMBERS:
        name, points = NUMBERS[kind]
        return Question("", kind, {}, scale=name, points=points)
    if kind in SCALED and ready is not None:
        return Question("", kind, {}, scale=ready.key, points=ready.points, box=ready.usual_box)
    return Question("", kind, {})


class QuestionForm(OnlyIfForm):
    """What is asked, how it is answered, of whom. ``question`` is how it stands."""

    page = forms.TypedChoiceField(label=_("Page"), coerce=int)
    is_required = forms.BooleanField(
        label=_("It must be answered"),
        required=False,
        help_text=_("People who can’t or don’t want to answer then send nothing at all. Use it rarely."),
    )
    is_protected_topic = forms.BooleanField(
        label=_("A protected topic"),
        required=False,
        help_text=_(
            "Politics, religion, health, family, income and the like. Students are not asked it without consent."
        ),
    )

    def __init__(
        self,
        *args: Any,
        question: Question,
        earlier: tuple[Question, ...],
        pages: list[tuple[int, str]],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.was, self.language = question, language
        last = {name: self.fields.pop(name) for name in list(self.fields)}
        self.fields |= text_fields(
            "wording", _("Question"), rows=2, needed=True, help_text=_one_idea(question)
        )
        self.fields |= text_fields("hint", _("Hint under the question"))
        self.fields |= dict(self._answers())
        self.fields |= dict(self._together())
        self.fields |= last
        self._about_pages(pages)
        self.ask_whom(earlier, question.only_if, language)
        self.initial = {**dict(self._shown()), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Translations have no more lines than the English, and there are not too many."""
        clean = super().clean() or {}
        for name in self._lists():
            source = _lines(clean.get(f"{name}_{SOURCE}"))
            if len(source) > MOST_POINTS:
                told = gettext("These are %(count)d lines; at most %(most)d can be.")
                self.add_error(f"{name}_{SOURCE}", told % {"count": len(source), "most": MOST_POINTS})
            if any(len(line) > LONGEST_LABEL for line in source):
                told = gettext("A line has at most %(most)d characters.") % {"most": LONGEST_LABEL}
                self.add_error(f"{name}_{SOURCE}", told)
            for code, _language in LANGUAGES:
                extra = len(_lines(clean.get(f"{name}_{code}"))) - len(source)
                if extra > 0:
                    told = ngettext(
                        "This has %(extra)d line more than the English: each line translates the one beside it.",
                        "This has %(extra)d lines more than the English: each line translates the one beside it.",
                        extra,
                    )
                    self.add_error(f"{name}_{code}", told % {"extra": extra})
        return clean

    def said(self) -> Question:
        """The question as it was filled in. Answers that read as before keep their keys."""
        clean, was = self.cleaned_data, self.was
        scale, points = self._scale()
        return Question(
            key=was.key,
            kind=was.kind,
            wording=words_in(clean, "wording", was.wording),
            hint=words_in(clean, "hint", was.hint),
            scale=scale,
            points=points,
            rows=_points(clean, "rows", was.rows, "") if was.kind == ItemKind.MATRIX else (),
            box=self._box(scale, points),
            box_name=words_in(clean, "box_name", was.box_name),
            only_if=self.only_if,
            lowest=clean.get("lowest"),
            highest=clean.get("highest"),
            unit=words_in(clean, "unit", was.unit),
            is_required=clean["is_required"],
            is_protected_topic=clean["is_protected_topic"],
        )

    @property
    def _has_own_points(self) -> bool:
        kind = self.was.kind
        return kind in LISTED or (kind in SCALED and self.was.scale not in SCALES)

    def _lists(self) -> list[str]:
        names = ["rows", "points", *(str(state) for state in STATES)]
        return [name for name in names if f"{name}_{SOURCE}" in self.fields]

    def _answers(self) -> Iterator[tuple[str, forms.Field]]:
        kind = self.was.kind
        if kind == ItemKind.MATRIX:
            yield from text_fields(
                "rows", _("What is asked about"), rows=5, help_text=EACH, most=10_000, is_list=True
            ).items()
        if kind in SCALED:
            choices = [
                *((one.key, one.name) for one in SCALES.values()),
                (OWN, _("Points of our own, below")),
            ]
            help_text = (
                ""
                if self._has_own_points
                else _("To write other points, choose “Points of our own” and save.")
            )
            yield (
                "scale",
                forms.ChoiceField(label=_("Scale"), choices=choices, help_text=help_text),
            )
        if self._has_own_points:
            label = _("Points of our own") if kind in SCALED else _("Answers to choose from")
            yield from text_fields("points", label, rows=5, help_text=EACH, most=10_000, is_list=True).items()
        if kind == ItemKind.USE:
            for state, name in STATES.items():
                yield from text_fields(
                    str(state), name, rows=2, help_text=EACH, most=10_000, is_list=True
                ).items()
        if kind == ItemKind.NUMBER:
            yield "lowest", forms.IntegerField(label=_("Lowest"), required=False)
            yield "highest", forms.IntegerField(label=_("Highest"), required=False)
            yield from text_fields("unit", _("What it counts, such as hours"), most=40).items()

    def _together(self) -> Iterator[tuple[str, forms.Field]]:
        """Which answers count together, and what they are called."""
        was = self.was
        if was.kind in BOXED and was.points:
            points = [(point["key"], label_of(point, self.language)) for point in was.points]
            yield (
                "box",
                forms.MultipleChoiceField(
                    label=_("What counts together"),
                    choices=points,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    help_text=_("Nothing ticked: a mean is reported, and no share."),
                ),
            )
        if was.kind in (*BOXED, ItemKind.USE):
            help_text = _(
                "It completes “6 in 10 of those who answered are …”, such as “very or extremely confident”."
            )
            label = _("What those are called")
            yield from text_fields("box_name", label, most=LONGEST_LABEL, help_text=help_text).items()

    def _about_pages(self, pages: list[tuple[int, str]]) -> None:
        field = self.fields["page"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = pages
        if len(pages) < 2:
            del self.fields["page"]

    def _shown(self) -> Iterator[tuple[str, Any]]:
        was = self.was
        for name in ("wording", "hint", "box_name", "unit"):
            yield from shown(name, getattr(was, name)).items()
        for name in ("lowest", "highest", "is_required", "is_protected_topic"):
            yield name, getattr(was, name)
        yield "scale", was.scale if was.scale in SCALES else OWN
        yield "box", list(was.box)
        yield from _listed("rows", was.rows)
        if was.kind == ItemKind.USE:
            for state in STATES:
                yield from _listed(str(state), tuple(one for one in was.points if one.get("state") == state))
        elif was.scale not in SCALES:
            yield from _listed("points", was.points)

    def _scale(self) -> tuple[str, tuple[Point, ...]]:
        """The name of the scale and its points."""
        clean, was = self.cleaned_data, self.was
        if was.kind in NUMBERS:
            return NUMBERS[was.kind]
        if was.kind == ItemKind.USE:
            points = [_points(clean, str(state), was.points, str(state)) for state in STATES]
            return was.scale, _unlike(tuple(point for some in points for point in some))
        if ready := SCALES.get(clean.get("scale", OWN)):
            # What the scale's points were called when the question was asked stays, whatever it is called today.
            return ready.key, was.points if was.scale == ready.key else ready.points
        if self._has_own_points:
            return "", _points(clean, "points", was.points, "")
        return ("" if was.kind in SCALED else was.scale), was.points

    def _box(self, scale: str, points: tuple[Point, ...]) -> tuple[str, ...]:
        if self.was.kind == ItemKind.USE:
            return tuple(one["key"] for one in points if one["state"] == UseState.IMPLEMENTED)
        if scale in SCALES and scale != self.was.scale:
            return SCALES[scale].usual_box
        ticked = self.cleaned_data.get("box", list(self.was.box))
        return tuple(point["key"] for point in points if point["key"] in ticked)


def _one_idea(question: Question) -> Any:
    return _("One idea in each question, in words that lead nowhere.") if not question.wording else ""


def _listed(name: str, points: tuple[Point, ...]) -> Iterator[tuple[str, str]]:
    for code, _language in LANGUAGES:
        yield f"{name}_{code}", "\n".join(point.get(code, "") for point in points).rstrip()


def _lines(text: str | None) -> list[str]:
    """A line for each line, those at the end that say nothing left out."""
    return (text or "").rstrip().splitlines()


def _points(clean: Mapping[str, Any], name: str, was: tuple[Point, ...], state: str) -> tuple[Point, ...]:
    """The points as they were written. A line that read so before, or stands in the same place, keeps its key."""
    texts = {code: _lines(clean.get(f"{name}_{code}")) for code, _language in LANGUAGES}
    labels = [line.strip() for line in texts[SOURCE]]
    was = tuple(point for point in was if point.get("state", "") == state)
    by_label = {label_of(point, SOURCE): point for point in was}
    made: list[Point] = []
    for at, label in enumerate(labels):
        old = by_label.get(label)
        if old is None and len(was) == len(labels) and label_of(was[at], SOURCE) not in labels:
            old = was[at]
        key = (
            old["key"]
            if old is not None
            else slugify(label).replace("-", "_")[:LONGEST_KEY] or f"point_{at + 1}"
        )
        words = {code: lines[at].strip() for code, lines in texts.items() if at < len(lines)}
        made.append({"key": key} | ({"state": state} if state else {}) | _kept(old) | _said(words))
    return _unlike(tuple(made))


def _kept(old: Point | None) -> Words:
    """What a point is called in languages that the form does not ask for."""
    asked = {code for code, _language in LANGUAGES}
    return {code: text for code, text in words_of(old).items() if code not in asked} if old else {}


def _said(words: Words) -> Words:
    return {code: text for code, text in words.items() if text}


def _unlike(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The same points, each with a key of its own."""
    taken: set[str] = set()
    made = []
    for point in points:
        key, number = point["key"], 2
        while key in taken:
            key, number = f"{point['key']}_{number}", number + 1
        taken.add(key)
        made.append(point | {"key": key})
    return tuple(made)
