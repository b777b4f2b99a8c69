"""What a verb left a note of is handed on: once, all or nothing, and tried again with growing pauses."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from groundswell.kernel import clock, journal, reactions
from groundswell.kernel.models import Delivery, JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.actions import people
from groundswell.roster.models import Person


@pytest.fixture
def wire(monkeypatch):
    """``wire(handler)``: hand it every ``tests.note``."""
    monkeypatch.setattr(reactions, "_handlers", {})
    monkeypatch.setattr(reactions, "_by_kind", reactions._by_kind.copy())
    return lambda *handlers: reactions.connect(
        [("tests.note", f"tests.handler{at}", handler) for at, handler in enumerate(handlers)]
    )


@verb
def leave_note(*, by, fail=False):
    entry = journal.record("tests.note", by=by)
    if fail:
        raise RuntimeError
    return entry


def deliveries(cast):
    with reading(cast.tenant):
        return list(Delivery.objects.order_by("pk"))


def hires(*, entry, by):
    people.add_person(by=by, given_name="Nora", family_name="Note")


def hires_and_fails(*, entry, by):
    hires(entry=entry, by=by)
    raise OSError("the other system is away")


def hired(cast) -> int:
    with reading(cast.tenant):
        return Person.objects.filter(given_name="Nora").count()


def test_a_note_is_handed_on_once(cast, wire):
    wire(hires)
    leave_note(by=cast.system)
    with reading(cast.tenant):
        assert reactions.due(cast.tenant) == 1
    assert reactions.hand_on(cast.tenant) == 1
    assert reactions.hand_on(cast.tenant) == 0
    [delivery] = deliveries(cast)
    assert (delivery.state, delivery.attempts, hired(cast)) == ("done", 1, 1)


def test_a_note_of_what_was_undone_is_none(cast, wire):
    wire(hires)
    with pytest.raises(RuntimeError):
        leave_note(by=cast.system, fail=True)
    assert deliveries(cast) == [] and reactions.hand_on(cast.tenant) == 0


def test_what_a_failing_handler_wrote_is_undone_and_the_failure_kept(cast, wire):
    wire(hires_and_fails)
    leave_note(by=cast.system)
    assert reactions.hand_on(cast.tenant) == 0
    [delivery] = deliveries(cast)
    assert hired(cast) == 0
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert delivery.error == "OSError: the other system is away"


def test_the_mark_and_the_work_are_one(cast, wire, monkeypatch):
    """Where the mark can't be written, the work is undone too: handed on again later, nothing happens twice."""
    wire(hires)
    leave_note(by=cast.system)
    with monkeypatch.context() as broken:
        save = Delivery.save

        def refuses_done(self, **how):
            if self.state == Delivery.State.DONE:
                raise OSError("no room")
            save(self, **how)

        broken.setattr(Delivery, "save", refuses_done)
        assert reactions.hand_on(cast.tenant) == 0
    assert hired(cast) == 0
    with clock.shifted(timedelta(minutes=1)):
        assert reactions.hand_on(cast.tenant) == 1
    assert hired(cast) == 1


def test_one_failing_handler_holds_up_no_other(cast, wire):
    wire(hires_and_fails, hires)
    leave_note(by=cast.system)
    assert reactions.hand_on(cast.tenant) == 1
    assert [one.state for one in deliveries(cast)] == ["waiting", "done"] and hired(cast) == 1


def test_it_is_tried_again_with_growing_pauses_and_given_up_in_the_end(cast, wire):
    wire(hires_and_fails)
    leave_note(by=cast.system)
    pauses, at = [], clock.now()
    for attempt in range(1, reactions.MAX_ATTEMPTS + 1):
        with clock.standing_at(at):
            reactions.hand_on(cast.tenant)
            assert reactions.hand_on(cast.tenant) == 0, "not before the pause is over"
        [delivery] = deliveries(cast)
        assert delivery.attempts == attempt
        pauses.append((delivery.not_before - at).total_seconds())
        at = delivery.not_before + timedelta(seconds=5)
    assert all(later > 1.5 * earlier for earlier, later in pairwise(pauses))
    assert delivery.state == "given_up"
    with clock.shifted(timedelta(days=30)), reading(cast.tenant):
        assert reactions.due(cast.tenant) == 0


