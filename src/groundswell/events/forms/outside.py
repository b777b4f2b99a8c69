"""Forms of credit from elsewhere: what it was with its proofs, and the decision about it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import OutsideKind, OutsideState
from groundswell.events.forms.events import day_field
from groundswell.events.models import OutsideCredit
from groundswell.events.rules.proofs import LARGEST, MOST, Proof, looked_at, too_large
from groundswell.events.rules.refusals import Refused

SAYS = ("title", "provider", "kind", "begins_on", "ends_on", "hours")


class SeveralFiles(forms.ClearableFileInput):
    """A file field of the browser that takes several files."""

    allow_multiple_selected = True


class ProofsField(forms.FileField):
    """Files that are looked at as they come in: their content says what they are. Cleans to a list of ``Proof``."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Proof]:
        """Every file, or the first that can't be taken."""
        files: list[UploadedFile] = [one for one in data or [] if one is not None]
        if len(files) > MOST:
            raise forms.ValidationError(gettext("Choose at most %(most)s files.") % {"most": MOST})
        return [self._proof(one) for one in files]

    def _proof(self, file: UploadedFile) -> Proof:
        name = file.name or ""
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(too_large(name, file.size or 0))
        try:
            return looked_at(name, file.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class OutsideForm(forms.Form):
    """What one learned elsewhere. Days and hours are judged by the verb."""

    title = forms.CharField(label=_("What it was"), max_length=160)
    provider = forms.CharField(
        label=_("Who gave it"), max_length=160, help_text=_("A university, an organisation, a website.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OutsideKind.choices)
    begins_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), required=False, help_text=_("Empty, where it was one day."))
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("Without breaks and travel."),
    )
    proofs = ProofsField(
        label=_("Proofs"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"}),
        help_text=_(
            "A certificate, a programme with your name, a photo of it. PDF, PNG or JPEG, at most 10 MB each."
        ),
    )

    def __init__(self, *args: Any, credit: OutsideCredit | None = None, **kwargs: Any) -> None:
        there = {name: getattr(credit, name) for name in SAYS} if credit is not None else None
        super().__init__(*args, **{"initial": there} | kwargs)

    def said(self) -> dict[str, Any]:
        """What the verbs take."""
        clean = self.cleaned_data
        ends_on = clean["ends_on"] or clean["begins_on"]
        return {name: clean[name] for name in SAYS} | {"ends_on": ends_on, "proofs": clean["proofs"]}


class DecisionForm(forms.Form):
    """Yes, back to its owner, or no; and why."""

    state = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[
            (OutsideState.APPROVED, _("Approve: it goes on the transcript")),
            (OutsideState.RETURNED, _("Send back: something is missing or not right")),
            (OutsideState.DECLINED, _("Decline: it doesn't count here")),
        ],
    )
    reason = forms.CharField(
        label=_("Why, if you send it back or decline it"), required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The person who sent it reads this."),
    )  # fmt: skip
    sent_at = forms.CharField(widget=forms.HiddenInput)

    def clean_sent_at(self) -> datetime:
        """Which version was read."""
        try:
            return datetime.fromisoformat(self.cleaned_data["sent_at"])
        except ValueError as wrong:
            raise forms.ValidationError(gettext("Open the page again, then decide.")) from wrong
