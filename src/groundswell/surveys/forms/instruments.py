"""Forms of the questionnaire workshop: title and introduction, a page, a file. Words are asked in each language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from groundswell.surveys.rules.fingerprints import SOURCE
from groundswell.surveys.rules.instruments_checks import LEADING, name_of
from groundswell.surveys.rules.instruments_file import MOST_BYTES
from groundswell.surveys.rules.ready_made import Page, Question, Words, label_of
from groundswell.surveys.rules.ready_made.parts import Condition

LANGUAGES: list[tuple[str, str]] = list(settings.LANGUAGES)
LONGEST, LONGEST_TITLE = 1_000, 160


def text_fields(
    name: str,
    label: Any,
    *,
    rows: int = 0,
    most: int = LONGEST,
    needed: bool = False,
    help_text: Any = "",
    is_list: bool = False,
) -> dict[str, forms.CharField]:
    """A field for these words in each language; ``needed`` asks for them in English. The browser knows which it is.

    Of a list the empty lines count: the one that is not translated yet has its place.
    """
    fields = {}
    for code, language in LANGUAGES:
        attrs = {"lang": code, "dir": "rtl" if get_language_info(code)["bidi"] else "ltr"}
        widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs=attrs)
        fields[f"{name}_{code}"] = forms.CharField(
            label=f"{label} · {language}",
            widget=widget,
            max_length=most,
            required=needed and code == SOURCE,
            strip=not is_list,
            help_text=help_text if code == SOURCE else "",
        )
    return fields


def shown(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Words as the initial values of ``text_fields``."""
    return {f"{name}_{code}": words.get(code, "") for code, _language in LANGUAGES}


def words_in(clean: Mapping[str, Any], name: str, before: Mapping[str, str]) -> Words:
    """What was filled in. Languages that the form does not ask for stay as they were."""
    asked = {code for code, _language in LANGUAGES}
    kept = {code: text for code, text in before.items() if code not in asked}
    said = {code: (clean.get(f"{name}_{code}") or "").strip() for code, _language in LANGUAGES}
    return {code: text for code, text in {**said, **kept}.items() if text}


class OnlyIfForm(forms.Form):
    """What may be asked of some alone: a field of ticks for each earlier question that has answers to choose from."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def ask_whom(self, earlier: tuple[Question, ...], only_if: Condition | None, language: str) -> None:
        """Offer the answers to these questions, those of the condition ticked."""
        self.leading: dict[str, str] = {}
        for at, question in enumerate(earlier):
            if question.kind not in LEADING:
                continue
            self.leading[f"only_{at}"] = question.key
            self.fields[f"only_{at}"] = forms.MultipleChoiceField(
                label=name_of(question, at),
                choices=[(point["key"], label_of(point, language)) for point in question.points],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=sorted(only_if[1]) if only_if and only_if[0] == question.key else [],
            )

    @property
    def of_all(self) -> list[forms.BoundField]:
        """What is asked of every question or page."""
        return [field for field in self.visible_fields() if field.name not in self.leading]

    @property
    def whom(self) -> list[forms.BoundField]:
        """The ticks of whom it is asked of."""
        return [self[name] for name in self.leading]

    @property
    def is_for_some(self) -> bool:
        """Whether there is a tick to show."""
        return any(field.value() for field in self.whom)

    def clean(self) -> dict[str, Any]:
        """Answers of one question only."""
        clean = super().clean() or {}
        ticked = [name for name in self.leading if clean.get(name)]
        for name in ticked[1:]:
            told = gettext(
                "It can depend on one question only. Keep the ticks of one and take the others away."
            )
            self.add_error(name, told)
        return clean

    @property
    def only_if(self) -> Condition | None:
        """The condition that was ticked."""
        ticked = {key: self.cleaned_data.get(name) for name, key in self.leading.items()}
        return next(((key, frozenset(points)) for key, points in ticked.items() if points), None)


class TitleForm(forms.Form):
    """What a questionnaire is called and what stands before its questions."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, title: Words, introduction: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = {"title": title, "introduction": introduction}
        self.initial = {**self.initial, **shown("title", title), **shown("introduction", introduction)}
        self.fields |= text_fields(
            "title", _("Title"), most=LONGEST_TITLE, needed=True, help_text=_("People read it in the mail.")
        )
        self.fields |= text_fields(
            "introduction",
            _("Introduction"),
            rows=3,
            help_text=_("What it is for and what becomes of the answers, in a sentence or two."),
        )

    def said(self) -> dict[str, Words]:
        """What the verbs take."""
        return {name: words_in(self.cleaned_data, name, was) for name, was in self.was.items()}


class PageForm(OnlyIfForm):
    """A page: its title, and whom it is shown to."""

    def __init__(self, *args: Any, page: Page, earlier: tuple[Question, ...], language: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.page = page
        self.initial = {**self.initial, **shown("title", page.title)}
        self.fields |= text_fields("title", _("Title of the page"), most=LONGEST_TITLE)
        self.ask_whom(earlier, page.only_if, language)

    def said(self) -> Page:
        """The page as it was filled in."""
        return Page(words_in(self.cleaned_data, "title", self.page.title), self.only_if)


class FileForm(forms.Form):
    """A questionnaire as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "JSON or CSV, at most 1 MB. It comes in as a draft; nothing is asked before you make it ready."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Name and bytes; of what is too large only so much that the reader says so."""
        file: Any = self.cleaned_data["file"]
        return file.name, bytes(file.read(MOST_BYTES + 1))
