"""Small forms of the readers' desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.cohorts.actions.readers import LONGEST_WORD, MOST_READINGS


class CapForm(forms.Form):
    """How many applications somebody reads at most, where it is not the phase's number."""

    load_cap = forms.IntegerField(min_value=1, max_value=MOST_READINGS, required=False)


class WordForm(forms.Form):
    """A word of why."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST_WORD, required=False)


class SeedForm(forms.Form):
    """Which assignment of those that are equally good."""

    seed = forms.IntegerField(min_value=1, max_value=10**6, required=False)
