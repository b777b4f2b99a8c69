"""Forms of the import pages: bring files in, agree to what they change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.roster.imports.codes import Code

MB = 1024 * 1024
LARGEST = 256 * MB
"""Bytes of an upload. The zip of a district of 150,000 students has about 20 MB."""

TOLERABLE = [
    (Code.BLANK_IN_BULK, _("status and dateLastModified are filled in although the bundle is complete")),
    (Code.BOOLEAN_CASE, _("TRUE and FALSE instead of true and false")),
    (Code.COLUMN_ORDER, _("columns in another order than the specification's")),
    (Code.DATE_WITHOUT_TIME, _("a date where a date with time belongs")),
]


class BringForm(forms.Form):
    """A zip of OneRoster CSV files, and the faults that this district's system can't help."""

    bundle = forms.FileField(
        label=_("Zip of OneRoster CSV files"),
        help_text=_("OneRoster 1.1 or 1.2, complete or changes only. At most 256 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Choose the zip that your student information system made.")},
    )
    tolerate = forms.MultipleChoiceField(
        label=_("Accept these faults, if your system can't do better"),
        choices=TOLERABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_bundle(self) -> Any:
        """Size only: what is in the file is the reader's to judge."""
        bundle = self.cleaned_data["bundle"]
        if bundle.size > LARGEST:
            raise forms.ValidationError(too_large(bundle.size))
        return bundle


class AgreeForm(forms.Form):
    """Yes to a plan; where the guard doubts it, an explicit one to each doubt."""

    sure = forms.BooleanField(
        label=_("Yes, these really end"),
        help_text=_("They are ended, never deleted, and one step brings them back."),
        error_messages={"required": _("Tick this box if it is right that they end.")},
    )

    same = forms.BooleanField(
        label=_("Yes, these are the same people under new names"),
        help_text=_("Their seats, answers and history stay with them."),
        error_messages={"required": _("Tick this box if it is right that they are the same people.")},
    )

    def __init__(self, *args: Any, ends: bool, reuses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asks in (("sure", ends), ("same", reuses)):
            if not asks:
                del self.fields[name]


def too_large(size: int) -> str:
    """What to say of a file that is not read."""
    words = _(
        "This file has %(size)s MB; at most %(most)s MB are read. Zip the CSV files, or use the command line."
    )
    return words % {"size": f"{size // MB:,}", "most": LARGEST // MB}
