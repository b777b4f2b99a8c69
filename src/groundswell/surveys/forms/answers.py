"""The form that a person answers: the questions of a wave, page by page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.kernel.words import said_in
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.forms.questions import fields_of, hint_of, said_at
from groundswell.surveys.models import Item
from groundswell.surveys.rules.branching import Said, asked_of
from groundswell.surveys.rules.codes import own_code_in
from groundswell.surveys.rules.ready_made import label_of

QUOTE = "may.quote"  # no key of a question has a point in it
CODE = ".code"  # nor does the name of a line begin with one


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the page shows it: a field, or one for each line of a matrix.

    ``when`` is its condition for the script, as JSON; ``only_if`` the same in words, for who has none.
    """

    item: Item
    wording: str
    hint: str
    fields: Sequence[forms.BoundField]
    when: str = ""
    only_if: str = ""

    @property
    def is_matrix(self) -> bool:
        return self.item.kind == ItemKind.MATRIX


@dataclass(slots=True)
class Page:
    """Questions that stand together; a questionnaire without pages is one without a title."""

    title: str = ""
    when: str = ""
    only_if: str = ""
    questions: list[Question] = field(default_factory=list)


class AnswerForm(forms.Form):
    """Questions in a person's language. An answer to none is not sent.

    A question that the other answers leave out is never wrong or missing. ``required`` is false where somebody types
    in what others wrote on paper: what they left out can't be asked again.
    """

    quoting = gettext_lazy("You may quote my words, without my name, with my role")

    def __init__(
        self, items: Sequence[Item], language: str, data: Any = None, *, required: bool = True
    ) -> None:
        super().__init__(data)
        self.items, self.language = list(items), language
        self._given: dict[str, Said] = {}
        self._names: dict[str, list[str]] = {}
        for item in self.items:
            only_if = self._only_if(item.shown_when)
            fields = fields_of(item, language, only_if=only_if, required=required)
            self._names[item.key] = list(fields)
            self.fields.update(fields)
        if any(item.is_written for item in self.items):
            self.fields[QUOTE] = forms.BooleanField(label=self.quoting, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one answer; what is wrong with a question that is not asked is nobody's business."""
        cleaned = super().clean() or {}
        said = {item.key: answer for item in self.items if (answer := said_at(item, cleaned))}
        asked = {item.key for item in asked_of(self.items, said)}
        for name in [name for key in self._names.keys() - asked for name in self._names[key]]:
            self.errors.pop(name, None)
        self._given = {key: answer for key, answer in said.items() if key in asked}
        if not self.errors and not self._given:
            raise forms.ValidationError(
                _("Answer at least one question, then send. Nothing has been sent yet.")
            )
        return cleaned

    def given(self) -> dict[str, Said]:
        """The answers to the questions that are asked, in the shape of ``rules.branching.Given``."""
        return self._given

    @property
    def may_quote(self) -> bool:
        """Whether the person lets own words be quoted."""
        return bool(self.cleaned_data.get(QUOTE))

    @property
    def quote_field(self) -> forms.BoundField | None:
        """The tick for quoting, where there is something to write."""
        return self[QUOTE] if QUOTE in self.fields else None

    @property
    def leaves_open(self) -> bool:
        """Whether a question may be left out."""
        return not all(item.is_required for item in self.items)

    @cached_property
    def pages(self) -> list[Page]:
        """The questions as they are laid out."""
        pages: dict[int | None, Page] = {}
        for item in self.items:
            if item.page_id not in pages:
                pages[item.page_id] = self._page(item)
            pages[item.page_id].questions.append(self._question(item))
        return list(pages.values())

    def _page(self, item: Item) -> Page:
        if item.page is None:
            return Page()
        when = item.page.shown_when
        return Page(said_in(item.page.title, self.language), _as_json(when), self._only_if(when))

    def _question(self, item: Item) -> Question:
        return Question(
            item,
            said_in(item.wording, self.language),
            hint_of(item, self.language),
            [self[name] for name in self._names[item.key]],
            _as_json(item.shown_when),
            self._only_if(item.shown_when),
        )

    def _only_if(self, condition: dict[str, Any]) -> str:
        """A condition in words, with those of the question that it hangs on."""
        before = next((item for item in self.items if condition and item.key == condition["item"]), None)
        if before is None:
            return ""
        chosen = [point for point in before.points if point["key"] in condition["points"]]
        answers = [f"“{label_of(point, self.language)}”" for point in chosen]
        return _("Only if you chose %(answers)s at “%(question)s”") % {
            "answers": get_text_list(answers, _("or")),
            "question": said_in(before.wording, self.language),
        }


def _as_json(condition: dict[str, Any]) -> str:
    return json.dumps(condition) if condition else ""


class AnonymousForm(AnswerForm):
    """The same in an anonymous wave, with room for the person's own code from last time. No code is asked for."""

    quoting = gettext_lazy("You may quote my words, without my name")

    def __init__(self, items: Sequence[Item], language: str, data: Any = None) -> None:
        super().__init__(items, language, data)
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        self.fields[CODE] = forms.CharField(
            label=gettext_lazy("Your code from last time"),
            help_text=gettext_lazy(
                "Only if you have one: what you say now can then be set beside what you said before, without "
                "anybody knowing who you are."
            ),
            widget=forms.TextInput(attrs=attrs | {"class": "code-field"}),
            max_length=300,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """A code that is not whole would link nothing: it is said, and nothing is lost."""
        typed = self.cleaned_data.get(CODE, "")
        if typed and not own_code_in(typed):
            self.add_error(CODE, not_whole())
        return super().clean()

    @property
    def code(self) -> str:
        """The code that was given, in one piece; empty for none."""
        return own_code_in(self.cleaned_data.get(CODE, ""))

    @property
    def code_field(self) -> forms.BoundField:
        """Where it is typed."""
        return self[CODE]


def not_whole() -> str:
    """What somebody reads whose code has too few letters or too many."""
    return _("This is not a whole code: it has 24 letters and digits. Leave it empty if you can't find it.")
