from __future__ import annotations

import itertools

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy


@pytest.fixture
def policy(assistant):
    from bot.components.rule_policy import IndexedRulePolicy

    nodes = assistant.agent.processor.graph_runner.nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, IndexedRulePolicy))


def states(policy):
    actions = ["action_listen", "utter_greet", "line_form", "mood_form", "action_hand_off", None]
    intents = ["greet", "want_agent", "report_no_signal", "tell_number", "nlu_fallback", "thank", None]
    loops = ["line_form", "mood_form", "should_not_be_set", None]
    for action, intent, loop in itertools.product(actions, intents, loops):
        state = {}
        if action:
            state["prev_action"] = {"action_name": action}
        if intent:
            state["user"] = {"intent": intent}
        if loop:
            state["active_loop"] = {"name": loop}
        yield state


@pytest.mark.parametrize("kind", [RULES, RULES_FOR_LOOP_UNHAPPY_PATH])
def test_the_index_finds_exactly_the_rules_that_rasa_finds(policy, kind):
    lookup = policy.lookup[kind]
    found = 0
    some = list(states(policy))
    for state in some:
        histories = [
            [state],
            [some[0], state],
            [{}, some[3], state],
            [{"prev_action": {"action_name": "x"}}, state],
        ]
        for history in histories:
            expected = RulePolicy._get_possible_keys(policy, lookup, history)
            assert policy._get_possible_keys(lookup, history) == expected
            found += len(expected)
    assert found > 10


def test_the_index_follows_a_lookup_that_grows(policy):
    lookup = dict(policy.lookup[RULES])
    history = [{}, {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "new_wish"}}]
    assert policy._get_possible_keys(lookup, history) == set()
    key = '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "new_wish"}}]'
    lookup[key] = "utter_greet"
    assert policy._get_possible_keys(lookup, history) == {key}
