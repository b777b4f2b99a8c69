"""What claims called their goal, in words, becomes goals of the plan: once for each wording, district by district."""

import pytest

from tests.config.longer_way import LONGER_WAY

pytestmark = [pytest.mark.slow, pytest.mark.proof]

BEFORE = (
    LONGER_WAY
    + """

DISTRICT = '''INSERT INTO kernel_tenant (id, slug, name, time_zone, language)
    VALUES (%s, %s, 'A district', 'America/New_York', 'en')'''
CLAIM = '''INSERT INTO impact_claim (tenant_id, sentence, goal, relation, design, state, made_at, changed_at)
    VALUES (%s, '{}', %s, 'states', '', 'draft', '2025-08-01T10:00:00Z', '2025-08-01T10:00:00Z')'''
OUTSIDE = '''INSERT INTO impact_outside_claim (tenant_id, partner, sentence, topic, published, relation, design, told,
        entered_at) VALUES (%s, 'A partner', 'All of it.', 'all', '', 'states', '', '[]', '2025-08-01T10:00:00Z')'''

with migrating.as_owner():
    longer_way().migrate([("impact", "0001_initial")])
    for district, goals in ((1, ["Adults", "Children", "", "Adults"]), (2, ["Adults"])):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DISTRICT, [district, f"d{district}"])
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('groundswell.tenant', %s, true)", [str(district)])
            for goal in goals:
                cursor.execute(CLAIM, [district, goal])
            cursor.execute(OUTSIDE, [district])
    give_rights()
"""
)


def test_the_words_of_a_goal_become_a_goal_of_the_plan(empty):
    machine = empty()
    machine.python(BEFORE)
    machine.did("upgrade")
    goals = "SELECT tenant_id, key, version, from_year, is_current FROM planning_plan_goal ORDER BY id"
    assert [tuple(one) for one in machine.ask(goals)] == [
        (1, "goal-1", 1, 2026, True), (1, "goal-2", 1, 2026, True), (2, "goal-1", 1, 2026, True),
    ]  # fmt: skip
    served = machine.ask(
        "SELECT c.tenant_id, g.tenant_id, g.number FROM impact_claim c LEFT JOIN planning_plan_goal g"
        " ON g.id = c.goal_id ORDER BY c.id"
    )
    assert served == [(1, 1, 1), (1, 1, 2), (1, None, None), (1, 1, 1), (2, 2, 1)]
    assert (
        machine.ask("SELECT state, shown_at = entered_at FROM impact_outside_claim") == [("shown", True)] * 2
    )
