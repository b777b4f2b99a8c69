"""What the office asks the planner: which events, for whom, when, where, led by whom, and what has to hold."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from groundswell.events.forms.events import day_field, people_at, time_field
from groundswell.events.models import LearningEvent, Programme
from groundswell.events.queries import planning as found
from groundswell.events.queries.audience import invited_schools
from groundswell.events.queries.meetings import rooms_for
from groundswell.kernel import clock
from groundswell.kernel.forms import choose_from
from groundswell.kernel.permissions import Actor
from groundswell.roster.models import Person
from groundswell.roster.queries.folding import fold
from groundswell.roster.queries.schools import school_names

LONGEST = 400  # days
MOST_PEOPLE = 5000


class PlanForm(forms.Form):
    """One request to the planner. :meth:`asked` gives it as ``rules.planning_asked`` wants it."""

    what = forms.ChoiceField(
        label=_("For"),
        help_text=_("A programme's events are its sessions, in the order in which they were made."),
    )
    each = forms.IntegerField(
        label=_("Teachers of each invited school"), min_value=1, max_value=500, required=False
    )
    schools = forms.CharField(
        label=_("Schools with another number"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line: name of the school, then how many. 0 leaves a school out."),
    )
    first = day_field(_("Not before"))
    last = day_field(_("Not after"))
    begins = time_field(_("From"), initial=time(8))
    ends = time_field(_("To"), initial=time(15))
    weekdays = forms.MultipleChoiceField(
        label=_("On"),
        choices=[(at, WEEKDAYS[at]) for at in range(5)],
        initial=list(range(5)),
        widget=forms.CheckboxSelectMultiple,
    )
    rooms = forms.MultipleChoiceField(label=_("Rooms"), required=False, widget=forms.CheckboxSelectMultiple)
    online = forms.IntegerField(
        label=_("Groups online at the same time"), min_value=0, max_value=100, initial=0, required=False
    )
    leads = forms.CharField(
        label=_("Who can lead"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_(
            "E-mail addresses of colleagues, one on each line. What stands in their calendars counts."
        ),
    )
    most = forms.IntegerField(
        label=_("Days that each of them gives at most"), min_value=1, max_value=LONGEST, initial=10
    )
    ratio = forms.IntegerField(
        label=_("Participants for each facilitator"), min_value=1, max_value=1000, initial=20
    )
    shortest_gap = forms.IntegerField(
        label=_("Days from one session to the next, at least"), min_value=1, max_value=LONGEST, initial=7
    )
    longest_gap = forms.IntegerField(label=_("At most"), min_value=1, max_value=LONGEST, required=False)
    comfortable = forms.IntegerField(
        label=_("So many away at once trouble no school"), min_value=0, max_value=100, initial=1,
        help_text=_("The planner does not try for fewer. Limits of schools hold in any case."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes, self.events = found.what_to_plan()
        halls = list(rooms_for(actor))
        self.today = clock.today(actor.tenant.time_zone)
        choose_from(self, "what", [
            ("", _("Choose")),
            (_("Programmes"), [(f"programme:{one.pk}", one.title) for one in self.programmes]),
            (_("Events"), [(f"event:{one.pk}", one.title) for one in self.events]),
        ])  # fmt: skip
        choose_from(self, "rooms", [(one.pk, f"{one}, {one.organisation} ({one.capacity})") for one in halls])
        if not halls:
            del self.fields["rooms"]

    def clean_leads(self) -> list[Person]:
        """The people behind the addresses; an unknown address is named."""
        return people_at(self, "leads")

    def clean_schools(self) -> dict[int, int]:
        """School to number; a line that says no school, or no number, is named."""
        known = {fold(name): pk for pk, name in school_names()}
        numbers: dict[int, int] = {}
        for at, line in enumerate(self.cleaned_data["schools"].splitlines(), start=1):
            if not line.strip():
                continue
            name, _space, number = line.strip().replace(",", " ").replace(":", " ").rpartition(" ")
            school = known.get(fold(" ".join(name.split())))
            if school is None or not number.isdecimal():
                raise forms.ValidationError(
                    gettext("Line %(at)s: “%(line)s” is no school with a number. Write it as: %(example)s")
                    % {"at": at, "line": line.strip()[:80], "example": gettext("Alder Elementary 4")}
                )
            numbers[school] = int(number)
        return numbers

    def clean(self) -> dict[str, Any]:
        """Add ``sessions`` (the events) and ``people`` (by school)."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and first <= self.today:
            self.add_error("first", gettext("Choose a day that is still to come."))
        if first and last and not first <= last:
            self.add_error("last", gettext("The last day lies before the first one. Change one of the two."))
        if first and last and (last - first).days > LONGEST:
            self.add_error("last", gettext("Plan at most %(n)s days at a time.") % {"n": LONGEST})
        begins, ends = values.get("begins"), values.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", gettext("The end must come after the beginning."))
        shortest, longest = values.get("shortest_gap"), values.get("longest_gap")
        if shortest and longest and longest < shortest:
            self.add_error(
                "longest_gap", gettext("This is less than the shortest gap. Change one of the two.")
            )
        if not values.get("rooms") and not values.get("online") and "online" not in self.errors:
            self.add_error(
                "online", gettext("Choose a room, or say how many groups may meet online at a time.")
            )
        if values.get("what"):
            self._add_people(values)
        return values

    def asked(self) -> dict[str, Any]:
        """The request as plain values."""
        clean = self.cleaned_data
        same = ("most", "ratio", "shortest_gap", "longest_gap", "comfortable")
        return {name: clean[name] for name in same} | {
            "events": [one.pk for one in clean["sessions"]],
            "people": {str(school): number for school, number in clean["people"].items()},
            "first": clean["first"].isoformat(),
            "last": clean["last"].isoformat(),
            "begins": clean["begins"].isoformat("minutes"),
            "ends": clean["ends"].isoformat("minutes"),
            "weekdays": [int(one) for one in clean["weekdays"]],
            "rooms": [int(pk) for pk in clean.get("rooms") or []],
            "online": clean["online"] or 0,
            "leads": [one.pk for one in clean["leads"]],
        }

    def subject(self) -> tuple[str, Programme | None]:
        """What it is called, and the programme where it is for one."""
        kind, pk = self.cleaned_data["what"].split(":")
        some: list[Any] = self.programmes if kind == "programme" else self.events
        chosen = next(one for one in some if one.pk == int(pk))
        return chosen.title, chosen if kind == "programme" else None

    def _add_people(self, values: dict[str, Any]) -> None:
        _title, programme = self.subject()
        sessions = found.events_to_plan(programme) if programme else self._event(values["what"])
        named = values.get("schools") or {}
        each = values.get("each")
        invited = {pk: each for pk, _name in invited_schools(sessions[0])} if each else {}
        people = {pk: number for pk, number in (invited | named).items() if number}
        total = sum(people.values())
        if not people:
            self.add_error("each", gettext("Say how many teachers come from each school, or name schools."))
        elif total > MOST_PEOPLE:
            self.add_error("each", ngettext(
                "These are %(n)s teacher; the planner places up to %(most)s at a time.",
                "These are %(n)s teachers; the planner places up to %(most)s at a time.",
                total,
            ) % {"n": total, "most": MOST_PEOPLE})  # fmt: skip
        values["sessions"], values["people"] = sessions, people

    def _event(self, what: str) -> list[LearningEvent]:
        return [one for one in self.events if f"event:{one.pk}" == what]


def initial_of(asked: dict[str, Any], what: str, emails: list[str], names: dict[int, str]) -> dict[str, Any]:
    """A request as the form shows it, to be changed and asked again."""
    same = (
        "most", "ratio", "shortest_gap", "longest_gap", "comfortable", "online", "rooms", "weekdays",
    )  # fmt: skip
    return {name: asked[name] for name in same} | {
        "what": what,
        "first": date.fromisoformat(asked["first"]),
        "last": date.fromisoformat(asked["last"]),
        "begins": time.fromisoformat(asked["begins"]),
        "ends": time.fromisoformat(asked["ends"]),
        "leads": "\n".join(emails),
        "schools": "\n".join(f"{names[int(pk)]} {number}" for pk, number in asked["people"].items()),
    }
