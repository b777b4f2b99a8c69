"""The form of a rule for asking after events."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import EventKind, ProgrammeState
from groundswell.events.models import FollowUpRule, LearningEvent, Programme
from groundswell.kernel.forms import choose_from, choose_rows
from groundswell.surveys.choices import Promise


class FollowUpForm(forms.Form):
    """Which questions, when, after which events, for how long, under which promise.

    ``questionnaires`` are titles by key. A rule for one ``event`` is made from its page and keeps it.
    """

    instrument_key = forms.ChoiceField(label=_("Which questions"))
    days_after = forms.IntegerField(
        label=_("How many days after the last meeting"),
        min_value=0,
        max_value=400,
        help_text=_(
            "0: as soon as attendance is taken. More: on the first Monday from then on, with everybody of that week. "
            "Where children are not in school that day, as soon as they are, at most three weeks later."
        ),
    )
    kind = forms.ChoiceField(label=_("Only after events of this kind"), required=False)
    programme: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Only after the events of this programme"),
        queryset=Programme.objects.none(), required=False, empty_label=_("Any programme, or none"),
    )  # fmt: skip
    open_days = forms.IntegerField(label=_("For how many days people can answer"), min_value=3, max_value=90)
    promise = forms.ChoiceField(
        label=_("What people are promised"),
        choices=Promise.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Anonymous has its price: nothing is shown until the round is over, there are no results by role or "
            "school, and nothing can be corrected or deleted. Answers of fewer people than the smallest group that "
            "your district shows are never read, so after small events nothing is. "
            "Whoever wrote a plan sees it beside the questions; nothing of it is stored with the answers."
        ),
    )

    def __init__(
        self,
        *args: Any,
        questionnaires: dict[str, str],
        rule: FollowUpRule | None = None,
        event: LearningEvent | None = None,
        **kwargs: Any,
    ) -> None:
        usual = {"days_after": 42, "open_days": 21, "promise": Promise.CONFIDENTIAL}
        names = ("instrument_key", "days_after", "kind", "programme", "open_days", "promise")
        said = {name: getattr(rule, name) for name in names} if rule is not None else usual
        super().__init__(*args, **{"initial": said} | kwargs)
        self.event = event
        choose_from(self, "instrument_key", list(questionnaires.items()))
        if event is not None:
            del self.fields["kind"], self.fields["programme"]
            return
        choose_from(self, "kind", [("", _("Any kind")), *EventKind.choices])
        own = rule.programme_id if rule is not None else None
        programmes = Programme.objects.filter(~Q(state=ProgrammeState.ENDED) | Q(pk=own))
        choose_rows(self, "programme", programmes.order_by("title", "pk"))

    def clean(self) -> dict[str, Any]:
        """One way of choosing events, not two."""
        values = super().clean() or {}
        if values.get("kind") and values.get("programme"):
            self.add_error("programme", gettext("Choose a kind or a programme, not both."))
        return values

    def said(self) -> dict[str, Any]:
        """What the verbs take."""
        return {"kind": "", "programme": None} | self.cleaned_data | {"event": self.event}
