"""A programme's rule for credit: in versions, on its page and the transcript, and on certificates that stay."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.events.actions import copying, credentials, credit_terms, programmes
from groundswell.events.choices import ArrivalState
from groundswell.events.models import Credential, CreditTerms, LearningEvent, Registration
from groundswell.events.rules import credit, credit_rules
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing

EVENTS = "/d/riverbend/events/"
LEARNING = f"{EVENTS}learning/"


def version(number: int, since: date = date(2020, 1, 1), **values) -> SimpleNamespace:
    usual = {
        "unit": "CEU",
        "hours_per_unit": Decimal(10),
        "minimum_share": 80,
        "step": "0.25",
        "rounding": "down",
    }
    return SimpleNamespace(**usual | {"version": number, "applies_from": since} | values)


def earned(minutes: int, held: int, terms) -> credit_rules.Certified:
    rule = credit_rules.rule_of(terms)
    from datetime import UTC, datetime

    begins = datetime(2026, 3, 1, 14, tzinfo=UTC)
    meeting = credit.Meeting(begins, begins + timedelta(minutes=held))
    there = credit.Attendance(meeting, credit.Presence.PARTLY, minutes=minutes)
    return credit_rules.certified(credit.earned([there], rule), terms)


@pytest.mark.parametrize(
    ("minutes", "held", "values", "hours", "ceu"),
    [
        (600, 600, {}, "10.00", "1.0000"),  # ten contact hours are 1.0 CEU
        (390, 390, {}, "6.50", "0.6500"),
        (480, 600, {}, "8.00", "0.8000"),  # four fifths, exactly
        (479, 600, {}, "7.75", "0"),  # a minute less: hours, and no credit
        (389, 390, {}, "6.25", "0.6250"),
        (389, 390, {"rounding": "nearest"}, "6.50", "0.6500"),
        (100, 100, {"step": "1"}, "1", "0.1000"),
        (90, 90, {"hours_per_unit": Decimal(15)}, "1.50", "0.1000"),
        (900, 900, {"hours_per_unit": Decimal(15)}, "15.00", "1.0000"),  # not 0.9999
        (30, 600, {"minimum_share": 0}, "0.50", "0.0500"),
        (600, 600, {"unit": ""}, "10.00", "0"),
    ],
)
def test_minutes_become_hours_and_hours_credit(minutes, held, values, hours, ceu):
    own = earned(minutes, held, version(1, **values))
    assert (own.hours, own.credit) == (Decimal(hours), Decimal(ceu))
    assert bool(own.unit) == bool(own.credit)


@given(
    st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 100), st.integers(1, 4000),
    st.sampled_from(["0.25", "0.5", "1"]),
)  # fmt: skip
def test_credit_never_says_more_than_there_was(held, minutes, share, per_unit, step):
    per = Decimal(per_unit) / 100
    own = earned(minutes, held, version(1, minimum_share=share, hours_per_unit=per, step=step))
    there = min(minutes, held)
    assert own.hours * 60 <= there and own.credit * per <= own.hours
    if own.credit:
        assert there * 100 >= held * share


def test_the_version_that_holds_is_the_latest_that_applies():
    first, second, third = version(1), version(2, date(2026, 7, 1)), version(3, date(2026, 1, 1))
    assert credit_rules.in_force([first, second, third], date(2026, 3, 1)) is third
    assert credit_rules.in_force([first, second], date(2026, 3, 1)) is first
    assert credit_rules.in_force([first, second], date(2026, 7, 1)) is second
    assert credit_rules.in_force([second], date(2026, 3, 1)) is None


@pytest.fixture
def seat(cast, attended, settings):
    """Ana's seat at ninety minutes of a programme, over since weeks."""
    settings.GROUNDSWELL_URL = "https://testserver"
    programme = programmes.draft(by=cast.actor("ola"), title="Reading well", why="So that everyone reads.")
    section = attended(ana=ArrivalState.ATTENDED)
    with writing(cast.tenant):
        LearningEvent.objects.filter(pk=section.event_id).update(programme=programme)
    attended.later()
    with reading(cast.tenant):
        return Registration.objects.select_related("section__event__programme", "person").get()


