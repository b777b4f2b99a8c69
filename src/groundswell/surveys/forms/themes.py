"""Forms of code books and coding."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.kernel.forms import choose_from
from groundswell.surveys.models import Theme
from groundswell.surveys.rules import themes_suggested as suggested

NEW = "new"
NO_NAME = gettext_lazy("Name the theme, in a few words.")


class ThemeForm(forms.Form):
    """What a theme is called, and what belongs to it."""

    name = forms.CharField(
        label=gettext_lazy("Theme"),
        max_length=80,
        error_messages={"required": NO_NAME},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    meaning = forms.CharField(
        label=gettext_lazy("What belongs to it"),
        help_text=gettext_lazy(
            "And what does not, so that two people who code come to the same. Quote nobody here."
        ),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MergeForm(forms.Form):
    """The theme into which another one goes."""

    into = forms.TypedChoiceField(label=gettext_lazy("Join it to"), coerce=int)

    def __init__(self, others: Iterable[Theme], data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "into", [(one.pk, one.name) for one in others])


class PressForm(forms.Form):
    """One press of a coder, ``text:theme:on``; theme 0 is "none of these"."""

    code = forms.RegexField(r"^[0-9a-f-]{36}:[0-9]{1,18}:(on|off)$")

    def clean_code(self) -> tuple[UUID, int, bool]:
        """The text's key, the theme's number, and whether it is given or taken away."""
        key, theme, way = self.cleaned_data["code"].split(":")
        try:
            return UUID(key), int(theme), way == "on"
        except ValueError:
            raise forms.ValidationError("") from None

    @property
    def text(self) -> UUID:
        return self.cleaned_data["code"][0]

    @property
    def theme(self) -> int:
        return self.cleaned_data["code"][1]

    @property
    def is_given(self) -> bool:
        return self.cleaned_data["code"][2]


class HowManyForm(forms.Form):
    """How many groups are looked for."""

    groups = forms.TypedChoiceField(
        label=gettext_lazy("How many groups to look for"),
        coerce=int,
        initial=suggested.USUAL,
        choices=[(n, str(n)) for n in range(suggested.FEWEST, suggested.MOST + 1)],
    )


class SuggestionForm(forms.Form):
    """What somebody makes of a group of texts: a theme, new or from the book, and the texts that have it."""

    texts = forms.MultipleChoiceField(
        label=gettext_lazy("Texts that have it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the texts that have the theme.")},
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    name = forms.CharField(
        label=gettext_lazy("Name of the new theme"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, group: int, themes: Collection[Theme], texts: list[tuple[str, str]], data: Any = None
    ) -> None:
        super().__init__(data, prefix=f"group{group}")
        known = [(str(one.pk), one.name) for one in themes]
        choose_from(self, "theme", [(NEW, _("A new theme")), *known])
        choose_from(self, "texts", texts)
        if not known:
            self.fields["theme"].widget = forms.HiddenInput()
            self.fields["theme"].initial = NEW

    def clean(self) -> dict[str, Any]:
        """A new theme needs its name."""
        cleaned = super().clean() or {}
        if cleaned.get("theme") == NEW and not cleaned.get("name"):
            self.add_error("name", NO_NAME)
        return cleaned
