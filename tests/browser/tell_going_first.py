"""Run as a program beside a served house: what happens while nobody of a journey looks.

Each line that comes in is a chapter and the moment at which it is lived; what it handed on goes out as a line of JSON.
"""

import json
import os
import sys
from datetime import datetime

READERS, VISITORS = ("dev", "rae", "rob"), ("vic", "val")
LEVELS = {"alder": 4, "cedar": 3, "dogwood": 2}
ENGLISH = {"en": "Everybody owns what they learn"}


def main(home: str) -> None:
    """Live the chapters that are asked for, through verbs, until nobody asks any more."""
    os.environ["GROUNDSWELL_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "groundswell.config.settings"
    import django

    django.setup()
    from groundswell.kernel import clock
    from tests.browser.make_reading import cast_there

    life = Life(cast_there())
    for line in sys.stdin:
        chapter, moment = line.split()
        with clock.standing_at(datetime.fromisoformat(moment)):
            print(json.dumps(getattr(life, chapter)() or {}), flush=True)


class Life:
    """The district of the cast, chapter by chapter."""

    def __init__(self, cast) -> None:
        from tests.cohorts import conftest, reading_story

        self.cast, self.calls, self.readers = cast, conftest, reading_story

    def people(self) -> None:
        """A goal of the plan, two more schools of the north with their principals, readers, visitors, a committee."""
        from groundswell.planning.actions import goals
        from groundswell.planning.choices import Function
        from groundswell.roster.choices import PositionRole as Role
        from tests.browser.make_house import give_passwords
        from tests.cast import hire

        cast = self.cast
        goals.add(by=cast.actor("ola"), number=1, title=ENGLISH, from_year=2026, to_year=2030)
        for school in ("cedar", "dogwood"):
            self.calls.found_school(cast, school)
        for name in (*READERS[1:], *VISITORS):
            hire(cast, name, name.title(), "Reads", Role.DISTRICT_SPECIALIST, "district")
        for function in Function.values:
            hire(cast, function, function.title(), "Seat", Role.DEPARTMENT_STAFF, "district")
        give_passwords(cast)

    def others_write(self) -> dict:
        """Dogwood takes part, too, and both other schools hand in; where their pages are."""
        self.calls.take_part(self.cast, self._call(), "dogwood")
        rows = {school: self._candidacy(school) for school in LEVELS}
        for school in ("cedar", "dogwood"):
            self.readers.hand_in(self.cast, rows[school])
        return {school: one.pk for school, one in rows.items()}

    def rubric(self) -> dict:
        """The committee is there but for one function, and four of the five have signed."""
        from groundswell.cohorts.actions import rubrics
        from groundswell.planning.actions import initiatives
        from groundswell.planning.choices import Function

        cast, initiative = self.cast, self._call().wave.initiative
        for function in Function.values:
            initiatives.appoint(
                by=cast.actor("ola"), initiative=initiative, person=cast.people[function], function=function
            )
        self.version = self.readers.write_rubric(cast, initiative)
        rubrics.send_for_signing(by=cast.actor("ola"), version=self.version)
        for function in Function.values[:-1]:
            rubrics.sign(by=cast.actor(function), version=self.version, function=function)
        return {"rubric": self.version.pk, "last": Function.values[-1]}

    def to_norm(self) -> None:
        """The screening is over, readers are there, and an anchor waits for each."""
        from groundswell.cohorts.actions import norming, readers, rubrics

        self.calls.settle(self.cast, self._call(), "screening")
        ola, phase = self.cast.actor("ola"), self._phase("reading")
        rubrics.use(by=ola, phase=phase, version=self.readers.fresh(self.cast, self.version))
        phase = self._phase("reading")
        self.readers.add_readers(self.cast, phase, *READERS)
        levels = dict.fromkeys(self.readers.criteria_of(self.cast, self.version), 3)
        parts = [{"title": "Why your school", "text": "We want every child to be known."}]
        norming.add_anchor(
            by=ola, phase=phase, title="Willow School", parts=parts, levels=levels, why="It names who gains."
        )
        norming.open_norming(by=ola, phase=phase)
        readers.assign(by=ola, phase=phase)

    def normed(self) -> None:
        """The other readers have scored the anchor, too, and the norming is closed."""
        from groundswell.cohorts.actions import norming

        self._score(READERS[1:], lambda one: one.anchor_id)
        norming.close_norming(by=self.cast.actor("ola"), phase=self._phase("reading"))

    def others_read(self) -> None:
        """Whatever is left to read is read."""
        self._score(READERS, lambda one: one.candidacy_id)

    def read(self) -> None:
        """The reading is settled."""
        self.calls.settle(self.cast, self._call(), "reading")

    def approved(self) -> None:
        """The other schools have a yes, too; somebody is there to visit."""
        from groundswell.cohorts.actions import rubrics

        self.calls.settle(self.cast, self._call(), "approval")
        version = self.readers.fresh(self.cast, self.version)
        rubrics.use(by=self.cast.actor("ola"), phase=self._phase("visit"), version=version)
        self.readers.add_readers(self.cast, self._phase("visit"), *VISITORS)

    def visited(self) -> None:
        """Visitors have scored what they saw, and every phase is settled."""
        self._score(VISITORS, lambda one: one.candidacy_id)
        self.calls.settle(self.cast, self._call(), "visit")

    def template(self) -> None:
        """The district says what an action plan holds."""
        from groundswell.cohorts.actions import plans

        fields = [
            plans.FieldSpec("text", "What we change first"),
            plans.FieldSpec("goals", "Goals"),
            plans.FieldSpec("risks", "Risks"),
        ]
        plans.set_template(by=self.cast.actor("ola"), initiative=self._call().wave.initiative, fields=fields)

    def _score(self, names, which) -> None:
        schools = {self._candidacy(school).pk: level for school, level in LEVELS.items()}
        for name in names:
            for one in self.readers.readings_of(self.cast, name):
                if which(one) and one.state != "done":
                    level = schools.get(one.candidacy_id, 3)
                    self.readers.score(self.cast, name, one, level, level, for_school="Say more of the team.")

    def _call(self):
        from groundswell.cohorts.models import Call
        from groundswell.kernel.tenancy import reading

        with reading(self.cast.tenant):
            return Call.objects.select_related("wave__initiative").get()

    def _candidacy(self, school: str):
        from groundswell.cohorts.models import Candidacy
        from groundswell.kernel.tenancy import reading

        with reading(self.cast.tenant):
            rows = Candidacy.objects.select_related("school", "call__wave__initiative")
            return rows.get(school=self.cast.places[school])

    def _phase(self, kind: str):
        return self.calls.phase(self.cast, self._call(), kind)


if __name__ == "__main__":
    main(sys.argv[1])
