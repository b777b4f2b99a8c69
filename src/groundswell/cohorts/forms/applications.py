"""Forms of an application: the words of a part, a file, who writes, and what a list of applications is narrowed to."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.forms import choose_from
from groundswell.kernel.uploads import ENDINGS, LARGEST, too_large
from groundswell.roster.models import Person


class WordsForm(forms.Form):
    """What one part shall say, the number of the wording that it was written on, and the opened page."""

    text = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    page = forms.CharField(max_length=16, required=False)

    def said(self) -> dict[str, Any]:
        """What ``save`` takes."""
        return {name: self.cleaned_data[name] for name in ("text", "seen", "page")}


class FileForm(forms.Form):
    """One file. What it is, the verb says."""

    file = forms.FileField(
        label=_("Add a file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(one for kind in ENDINGS.values() for one in kind)}),
        help_text=_("PDF, PNG, JPEG, Word, Excel or PowerPoint without macros, at most 10 MB."),
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        """Size only."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(too_large(file.name, file.size))
        return file


class WriterForm(forms.Form):
    """Somebody of the school who shall write, too."""

    person = forms.TypedChoiceField(
        label=_("Somebody of your school"), coerce=int, error_messages={"required": _("Choose a person.")}
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(
            self, "person", [("", gettext("Choose a person")), *((one.pk, one.name) for one in people)]
        )


class ApplicationsFilterForm(forms.Form):
    """What a list of applications is narrowed to."""

    q = forms.CharField(label=_("School"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, states: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "state", [("", gettext("All")), *states])

    def wanted(self) -> tuple[str, str]:
        """(words of the name, state); what can't be is left out."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("state", "")
