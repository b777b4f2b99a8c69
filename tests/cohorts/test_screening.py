"""Screening: what is looked up and judged, what a school says to it, and what the office makes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import phases, screening
from groundswell.cohorts.models import Candidacy, FindingCorrection, PhaseOutcome, ScreeningFinding
from groundswell.cohorts.queries.screening import criteria_of, survey_questions
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.screening import TENURE, CriterionSpec
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.roster.choices import MeasureState, PositionRole
from groundswell.roster.models import Measure, Position, Source
from groundswell.surveys.actions import freezing
from tests.cast import hire
from tests.cohorts.conftest import during, found_school
from tests.support.counts import count
from tests.support.statements import MOST, statements
from tests.surveys.crowd import crowd, post_event

SCORE = CriterionSpec(
    "Growth score", "able", "measure", "growth", threshold=Decimal(60), meaning="How students grew."
)
DEVICES = CriterionSpec("Devices", "able", "devices", "devices_per_student", threshold=Decimal("0.8"))
TIME = CriterionSpec("Principal here for a while", "able", "staffing", TENURE, threshold=Decimal(2))
HELD = CriterionSpec("The team wants it", "willing", "judged")
MANY = count(60, 1000)
ALL = (SCORE, DEVICES, TIME, HELD)


@pytest.fixture
def open_screening(cast, story):
    """Alder and Elm take part; four criteria; the clock stands in the screening."""
    story.take_part("alder", "elm")
    story.settle("interest")
    measured(cast, "alder", "growth", 71, year=2025)
    measured(cast, "alder", "growth", 40, year=2024)
    measured(cast, "alder", "devices_per_student", "0.95")
    measured(cast, "elm", "growth", None, state=MeasureState.SUPPRESSED)
    with writing(cast.tenant):
        since = clock.today("UTC") - timedelta(days=1500)
        Position.objects.filter(person=cast.people["bao"]).update(begins_on=since)
        Position.objects.filter(person=cast.people["head_elm"]).update(begins_on=None)
    phase = story.phase("screening")
    with during(phase):
        screening.set_criteria(by=cast.actor("ola"), phase=phase, criteria=ALL)
        yield phase


def measured(cast, school, kind, value, *, year=2025, state=MeasureState.MEASURED):
    with writing(cast.tenant):
        source, _new = Source.objects.get_or_create(
            tenant=cast.tenant, key="card", defaults={"title": "State report card"}
        )
        Measure.objects.create(
            tenant=cast.tenant, organisation=cast.places[school], kind=kind, year=year, state=state, source=source,
            value=None if value is None else Decimal(str(value)),
        )  # fmt: skip


def now_at(cast, story, school):
    """What holds at a school now, by the criterion's name: (state, value, met)."""
    with reading(cast.tenant):
        rows = ScreeningFinding.objects.filter(candidacy=story.candidacy(school), is_current=True)
        return {
            one.criterion.name: (one.state, one.value and float(one.value), one.met)
            for one in rows.select_related("criterion")
        }


def finding(cast, story, school, name):
    with reading(cast.tenant):
        rows = ScreeningFinding.objects.select_related("criterion__phase", "candidacy__school")
        return rows.get(candidacy=story.candidacy(school), criterion__name=name, is_current=True)


def criterion(cast, phase, name):
    with reading(cast.tenant):
        return next(one for one in criteria_of(phase) if one.name == name)


def test_the_newest_year_is_looked_up_and_what_is_not_known_is_missing_never_zero(
    cast, story, open_screening
):
    counts = screening.measure(by=cast.actor("ola"), phase=open_screening)
    assert counts == {"new": 6, "known": 3, "missing": 2, "masked": 1}
    alder, elm = now_at(cast, story, "alder"), now_at(cast, story, "elm")
    assert alder["Growth score"] == ("known", 71.0, True) and alder["Devices"] == ("known", 0.95, True)
    assert alder["Principal here for a while"][1] == pytest.approx(4.2, abs=0.1)
    assert elm == {
        "Growth score": ("masked", None, None),
        "Devices": ("missing", None, None),
        "Principal here for a while": ("missing", None, None),
    }
    assert finding(cast, story, "alder", "Growth score").source == "State report card, 2024–25"
    assert screening.measure(by=cast.actor("ola"), phase=open_screening)["new"] == 0


def test_a_newer_number_makes_a_new_finding_beside_the_old_one(cast, story, open_screening):
    ola = cast.actor("ola")
    screening.measure(by=ola, phase=open_screening)
    measured(cast, "alder", "growth", 55, year=2026)
    assert screening.measure(by=ola, phase=open_screening)["new"] == 1
    assert now_at(cast, story, "alder")["Growth score"] == ("known", 55.0, False)
    with reading(cast.tenant):
        kept = ScreeningFinding.objects.filter(
            criterion__name="Growth score", candidacy=story.candidacy("alder")
        )
        assert list(kept.order_by("pk").values_list("value", "is_current")) == [(71, False), (55, True)]


