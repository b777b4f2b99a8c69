"""A district or a nation with calls, applications, readers and scores, for the benchmark of a selection.

Everything here is synthetic and written below the verbs: no school, person, application or score of it exists.
"""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

SEED = 5
READERS, EACH, CRITERIA, COMMUNITIES, BATCH = 60, 3, 4, 12, 2_000


def office_of(slug: str) -> str:
    """The address of who runs the calls of a district."""
    return f"office@{slug}.example"


class Place:
    """A district with so many schools, readers and people enough for the rows of a bare page."""

    def __init__(self, slug: str, schools: int) -> None:
        from groundswell.kernel.permissions import Actor  # inline: slow import
        from groundswell.kernel.tenancy import writing  # inline: slow import
        from groundswell.planning.actions import goals, initiatives  # inline: slow import
        from groundswell.roster.actions import districts  # inline: slow import

        by = Actor.system(districts.found(slug=slug, name=slug.capitalize()), "command")
        self.tenant, self.rng, self.waves = by.tenant, Random(SEED), 0
        with writing(by.tenant):
            self.schools, self.people, self.users = _roster(by.tenant, slug, schools)
        words = {"en": "Synthetic"}
        goal = goals.add(by=by, number=1, title=words, from_year=2027, to_year=2030)
        self.initiative = initiatives.add(by=by, name=words, goal=goal, from_year=2027)

    def call(self, count: int, *, schools: int = 0, is_read: bool) -> tuple[list[tuple[int, int]], list[int]]:
        """One more call with ``count`` applications of ``schools`` that were asked. Pairs of a reading and the number
        of its reader; and the criteria."""
        from groundswell.kernel.tenancy import writing  # inline: slow import

        self.waves += 1
        with writing(self.tenant):
            return self._call(count, max(schools, count), is_read)

    def _call(self, count: int, asked: int, is_read: bool) -> tuple[list[tuple[int, int]], list[int]]:
        from groundswell.cohorts.models import Application, Candidacy, Reader, Reading  # inline: slow import
        from groundswell.kernel import clock  # inline: slow import

        phase, criteria = self._phases(count)
        now, tenant = clock.now(), self.tenant
        candidacies = Candidacy.objects.bulk_create(
            (
                Candidacy(
                    tenant=tenant, call=phase.call, school=school, told_at=now,
                    state="interested" if at < count else "invited", answered_at=now if at < count else None,
                )
                for at, school in enumerate(self.schools[:asked])
            ),
            batch_size=BATCH,
        )  # fmt: skip
        taking = candidacies[:count]
        Application.objects.bulk_create(
            Application(tenant=tenant, candidacy=one, submitted_at=now, receipt="0" * 64) for one in taking
        )
        readers = Reader.objects.bulk_create(
            Reader(tenant=tenant, phase=phase, person=person) for person in self.people[:READERS]
        )
        who = [(at * EACH + turn) % READERS for at in range(count) for turn in range(EACH)]
        readings = Reading.objects.bulk_create(
            (
                self._reading(phase, taking[at // EACH], readers[reader], is_read)
                for at, reader in enumerate(who)
            ),
            batch_size=BATCH,
        )
        if is_read:
            self._scores(phase, readings, criteria)
        return [(one.pk, reader) for one, reader in zip(readings, who, strict=True)], criteria

    def _phases(self, places: int) -> tuple[Any, list[int]]:
        """A call under way with the shipped phases but for the visits; the one in which applications are read, and
        what they are read by."""
        from groundswell.cohorts.models import AdoptionWave, Call, SelectionPhase  # inline: slow import
        from groundswell.kernel import clock  # inline: slow import

        now, tenant = clock.now(), self.tenant
        wave = AdoptionWave.objects.create(
            tenant=tenant,
            initiative=self.initiative,
            number=self.waves,
            year=2026 + self.waves,
            planned=places,
        )
        call = Call.objects.create(
            tenant=tenant, wave=wave, title={"en": f"Synthetic {self.waves}"}, commitments=[{"en": "None"}],
            places=max(1, places // 3), state="open", opened_at=now,
        )  # fmt: skip
        version, criteria = self._rubric()
        kinds = {"interest": (-30, -20), "screening": (-20, -10), "reading": (-10, 10), "approval": (10, 20)}
        for position, (kind, (begins, ends)) in enumerate(kinds.items(), start=1):
            SelectionPhase.objects.create(
                tenant=tenant, call=call, position=position, kind=kind, opens_at=now + timedelta(days=begins),
                closes_at=now + timedelta(days=ends), rubric=version if kind == "reading" else None,
                settled_at=now if ends < 0 else None, load_cap=500,
            )  # fmt: skip
        return SelectionPhase.objects.select_related("call").get(call=call, kind="reading"), criteria

    def _rubric(self) -> tuple[Any, list[int]]:
        from groundswell.cohorts.models import (  # inline: slow import
            LevelDescriptor,
            Rubric,
            RubricCriterion,
            RubricVersion,
        )

        tenant = self.tenant
        rubric = Rubric.objects.create(tenant=tenant, initiative=self.initiative, title="Synthetic")
        version = RubricVersion.objects.create(tenant=tenant, rubric=rubric)
        criteria = RubricCriterion.objects.bulk_create(
            RubricCriterion(tenant=tenant, version=version, position=at, title=f"Criterion {at}")
            for at in range(1, CRITERIA + 1)
        )
        LevelDescriptor.objects.bulk_create(
            LevelDescriptor(tenant=tenant, criterion=one, level=level, text="Synthetic.")
            for one in criteria
            for level in range(1, 5)
        )
        RubricVersion.objects.filter(pk=version.pk).update(state="vetted")
        return version, [one.pk for one in criteria]

    def _reading(self, phase: Any, candidacy: Any, reader: Any, is_read: bool) -> Any:
        from groundswell.cohorts.models import Reading  # inline: slow import
        from groundswell.kernel import clock  # inline: slow import

        row = Reading(tenant=self.tenant, phase=phase, reader=reader, candidacy=candidacy)
        if is_read:
            row.total = Decimal(self.rng.randint(4, 16)) / 4
            row.state, row.revision, row.saved_at, row.done_at = "done", 1, clock.now(), clock.now()
            row.comment = row.for_school = "Synthetic."
        return row

    def _scores(self, phase: Any, readings: list[Any], criteria: list[int]) -> None:
        """Four levels for each, and what the statistics would say: any numbers, in their shape."""
        from groundswell.cohorts.models import Score, ScoreReport  # inline: slow import

        Score.objects.bulk_create(
            (
                Score(tenant=self.tenant, reading=one, criterion_id=criterion, level=self.rng.randint(1, 4))
                for one in readings
                for criterion in criteria
            ),
            batch_size=BATCH,
        )
        keys = {str(one.candidacy_id) for one in readings}
        readers = {str(one.reader_id) for one in readings}
        data: dict[str, Any] = {
            "places": phase.call.places,
            "readings": len(readings),
            "refused": {},
            "parts": [],
        }
        data |= {"bridges": 0, "alpha": [0.6, 0.5, 0.7], "icc": ["ICC(1,k)", 0.6, 0.5, 0.7, EACH]}
        data["adjusted"] = {key: self._interval(2.5, 1.4) for key in keys}
        data["rasch"] = {key: self._interval(0.0, 2.0) for key in keys}
        data["share"] = {key: [self.rng.random(), 0.0, 1.0] for key in keys}
        data["severity"] = {key: [*self._interval(0.0, 0.5), EACH] for key in readers}
        ScoreReport.objects.create(tenant=self.tenant, phase=phase, stamp="synthetic", data=data)

    def _interval(self, middle: float, width: float) -> list[float]:
        value = round(middle + width * (self.rng.random() - 0.5), 4)
        return [value, value - 0.4, value + 0.4]


def _roster(tenant: Any, slug: str, count: int) -> tuple[list[Any], list[Any], list[Any]]:
    """Schools with their communities, people of whom the first read, and who can sign in: the readers, the office."""
    from groundswell.accounts.models import User  # inline: slow import
    from groundswell.roster.choices import OrganisationKind  # inline: slow import
    from groundswell.roster.models import (  # inline: slow import
        Measure,
        Organisation,
        Person,
        Position,
        School,
        Source,
    )

    def several(kind: str, number: int, parents: list[Any]) -> list[Any]:
        rows = (
            Organisation(
                tenant=tenant, kind=kind, name=f"Synthetic {kind} {n}", parent=parents[n % len(parents)]
            )
            for n in range(number)
        )
        return Organisation.objects.bulk_create(rows, batch_size=BATCH)

    top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    communities = several(OrganisationKind.LEARNING_COMMUNITY, COMMUNITIES, [top])
    schools = several(OrganisationKind.SCHOOL, count, communities)
    School.objects.bulk_create(
        (
            School(tenant=tenant, organisation=one, level="elementary", title_one=at % 3 == 0)
            for at, one in enumerate(schools)
        ),
        batch_size=BATCH,
    )
    source = Source.objects.create(tenant=tenant, key="synthetic", title="Synthetic")
    Measure.objects.bulk_create(
        (
            Measure(
                tenant=tenant, organisation=one, kind="performance_score", year=2026,
                value=Decimal(50 + at % 50), source=source,
            )
            for at, one in enumerate(schools)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    emails = [*(f"reader{n}@{slug}.example" for n in range(READERS)), office_of(slug)]
    users = User.objects.bulk_create(User(email=email, password="!") for email in emails)
    people = Person.objects.bulk_create(
        Person(
            tenant=tenant, given_name="Synthetic", family_name=f"Person {n}", email=f"reader{n}@{slug}.example",
            user=users[n] if n <= READERS else None,
        )
        for n in range(2_500)
    )  # fmt: skip
    held = [
        (one, communities[n % COMMUNITIES], "district_specialist") for n, one in enumerate(people[:READERS])
    ]
    held.append((people[READERS], top, "learning_office"))
    Position.objects.bulk_create(
        Position(tenant=tenant, person=person, organisation=place, role=role) for person, place, role in held
    )
    return schools, people, users
