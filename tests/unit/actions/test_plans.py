"""Plans are told and compared; changes, lines, numbers and endings are collected and given to a person."""

import pytest

from carrier.errors import CarrierUnavailable
from tests.unit.actions.talk import Talk

MARIGOLD = ("555-123-0101", "4071")


async def test_the_own_plan_is_told_with_price_and_contract(talk):
    await talk.says("what plan am i on", "ask_plan")
    await talk.proves(*MARIGOLD)
    assert talk.responses[-1] == "utter_plans_own"
    assert talk.last.values["plan"] == "Plus 15"
    assert talk.last.values["price"] == "$40.00"
    assert talk.last.values["contract_end"]
    assert talk.facts["plan"] == "Plus 15, $40.00"


async def test_a_contract_that_ended_is_told_by_the_business_date(talk):
    await talk.says("when does my contract end", "ask_plan")
    await talk.proves("555-123-0109", "2765")
    assert talk.responses[-1] == "utter_plans_own_ended"


async def test_plans_are_compared_without_asking_who_it_is(talk):
    await talk.says("what plans do you have", "compare_plans")
    assert talk.responses == ["utter_plans_compared"]
    assert len(talk.care.card.rows) == 7
    assert talk.form is None


async def test_the_own_plan_is_marked_once_it_may_be_read(talk):
    await talk.says("what plan am i on", "ask_plan")
    await talk.proves(*MARIGOLD)
    await talk.says("compare", "compare_plans")
    assert talk.responses == ["utter_plans_compared_own"]
    assert "Plus 15 (yours)" in [row.label for row in talk.care.card.rows]
    assert talk.last.values["other"] == "Family 25"


async def test_the_plans_of_several_lines_are_a_table(talk):
    await talk.says("what plan am i on", "ask_plan")
    await talk.proves("555-123-0106", "1837")
    talk.slots["verification"] = {**talk.slots["verification"], "line_id": None}
    await talk.says("what plans are my lines on", "ask_plan")
    assert talk.responses == ["utter_plans_several_lines"]
    assert len(talk.care.card.rows) == 5


@pytest.mark.parametrize(
    ("intent", "answers", "facts"),
    [
        ("change_plan", ["max 50", "555-123-0101"], {"wanted_plan": "max 50"}),
        ("add_line", ["A new number", "555-123-0101"], {"new_line": "A new number"}),
        (
            "port_in",
            ["555 444 1234", "t-mobile"],
            {"port_number": "555-444-1234", "port_carrier": "t-mobile"},
        ),
        ("cancel_service", ["the whole account", "555-123-0101"], {"cancel_scope": "the whole account"}),
        ("upgrade_phone", ["the newest norrland", "555-123-0101"], {"wanted_phone": "the newest norrland"}),
        ("pause_line", ["until the end of May", "555-123-0101"], {"pause_until": "until the end of May"}),
    ],
)
@pytest.mark.policy("plan-changes-to-the-team", "else-the-team")
async def test_two_facts_and_then_a_person(talk: Talk, intent, answers, facts):
    learnt: dict[str, str] = {}
    await talk.says("i want to do that", intent)
    for answer in answers:
        assert not talk.paused
        assert len(talk.replies) == 1
        await talk.says(answer, "inform_identity")
        learnt |= talk.facts
    assert talk.care.handoff.reason == "policy"
    assert facts.items() <= learnt.items()
    assert all(value in talk.care.handoff.note for value in facts.values())


async def test_a_plan_named_with_the_wish_is_not_asked_for(talk):
    await talk.says("move me to Max 50", "change_plan")
    assert talk.responses == ["utter_ask_request_number"]
    await talk.says("555-123-0101", "inform_identity")
    assert talk.paused
    assert "Max 50" in talk.care.handoff.note


async def test_a_number_known_before_is_not_asked_for_again(talk):
    await talk.says("what plan am i on", "ask_plan")
    await talk.proves(*MARIGOLD)
    await talk.says("switch me to Basic 5", "change_plan")
    assert talk.paused
    assert "555-123-0101" in talk.care.handoff.note


async def test_every_question_may_be_skipped(talk):
    await talk.says("cancel my service", "cancel_service")
    await talk.says("rather not say", "deny")
    await talk.says("no", "deny")
    assert talk.paused


@pytest.mark.parametrize("said", ["a person", "just get me somebody"])
async def test_a_person_is_one_turn_away_while_it_is_collected(talk, said):
    await talk.says("cancel my service", "cancel_service")
    await talk.says(said, "want_agent")
    assert talk.paused
    assert talk.care.handoff.reason == "asked_for_person"


async def test_a_question_in_between_is_answered_and_the_collecting_goes_on(talk):
    await talk.says("change my plan", "change_plan")
    await talk.says("which plans are there?", "compare_plans")
    assert talk.responses == ["utter_plans_compared", "utter_ask_wanted_plan"]
    await talk.says("plus 15 then", "inform_identity")
    assert talk.responses == ["utter_ask_request_number"]


async def test_without_the_carrier_the_wish_is_collected_all_the_same(talk, monkeypatch, carrier):
    async def down(**_):
        raise CarrierUnavailable("connect_failed", operation="list_plans")

    monkeypatch.setattr(carrier, "list_plans", down)
    monkeypatch.setattr(carrier, "find_customers", down)
    await talk.says("change my plan", "change_plan")
    assert talk.responses == ["utter_ask_wanted_plan"]
    await talk.says("the big one", "inform_identity")
    await talk.says("555-123-0101", "inform_identity")
    assert talk.paused


async def test_a_number_is_no_plan(talk: Talk):
    await talk.says("i want a bigger plan", "change_plan")
    await talk.says("555-123-0101, that's the one", "inform_identity")
    assert talk.responses == ["utter_ask_wanted_plan"]
    assert "wanted_plan" not in talk.facts
