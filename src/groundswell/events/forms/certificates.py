"""The form with which a certificate is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why, for the journal."""

    reason = forms.CharField(
        label=_("Why it no longer stands"),
        max_length=300,
        help_text=_(
            "The journal keeps it. Whoever checks the certificate reads only that it was taken back."
        ),
    )
