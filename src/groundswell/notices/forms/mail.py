"""Filters of the lists of mail. They live in the URL."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.notices.choices import MailState


class MailFilter(forms.Form):
    """Which mails the office looks at."""

    q = forms.CharField(label=_("Name, address or subject"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("Where it stands"), required=False, choices=[("", _("All")), *MailState.choices]
    )

    def value(self, name: str) -> str:
        """What was chosen, or nothing where the URL holds something else."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class InboxFilter(forms.Form):
    """Whose mail the demo shows."""

    to = forms.CharField(label=_("Address"), required=False, max_length=200)