def test_each_district_is_handed_its_own(cast, wire):
    seen = []
    wire(lambda *, entry, by: seen.append((entry.tenant_id, by.tenant.pk)))
    leave_note(by=cast.system)
    leave_note(by=Actor.system(cast.other))
    reactions.hand_on(cast.other)
    assert seen == [(cast.other.pk, cast.other.pk)]
    reactions.hand_on(cast.tenant)
    assert seen[1:] == [(cast.tenant.pk, cast.tenant.pk)]


def test_every_reaction_of_the_wiring_has_a_name_of_its_own():
    """The name is stored with what waits: two handlers under one name would be one."""
    from groundswell.config import wiring

    names = [name for _kind, name, _handler in wiring.REACTIONS]
    assert len(names) == len(set(names))
    kinds = [kind.name for kind in wiring.WORK]
    assert len(kinds) == len(set(kinds))


def test_a_kind_of_work_that_fails_stops_no_other(cast, monkeypatch, caplog):
    from groundswell.kernel import work
    from groundswell.kernel.work import DueWork

    done = []

    def fails(tenant):
        raise OSError("relay away")

    monkeypatch.setattr(work, "_kinds", [])
    work.connect(
        [DueWork("bad", lambda t: 1, fails), DueWork("good", lambda t: 0, lambda t: done.append(t.slug) or 0)]
    )
    assert work.do_some() == 0
    everywhere = set(Tenant.objects.values_list("slug", flat=True))
    assert set(done) == everywhere >= {"riverbend", "harbor-point"}
    assert work.pending() == {"bad": len(everywhere), "good": 0}
    assert "Work bad failed in riverbend" in caplog.text


def test_the_worker_stops_when_nothing_is_left_or_after_its_rounds(cast, monkeypatch):
    from groundswell.kernel import work
    from groundswell.kernel.work import DueWork

    left = Counter(riverbend=3)

    def one(tenant):
        had = left[tenant.slug]
        left[tenant.slug] = max(0, had - 1)
        return min(1, had)

    monkeypatch.setattr(work, "_kinds", [])
    work.connect([DueWork("some", lambda t: left[t.slug], one)])
    assert work.do_all() == 3
    work.connect([DueWork("endless", lambda t: 1, lambda t: 1)])
    assert work.do_all(rounds=4) == 4 * Tenant.objects.count()


def test_a_kind_that_had_nothing_to_do_rests_until_other_work_is_done(cast, monkeypatch):
    from groundswell.kernel import work
    from groundswell.kernel.work import DueWork

    looked: Counter[str] = Counter()
    mail = Counter(riverbend=0)

    def send(tenant):
        looked["mail"] += tenant.slug == "riverbend"
        had, mail[tenant.slug] = mail[tenant.slug], 0
        return had

    def ask(tenant):
        looked["asking"] += tenant.slug == "riverbend"
        return 0

    monkeypatch.setattr(work, "_kinds", [])
    work.connect(
        [DueWork("mail", lambda t: 0, send, every=0), DueWork("asking", lambda t: 0, ask, every=600)]
    )
    rests = work.Rests()
    for _ in range(3):
        work.do_some(rests)
    assert looked == {"mail": 3, "asking": 1}
    mail["riverbend"] = 2
    assert work.do_some(rests) == 2
    work.do_some(rests)
    assert looked == {"mail": 5, "asking": 2}


def test_the_journal_knows_of_no_reaction_that_nobody_wired(cast, wire):
    wire()
    leave_note(by=cast.system)
    assert deliveries(cast) == []
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind="tests.note").exists()