def test_the_school_asks_for_a_correction_and_it_holds_over_the_next_look(
    cast, story, open_screening, browse
):
    ola, elm = cast.actor("ola"), cast.actor("head_elm")
    screening.measure(by=ola, phase=open_screening)
    wrong = finding(cast, story, "elm", "Devices")
    asked = screening.dispute(by=elm, finding=wrong, said="We got 300 in May.", value=Decimal("0.9"))
    with pytest.raises(Refused, match="asked for a correction already"):
        screening.dispute(by=elm, finding=wrong, said="Once more.")
    with reading(cast.tenant):
        asked = FindingCorrection.objects.select_related(
            "finding__criterion__phase", "finding__candidacy__school"
        ).get()
    screening.answer(by=ola, correction=asked, accepted=True, answer="Delivery note of 12 May.")
    assert now_at(cast, story, "elm")["Devices"] == ("known", 0.9, True)
    with pytest.raises(Refused, match="answered already"):
        screening.answer(by=ola, correction=asked, accepted=False, answer="No.")
    screening.measure(by=ola, phase=open_screening)
    assert now_at(cast, story, "elm")["Devices"] == ("known", 0.9, True)
    page = browse("head_elm").get(f"/d/riverbend/candidacies/{story.candidacy('elm').pk}/screening/").text
    assert "We got 300 in May." in page and "Delivery note of 12 May." in page and "1 earlier finding" in page
    with reading(cast.tenant):
        [mail] = OutgoingMail.objects.filter(kind="cohorts.correction_answered")
    assert mail.to_person_id == cast.people["head_elm"].pk


def test_what_few_people_said_gets_no_number_from_anybody(cast, story, open_screening):
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    masked = finding(cast, story, "elm", "Growth score")
    with pytest.raises(Refused, match="not shown because the group is too small"):
        screening.dispute(by=cast.actor("head_elm"), finding=masked, said="It was 80.", value=Decimal(80))


def test_a_correction_without_a_value_needs_one_from_the_office(cast, story, open_screening):
    ola = cast.actor("ola")
    screening.measure(by=ola, phase=open_screening)
    wrong = finding(cast, story, "alder", "Growth score")
    screening.dispute(by=cast.actor("bao"), finding=wrong, said="This is last year’s.")
    with reading(cast.tenant):
        asked = FindingCorrection.objects.select_related(
            "finding__criterion__phase", "finding__candidacy__school"
        ).get()
    with pytest.raises(Refused, match="Give the right value"):
        screening.answer(by=ola, correction=asked, accepted=True, answer="Yes.")
    screening.answer(by=ola, correction=asked, accepted=True, answer="Yes.", value=Decimal(50))
    assert now_at(cast, story, "alder")["Growth score"] == ("known", 50.0, False)


def test_the_office_judges_with_what_it_rests_on(cast, story, open_screening):
    ola, held = cast.actor("ola"), criterion(cast, open_screening, "The team wants it")
    with pytest.raises(Refused, match="what you rest it on"):
        screening.judge(by=ola, candidacy=story.candidacy("alder"), criterion=held, met=True, source=" ")
    screening.judge(
        by=ola, candidacy=story.candidacy("alder"), criterion=held, met=True, source="Vote of 3 May."
    )
    screening.judge(
        by=ola, candidacy=story.candidacy("alder"), criterion=held, met=False, source="Vote of 9 May."
    )
    assert now_at(cast, story, "alder")["The team wants it"] == ("known", None, False)
    with pytest.raises(Refused, match="looked up, not judged"):
        score = criterion(cast, open_screening, "Growth score")
        screening.judge(
            by=ola, candidacy=story.candidacy("alder"), criterion=score, met=True, source="I think so."
        )


