"""The form with which a file of events comes in, and how it is carried from the look to the press."""

import base64
import binascii
import zlib
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.rules.exchange_file import MOST_BYTES

MOST_PACKED = 2_000_000  # characters of a form field; the files of a district have a tenth of it


class FileForm(forms.Form):
    """A CSV file of events."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 5 MB and 5,000 rows. Nothing is changed before you have looked."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        """The bytes of the file; what is too large is refused before it is read."""
        file: Any = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            size = {"size": round(file.size / 1024 / 1024, 1)}
            raise forms.ValidationError(
                gettext("The file has %(size)s MB; at most 5 MB are read. Split it.") % size
            )
        return bytes(file.read())


class PackedForm(forms.Form):
    """The file once more, from the page that showed what it would do. ``digest`` names what was shown."""

    packed = forms.CharField(widget=forms.HiddenInput, max_length=MOST_PACKED)
    digest = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput)

    def clean_packed(self) -> bytes:
        """The bytes that were packed; no more of them than a file may have."""
        try:
            packed = base64.b64decode(self.cleaned_data["packed"], validate=True)
            return zlib.decompressobj().decompress(packed, MOST_BYTES + 1)
        except (binascii.Error, zlib.error) as error:
            raise forms.ValidationError(gettext("Choose the file again.")) from error


def pack(content: bytes) -> str:
    """A file as a form field carries it; empty where it is too large for that."""
    packed = base64.b64encode(zlib.compress(content, 9)).decode()
    return packed if len(packed) <= MOST_PACKED else ""
