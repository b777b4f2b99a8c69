"""Forms for people's records: who is the same person, an erasure, how long what is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.roster.choices.lives import SHORTEST_DAYS, SUGGESTED_DAYS, ErasureGround, FieldClass
from groundswell.roster.models import RetentionRule

LONGEST_DAYS = 36_500


class NameForm(forms.Form):
    """What somebody is called. The preferred first name is the one that pages and mail use."""

    given_name = forms.CharField(label=_("First name"), max_length=120)
    family_name = forms.CharField(label=_("Family name"), max_length=120)
    preferred_name = forms.CharField(
        label=_("Preferred first name"),
        help_text=_("Pages and mail use it instead of the first name."),
        required=False,
        max_length=120,
    )


class FindForm(forms.Form):
    """Find the other record of the same person."""

    q = forms.CharField(label=_("Name"), required=False, max_length=120)


class JoinForm(forms.Form):
    """Why two records are one person."""

    reason = forms.CharField(
        label=_("How you know"),
        help_text=_("For whoever looks at it later: “same employee number”."),
        required=False,
        max_length=300,
    )


class EraseForm(forms.Form):
    """The ground of an erasure, a case number, and a yes that can't be given by accident."""

    ground = forms.ChoiceField(
        label=_("Why"),
        choices=[choice for choice in ErasureGround.choices if choice[0] != ErasureGround.RETENTION],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why. It is kept with the erasure, without a name.")},
    )
    reference = forms.CharField(
        label=_("Case number"),
        help_text=_("Stays for good. Don't write a name here."),
        required=False,
        max_length=60,
    )
    sure = forms.BooleanField(
        label=_("Yes, erase this person for good. I know that nobody can bring it back."),
        error_messages={"required": _("Tick this box if you are sure. Nothing was erased.")},
    )

    def __init__(self, *args: Any, words: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = {word.lower() for word in words}

    def clean_reference(self) -> str:
        """A case number that is a name would undo what it stands for."""
        reference = self.cleaned_data["reference"]
        if any(word in reference.lower() for word in self.words):
            raise forms.ValidationError(gettext("This names the person. Write a number instead."))
        return reference


class RetentionForm(forms.Form):
    """Days for each class of fields; empty keeps it for good."""

    def __init__(self, *args: Any, rules: dict[FieldClass, RetentionRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field_class in FieldClass:
            rule = rules.get(field_class)
            self.fields[str(field_class)] = forms.IntegerField(
                label=field_class.label,
                help_text=gettext("Days after they left. Empty: kept for good. Many districts take %(days)s.")
                % {"days": SUGGESTED_DAYS[field_class]},
                required=False,
                min_value=SHORTEST_DAYS,
                max_value=LONGEST_DAYS,
                initial=rule.days if rule else None,
            )
        self.fields["sure"] = forms.BooleanField(
            label=_("Yes: from now on, what is due is emptied every day, and nobody can bring it back."),
            error_messages={"required": _("Tick this box if you are sure. Nothing was changed.")},
        )

    def days(self) -> dict[FieldClass, int | None]:
        """What was asked for, by class."""
        return {field_class: self.cleaned_data[str(field_class)] for field_class in FieldClass}