def test_the_office_sets_it_and_what_was_certified_stays_as_certified(cast, seat, browse, fresh):
    programme = seat.section.event.programme
    page = f"{EVENTS}programmes/{programme.pk}/credit/"
    rule = {
        "unit": "CEU", "hours_per_unit": "10", "minimum_share": "80", "step": "0.25", "rounding": "down",
        "applies_from": "2020-07-01",
    }  # fmt: skip
    assert "1 CEU" not in browse("ola").get(f"{EVENTS}programmes/{programme.pk}/").text
    assert browse("ola").post(page, rule).status_code == 302
    assert "10 contact hours are 1 CEU" in browse("ola").get(f"{EVENTS}programmes/{programme.pk}/").text
    learning = browse("ana").get(LEARNING).text
    assert "0.15 CEU" in learning and "Reading well: 10 contact hours are 1 CEU" in learning
    browse("ana").post(f"{EVENTS}certificates/for/{seat.pk}/")
    with reading(cast.tenant):
        made = Credential.objects.get()
    assert (made.credit, made.unit, made.terms.version) == (Decimal("0.15"), "CEU", 1)
    assert "0.15 CEU for 1.5 contact hours" in made.document["evidence"][0]["narrative"]
    assert "0.15" in browse("ana").get(f"{EVENTS}certificates/{made.pk}/").text
    browse("ola").post(page, rule | {"hours_per_unit": "5"})
    assert "0.15 CEU" in browse("ana").get(LEARNING).text  # certified by version 1
    credentials.revoke(by=cast.actor("ola"), credential=made, reason="To see what holds now.")
    assert "0.30 CEU" in browse("ana").get(LEARNING).text
    with reading(cast.tenant):
        assert [one.version for one in CreditTerms.objects.order_by("pk")] == [1, 2]
    assert fresh(made).credit == Decimal("0.15")


def test_a_rule_for_later_leaves_what_was_before_alone(cast, seat, browse):
    programme = seat.section.event.programme
    credit_terms.set_terms(
        by=cast.actor("ola"), programme=programme, unit="CEU", hours_per_unit=Decimal(10),
        applies_from=clock.today("UTC") + timedelta(days=400),
    )  # fmt: skip
    assert "CEU" not in browse("ana").get(LEARNING).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours_per_unit": "0"}, {"hours_per_unit": ""}, {"hours_per_unit": "-1"}, {"minimum_share": "101"},
        {"minimum_share": "-1"}, {"step": "0.1"}, {"rounding": "up"}, {"applies_from": "someday"}, {"unit": "x" * 31},
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(cast, seat, browse, wrong):
    page = f"{EVENTS}programmes/{seat.section.event.programme_id}/credit/"
    rule = {
        "unit": "CEU", "hours_per_unit": "10", "minimum_share": "80", "step": "0.25", "rounding": "down",
        "applies_from": "2020-07-01",
    }  # fmt: skip
    answer = browse("ola").post(page, rule | wrong)
    with reading(cast.tenant):
        assert (answer.status_code, CreditTerms.objects.count()) == (422, 0)
    assert browse("ana").post(page, rule).status_code == 403


def test_a_copied_programme_counts_as_the_last_version_says(cast, seat):
    programme = seat.section.event.programme
    for hours in (10, 20):
        credit_terms.set_terms(
            by=cast.actor("ola"), programme=programme, unit="CEU", hours_per_unit=Decimal(hours),
            applies_from=date(2024, 7, 1),
        )  # fmt: skip
    made = copying.copy_programme(by=cast.actor("ola"), programme=programme, weeks=52)
    with reading(cast.tenant):
        copied = CreditTerms.objects.get(programme=made)
    assert (copied.version, copied.hours_per_unit) == (1, 20)