def test_criteria_that_schools_have_read_stay(cast, open_screening):
    ola = cast.actor("ola")
    screening.measure(by=ola, phase=open_screening)
    with reading(cast.tenant):
        rows = criteria_of(open_screening)
    kept = [CriterionSpec(pk=one.pk, **{name: getattr(one, name) for name in screening.SAYS}) for one in rows]
    with pytest.raises(Refused, match="“Growth score” stays"):
        screening.set_criteria(by=ola, phase=open_screening, criteria=kept[1:])
    with pytest.raises(Refused, match="can’t be looked up elsewhere"):
        moved = CriterionSpec(
            "Growth score", "able", "measure", "other", threshold=Decimal(60), pk=rows[0].pk
        )
        screening.set_criteria(by=ola, phase=open_screening, criteria=[moved, *kept[1:]])
    screening.set_criteria(
        by=ola, phase=open_screening, criteria=[*kept[:3], CriterionSpec("More", "willing", "judged")]
    )
    higher = CriterionSpec("Growth score", "able", "measure", "growth", threshold=Decimal(80), pk=rows[0].pk)
    screening.set_criteria(by=ola, phase=open_screening, criteria=[higher, *kept[1:3]])
    with reading(cast.tenant):
        assert ScreeningFinding.objects.get(criterion=rows[0], value=71, is_current=True).met is False


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        (CriterionSpec("", "able", "judged"), "a name"),
        (CriterionSpec("A", "able", "measure", "growth"), "from which value on"),
        (CriterionSpec("A", "able", "measure", "", threshold=Decimal(1)), "where “A” is looked up"),
        (CriterionSpec("A", "able", "staffing", "growth", threshold=Decimal(1)), "where “A” is looked up"),
        (CriterionSpec("A", "able", "judged", "growth"), "is judged"),
        (CriterionSpec("A", "both", "judged"), "a name"),
    ],
)
def test_what_is_no_criterion_is_refused(cast, open_screening, spec, why):
    with pytest.raises(Refused, match=why):
        screening.set_criteria(by=cast.actor("ola"), phase=open_screening, criteria=[spec])


def test_only_who_may_looks_up_judges_asks_and_answers(cast, story, open_screening, browse):
    hire(cast, "pia", "Pia", "Lorenz", PositionRole.PRINCIPAL, "birch")
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    held, wrong = (
        criterion(cast, open_screening, "The team wants it"),
        finding(cast, story, "alder", "Devices"),
    )
    for who in ("bao", "leo", "ana"):
        with pytest.raises(PermissionDenied):
            screening.measure(by=cast.actor(who), phase=open_screening)
        with pytest.raises(PermissionDenied):
            screening.judge(
                by=cast.actor(who), candidacy=story.candidacy("alder"), criterion=held, met=True, source="x"
            )
    for who in ("pia", "head_elm", "ana"):
        with pytest.raises(PermissionDenied):
            screening.dispute(by=cast.actor(who), finding=wrong, said="x")
    own = f"/d/riverbend/candidacies/{story.candidacy('alder').pk}/screening/"
    for who in ("pia", "head_elm", "ana", "leo", "noor", "nils"):
        assert browse(who).get(own).status_code == 404, who
    other = f"/d/riverbend/candidacies/{story.candidacy('elm').pk}/findings/{wrong.pk}/"
    assert browse("head_elm").post(other, {"said": "x"}).status_code == 404
    for who, status in (("bao", 403), ("leo", 403), ("nils", 404)):
        for page in ("", "criteria/", "?format=csv"):
            assert (
                browse(who).get(f"/d/riverbend/calls/{story.call.pk}/screening/{page}").status_code == status
            ), who


# The pages


def test_the_office_writes_a_criterion_looks_up_and_sees_the_table(cast, story, open_screening, browse):
    url = f"/d/riverbend/calls/{story.call.pk}/screening/"
    said = {
        "name": "Reading score", "meaning": "", "side": "able", "basis": "measure", "measure": "growth",
        "comparison": "at_least", "threshold": "",
    }  # fmt: skip
    assert "from which value on" in browse("ola").post(f"{url}criteria/", said).text
    assert browse("ola").post(f"{url}criteria/", said | {"threshold": "50"}).status_code == 302
    assert browse("ola").post(f"{url}measure/").status_code == 302
    page = browse("ola").get(url).text
    assert "Reading score" in page and "71" in page and "Not shown, the group is too small" in page
    assert "Missing" in page and "Not judged yet" in page
    assert "Alder" in browse("ola").get(f"{url}?show=missing").text
    assert "Elm School" not in browse("ola").get(f"{url}?q=alder").text


def test_three_kinds_of_evidence_confirm_each_other(cast, story, open_screening, browse):
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    own = f"/d/riverbend/candidacies/{story.candidacy('alder').pk}/screening/"
    page = browse("bao").get(own).text
    assert (
        "These say ready: Published school measures, Devices and connections, Positions in the roster."
        in page
    )
    assert "3 of 3 met" in page and "none of 1 known" in page and "Roster: principal here since" in page
    other = browse("head_elm").get(f"/d/riverbend/candidacies/{story.candidacy('elm').pk}/screening/").text
    assert "No three independent kinds of evidence say the same." in other
    ready = browse("ola").get(f"/d/riverbend/calls/{story.call.pk}/screening/?show=ready").text
    assert "Alder" in ready and "Elm School" not in ready


