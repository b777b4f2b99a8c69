"""The form that says which schools go on in which."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.roster.models import Organisation

MOST = 12


def _names(label: Any, help_text: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, widget=area)


class SuccessionForm(forms.Form):
    """Schools by name, state code or identifier in the files, one on each line. ``called`` finds them."""

    schools = _names(
        _("Schools that end"),
        _("One on each line: the name, the state code, or the identifier in your files."),
    )
    successors = _names(
        _("Schools in which they go on"), _("A new school comes in with your roster files first.")
    )
    last_day = forms.DateField(
        label=_("Last day of the schools that end"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty for today."),
    )

    def __init__(self, *args: Any, called: Mapping[str, list[Organisation]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called

    def clean_schools(self) -> list[Organisation]:
        return self._found("schools")

    def clean_successors(self) -> list[Organisation]:
        return self._found("successors")

    def _found(self, field: str) -> list[Organisation]:
        """The schools behind the lines, each once; a line that names none or several is told."""
        found: dict[int, Organisation] = {}
        lines = [" ".join(line.split()) for line in self.cleaned_data[field].splitlines()]
        for line in filter(None, lines):
            named = self.called.get(line.lower(), [])
            if len(named) == 1:
                found[named[0].pk] = named[0]
            elif named:
                what = gettext("Several schools are called %(name)s. Use the state code.")
                raise forms.ValidationError(what % {"name": line})
            else:
                what = gettext("No school of this district is called %(name)s. Check the spelling.")
                raise forms.ValidationError(what % {"name": line})
        if len(found) > MOST:
            raise forms.ValidationError(gettext("At most %(n)s schools at once.") % {"n": MOST})
        return list(found.values())
