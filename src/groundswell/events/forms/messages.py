"""The form of a message to a section's people."""

from secrets import token_hex
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.events.queries.messages import To
from groundswell.events.rules.messages import LONGEST_SUBJECT, LONGEST_TEXT


class MessageForm(forms.Form):
    """To whom, about what, and the words. ``attempt`` names the press, so that two presses send once."""

    to = forms.ChoiceField(label=_("To whom"), choices=To)
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Plain words. A web address becomes a link that shows where it leads."),
    )
    attempt = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"attempt": token_hex(16)}} | kwargs)