def test_a_school_asks_and_the_office_answers_on_their_pages(cast, story, open_screening, browse):
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    own = f"/d/riverbend/candidacies/{story.candidacy('elm').pk}/"
    wrong = finding(cast, story, "elm", "Devices")
    asked = browse("head_elm").post(
        f"{own}findings/{wrong.pk}/", {"said": "<script>1</script>", "value": "0.9"}
    )
    assert asked.status_code == 302
    page = browse("ola").get(f"{own}screening/").text
    assert "&lt;script&gt;1&lt;/script&gt;" in page and "Answer the school" in page
    table = browse("ola").get(f"/d/riverbend/calls/{story.call.pk}/screening/").text
    assert "1 correction waits for your answer" in table
    with reading(cast.tenant):
        [correction] = FindingCorrection.objects.all()
    answer = f"/d/riverbend/calls/{story.call.pk}/corrections/{correction.pk}/"
    assert browse("ola").post(answer, {"accepted": "yes", "answer": ""}).status_code == 422
    assert browse("ola").post(answer, {"accepted": "no", "answer": "The list says none."}).status_code == 302
    assert "Looked at again, it stays" in browse("head_elm").get(f"{own}screening/").text
    assert now_at(cast, story, "elm")["Devices"] == ("missing", None, None)


def test_several_schools_at_once_are_shown_first(cast, story, open_screening, browse):
    url = f"/d/riverbend/calls/{story.call.pk}/screening/"
    alder, elm = story.candidacy("alder"), story.candidacy("elm")
    phases.give_outcome(
        by=cast.actor("ola"), phase=open_screening, candidacy=elm, outcome="not_passed", reason="=1+1"
    )
    said = {"which": "all", "outcome": "passed", "reason": "All fine.", "q": "", "show": "", "said": ""}
    look = browse("ola").post(f"{url}outcomes/", said).text
    assert "“Goes on” for 1 school" in look and "Does not go on" in look and "Alder" in look
    with reading(cast.tenant):
        assert PhaseOutcome.objects.count() == 1, "nothing is said yet"
    browse("ola").post(
        f"{url}outcomes/", {"sure": "yes", "ids": f"{alder.pk},{elm.pk},999", "outcome": "passed"}
    )
    with reading(cast.tenant):
        assert dict(PhaseOutcome.objects.values_list("candidacy_id", "outcome")) == {
            alder.pk: "passed", elm.pk: "not_passed",
        }  # fmt: skip
    rows = b"".join(browse("ola").get(f"{url}?format=csv")).decode().splitlines()
    assert len(rows) == 3 and rows[2].endswith("'=1+1")
    own = f"/d/riverbend/candidacies/{elm.pk}/screening/"
    browse("ola").post(own, {"outcome": "passed", "reason": "Seen again."})
    assert "Seen again." in browse("head_elm").get(own).text


@pytest.mark.counted
def test_the_table_costs_the_same_however_many_schools(cast, story, open_screening, browse):
    url = f"/d/riverbend/calls/{story.call.pk}/screening/"
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    found_school(cast, "unknown", principal=False)
    with writing(cast.tenant):
        Candidacy.objects.create(
            tenant=cast.tenant, call=story.call, school=cast.places["unknown"], state="interested"
        )
    few = [statements(browse("ola"), url + more) for more in ("", "?show=missing")]
    own = f"/d/riverbend/candidacies/{story.candidacy('alder').pk}/screening/"
    alone = statements(browse("bao"), own)
    for at in range(MANY):
        found_school(cast, f"school{at}", principal=False)
    with writing(cast.tenant):
        Candidacy.objects.bulk_create(
            Candidacy(
                tenant=cast.tenant, call=story.call, school=cast.places[f"school{at}"], state="interested"
            )
            for at in range(MANY)
        )
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    assert [statements(browse("ola"), url + more) for more in ("", "?show=missing")] == few
    assert max(few) <= MOST and alone <= MOST


def test_a_survey_speaks_by_what_it_published_and_what_it_hides_stays_hidden(cast, story, open_screening):
    said = [(("teacher", "alder"), {"confident": one}) for one in ["very"] * 9 + ["slightly"] * 3]
    for school, people in (("birch", 10), ("cedar", 10), ("elm", 3)):
        said += [(("teacher", school), {"confident": "very"})] * people
    asked = crowd(cast, post_event(cast), said, margins=["school"])
    freezing.freeze_due(cast.tenant)
    wave = f"{asked.wave.pk}:confident"
    survey = CriterionSpec("Staff are at ease", "willing", "survey", wave, threshold=Decimal(50))
    screening.set_criteria(by=cast.actor("ola"), phase=open_screening, criteria=[survey])
    screening.measure(by=cast.actor("ola"), phase=open_screening)
    state, value, met = now_at(cast, story, "alder")["Staff are at ease"]
    assert (state, met) == ("known", True) and value == 75.0
    assert now_at(cast, story, "elm")["Staff are at ease"] == ("masked", None, None)
    with reading(cast.tenant):
        assert wave in dict(survey_questions())
