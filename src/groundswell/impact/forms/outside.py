"""The form of what somebody else claims: who, where, the sentence, and what its publication tells of the number."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator, URLValidator
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.impact.choices import Base, Design, Relation
from groundswell.impact.models import OutsideClaim
from groundswell.impact.rules.sentences import YEAR
from groundswell.impact.rules.statements import Number, told

KINDS = (
    ("share", _("A share of people")),
    ("mean", _("A mean")),
    ("count", _("So many of so many")),
    ("growth", _("A growth")),
    ("total", _("A word like all, no or never")),
)
STATES = (("implemented", _("who have used it")), ("planning", _("who plan to use it")))
NUMBERS = RegexValidator(
    r"^\s*\d+(\.\d+)?(\s*[,;]\s*\d+(\.\d+)?)*\s*$",
    _("Write numbers with commas between them, as in 89.6, 89.4."),
)
YEARS = RegexValidator(
    r"^\s*(19|20)\d\d(\s*,\s*(19|20)\d\d)*\s*$", _("Write years with commas between them.")
)
FEW = 12
LISTS = ("box", "wholes", "series", "years_measured")
PLAIN = ("partner", "published", "link", "published_on", "sentence", "topic", "relation", "design")


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, **more)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000_000, required=False)


class OutsideForm(forms.Form):
    """Empty is an answer: what the publication does not tell is often why nobody can check it."""

    partner = _line(_("Who published it"), 160)
    published = _line(
        _("Where, in words"), 60, required=False, help_text=_("For example: annual report 2018, page 4.")
    )
    link = _line(
        _("Where it can be read"), 500, required=False, help_text=_("A web address, with https:// before it."),
        validators=[URLValidator(schemes=["http", "https"])],
    )  # fmt: skip
    published_on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))
    sentence = _line(
        _("The sentence, word for word"), 600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As it was published, with its numbers."),
    )  # fmt: skip
    topic = _line(
        _("What it is about, in a word"), 40,
        help_text=_("Sentences of one source about one thing are read beside each other."),
    )  # fmt: skip
    relation = forms.ChoiceField(
        label=_("What the sentence does"), choices=Relation.choices, widget=forms.RadioSelect
    )
    design = forms.ChoiceField(
        label=_("If something brought it about: how was it compared?"), required=False,
        choices=[("", _("Not said")), *Design.choices],
    )  # fmt: skip
    shown = _line(_("The number, as printed"), 60, required=False)
    kind = forms.ChoiceField(label=_("What kind of number it is"), choices=KINDS, widget=forms.RadioSelect)
    question = _line(_("What was asked or counted"), 200, required=False)
    box = _line(
        _("Which answers count"),
        200,
        required=False,
        help_text=_("With commas between them: very, extremely."),
    )
    states = forms.MultipleChoiceField(
        label=_("It counts people"), choices=STATES, required=False, widget=forms.CheckboxSelectMultiple
    )
    base = forms.ChoiceField(
        label=_("A share of whom"), required=False, choices=[("", _("Not said")), *Base.choices]
    )
    of_some = forms.BooleanField(label=_("Asked only of some, by an earlier answer"), required=False)
    answered = _count(_("How many answered"))
    asked = _count(_("How many were asked"))
    part = _count(_("So many …"))
    whole = _count(_("… of so many"))
    exist = _count(_("How many the source lists elsewhere"))
    wholes = _line(_("Totals that it gives for the same thing"), 100, required=False, validators=[NUMBERS])
    series = _line(_("Its values over time, the oldest first"), 100, required=False, validators=[NUMBERS])
    years_measured = _line(_("The years in which it was measured"), 100, required=False, validators=[YEARS])
    contradicted_by = _line(_("What the same source says against it"), 300, required=False)

    def __init__(self, *args: Any, claim: OutsideClaim | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"relation": Relation.STATES, "kind": "share"}
        if claim is not None:
            initial |= {name: getattr(claim, name) for name in PLAIN} | _written(claim)
        super().__init__(*args, **{"initial": initial} | kwargs)
        self._more = [told(one) for one in claim.told[1:]] if claim is not None else []

    def clean_topic(self) -> str:
        topic = slugify(self.cleaned_data["topic"])
        if not topic:
            raise forms.ValidationError(gettext("Use letters: coaching, for example."))
        return topic

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        self._not_more("part", "whole", gettext("The part is more than the whole."))
        self._not_more("answered", "asked", gettext("More people answered than were asked."))
        for name in LISTS:
            if len(_parts(clean.get(name, ""))) > FEW:
                self.add_error(name, gettext("At most %(n)s, please.") % {"n": FEW})
        return clean

    def _not_more(self, part: str, whole: str, said: str) -> None:
        few, many = self.cleaned_data.get(part), self.cleaned_data.get(whole)
        if few is not None and many is not None and few > many:
            self.add_error(part, said)

    def said(self) -> dict[str, Any]:
        """What ``enter`` and ``edit`` take."""
        clean = self.cleaned_data
        return {name: clean[name] for name in PLAIN} | {"told": [self._number(), *self._more]}

    def _number(self) -> Number:
        clean = self.cleaned_data
        names = ("shown", "kind", "question", "base", "of_some", "part", "whole", "exist", "contradicted_by")
        number = {name: clean[name] for name in (*names, "answered", "asked", "states")}
        number["box"] = _parts(clean["box"])
        number["series"] = [float(one) for one in _parts(clean["series"])]
        number["wholes"] = [round(float(one)) for one in _parts(clean["wholes"])]
        if clean["years_measured"]:
            number["years_measured"] = sorted({int(one) for one in _parts(clean["years_measured"])})
            number["years_said"] = [int(one) for one in YEAR.findall(clean["sentence"])]
        return told(number)


def _parts(text: str) -> list[str]:
    return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]


def _written(claim: OutsideClaim) -> dict[str, Any]:
    """What was told of the number, as the form asks for it."""
    number = dict(claim.told[0]) if claim.told else {}
    for name in LISTS:
        number[name] = ", ".join(str(one) for one in number.get(name, ()))
    return number
