"""Forms of the ledger: what a number counts, and what the sentence says."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.impact.choices import Base, Design, Relation
from groundswell.impact.models import Claim, ClaimFigure, MetricDefinition
from groundswell.kernel.forms import choose_from
from groundswell.kernel.words import language_here, said_in

Record = dict[str, Any]
ALL, AFTER, WAVE = "all", "after", "wave"


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class QuestionForm(forms.Form):
    """Which question, and whose answers to it."""

    question = forms.ChoiceField(label=_("The question"))
    surveys = forms.ChoiceField(
        label=_("Which surveys"),
        help_text=_("Every survey of these days is counted, also those in which few answered."),
    )
    from_on = _day(_("Asked from"))
    to_on = _day(_("Asked until"))
    population = forms.CharField(
        label=_("Who they are, in words"),
        max_length=300,
        help_text=_("For example: everyone who was at a workshop of the school year 2025–26."),
    )
    base = forms.ChoiceField(label=_("A share of whom"), choices=Base.choices, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, questions: Sequence[Record], waves: Sequence[Record], today: date, **kwargs: Any
    ) -> None:
        days = [one["opened_on"] for one in waves] or [today]
        initial = {"from_on": min(days), "to_on": today, "base": Base.ANSWERED}
        super().__init__(*args, **{"initial": initial} | kwargs)
        choose_from(self, "question", _questions(questions))
        choose_from(self, "surveys", _surveys(waves))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("from_on"), clean.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", gettext("The last day comes before the first one."))
        return clean

    def said(self) -> dict[str, Any]:
        """What ``define`` takes."""
        clean = self.cleaned_data
        kind, _is, value = clean["surveys"].partition("=")
        instrument, _is, fingerprint = clean["question"].partition("=")
        return {
            "instrument": instrument,
            "fingerprint": fingerprint,
            "subject": f"{value}:" if kind == AFTER else "",
            "wave": int(value) if kind == WAVE else None,
            **{name: clean[name] for name in ("from_on", "to_on", "population", "base")},
        }


def _questions(questions: Sequence[Record]) -> list[tuple[str, list[tuple[str, str]]]]:
    """By questionnaire; of two that bear one title, each also says its key."""
    titles = {one["instrument"]: one["instrument_title"] for one in questions}
    bearing = Counter(titles.values())
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in questions:
        words = one["wording"]
        if one["revision"] > 1:
            words += " " + gettext("(wording %(n)s)") % {"n": one["revision"]}
        value = f"{one['instrument']}={one['fingerprint']}"
        title = titles[one["instrument"]]
        name = title if bearing[title] == 1 else f"{title} ({one['instrument']})"
        groups.setdefault(name, []).append((value, words))
    return list(groups.items())


def _surveys(waves: Sequence[Record]) -> list[tuple[str, Any]]:
    subjects = {one["subject_key"].partition(":")[0] for one in waves if ":" in one["subject_key"]}
    known = {"event": gettext("All after an event"), "used": gettext("All six weeks after an event")}
    groups = [(f"{AFTER}={one}", known[one]) for one in sorted(subjects & set(known))]
    single = [(f"{WAVE}={one['wave']}", f"{one['wave_title']} ({one['opened_on']})") for one in waves]
    return [(ALL, gettext("All that asked it")), *groups, (gettext("One survey"), single)]


class SentenceForm(forms.Form):
    """What counts, what the sentence says, in which voice."""

    box = forms.MultipleChoiceField(
        label=_("Which answers count"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sentence = forms.CharField(
        label=_("The sentence"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Numbers come from their definition. Write {share} or {mean} where the number stands; {count}, {answered}, "
            "{asked} and {rate} if you like. Those of a second number end in 2."
        ),
    )
    sentence_es = forms.CharField(
        label=_("The same in Spanish"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    second = forms.ChoiceField(
        label=_("A second number"),
        required=False,
        help_text=_("One that another claim uses already. Begin a claim for it where there is none."),
    )
    goal = forms.TypedChoiceField(
        label=_("The plan's goal that it speaks to"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Claims are listed by it."),
    )
    relation = forms.ChoiceField(
        label=_("What the sentence does"), choices=Relation.choices, widget=forms.RadioSelect
    )
    design = forms.ChoiceField(
        label=_("If something brought it about: how was it compared?"),
        required=False,
        choices=[("", _("Not said")), *Design.choices],
    )

    def __init__(
        self, *args: Any, claim: Claim, figures: Sequence[ClaimFigure], others: Sequence[MetricDefinition],
        goals: Sequence[Record], **kwargs: Any,
    ) -> None:  # fmt: skip
        first = figures[0].definition
        initial = {
            "box": first.box,
            "sentence": claim.sentence.get("en", ""),
            "sentence_es": claim.sentence.get("es", ""),
            "second": figures[1].definition_id if len(figures) > 1 else "",
            "goal": claim.goal_id,
            **{name: getattr(claim, name) for name in ("relation", "design")},
        }
        super().__init__(*args, **{"initial": initial} | kwargs)
        choose_from(self, "box", list(first.labels.items()))
        named = [(one.pk, f"{one.name}: {one.population}") for one in others if one.pk != first.pk]
        choose_from(self, "second", [("", gettext("No second number")), *named])
        choose_from(self, "goal", [("", gettext("None of them")), *_goals(goals, claim.goal_id)])

    def said(self) -> dict[str, Any]:
        """What ``edit`` takes, without its definitions."""
        clean = self.cleaned_data
        sentence = {"en": clean["sentence"], "es": clean["sentence_es"]}
        return {"sentence": sentence} | {name: clean[name] for name in ("goal", "relation", "design")}


def _goals(goals: Sequence[Record], kept: int | None) -> list[tuple[int, str]]:
    """The wordings that hold, and the one that the claim has."""
    language = language_here()
    return [
        (one["wording"], f"{one['number']}. {said_in(one['title'], language)}")
        for one in goals
        if one["is_current"] or one["wording"] == kept
    ]
