"""The form that a person answers: one field for each question of the wave."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.surveys.choices import TEXT_LIMIT, ItemKind
from groundswell.surveys.models import Item
from groundswell.surveys.rules.ready_made import label_of, said_in

LAYOUTS = {ItemKind.RATING_1_10: "scale numbers", ItemKind.SCALE_5: "scale"}


class AnswerForm(forms.Form):
    """Questions in a person's language. No question must be answered, but an answer to none is not sent."""

    def __init__(self, items: list[Item], language: str, data: Any = None) -> None:
        super().__init__(data)
        for item in items:
            self.fields[item.key] = _choice(item, language) if item.is_chosen else _text(item, language)

    def clean(self) -> dict[str, Any]:
        """At least one answer."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(
                _("Answer at least one question, then send. Nothing has been sent yet.")
            )
        return cleaned


def _choice(item: Item, language: str) -> forms.Field:
    return forms.ChoiceField(
        label=said_in(item.wording, language),
        help_text=escape(said_in(item.hint, language)),
        choices=[(point["key"], label_of(point, language)) for point in item.points],
        widget=forms.RadioSelect(attrs={"data-layout": LAYOUTS[ItemKind(item.kind)]}),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers shown.")},
    )


def _text(item: Item, language: str) -> forms.Field:
    return forms.CharField(
        label=said_in(item.wording, language),
        help_text=escape(said_in(item.hint, language)),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_LIMIT,
        required=False,
        error_messages={
            "max_length": gettext_lazy(
                "Please keep to %(limit_value)d characters; this has %(show_value)d. Nothing has been sent yet."
            )
        },
    )
