"""Rasa's rule policy with an index: a rule per intent and form makes thousands of keys to compare."""

from __future__ import annotations

import functools
import json
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTIVE_LOOP, PREVIOUS_ACTION, USER

Last = tuple[str | None, str | None, str | None]
"""Previous action, intent and active form that the last state of a rule asks for; None asks for nothing."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RulePolicy):
    """Predicts exactly what RulePolicy predicts; only keys whose last state can match are compared."""

    def _get_possible_keys(self, lookup: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
        action, intent, loop = _last(states[-1])
        if action is None:
            # A conversation's first state matches every rule that begins one, whatever else they ask for.
            possible: set[str] = super()._get_possible_keys(lookup, states)
            return possible
        index = self._index_of(lookup)
        near: dict[str, str] = {}
        for wanted_intent in {intent, None}:
            for wanted_loop in {loop, None}:
                near.update(index.get((action, wanted_intent, wanted_loop), {}))
        near_possible: set[str] = super()._get_possible_keys(near, states)
        return near_possible

    def _index_of(self, lookup: dict[str, str]) -> dict[Last, dict[str, str]]:
        kept: list[tuple[dict[str, str], int, dict[Last, dict[str, str]]]] = self.__dict__.setdefault(
            "_indexes", []
        )
        for source, size, index in kept:
            if source is lookup and size == len(lookup):
                return index
        index = {}
        for key, action in lookup.items():
            index.setdefault(_last(self._rule_key_to_state(key)[-1], rule=True), {})[key] = action
        kept[:] = [entry for entry in kept if entry[0] is not lookup] + [(lookup, len(lookup), index)]
        return index

    @staticmethod
    @functools.cache
    def _rule_key_to_state(rule_key: str) -> list[dict[str, Any]]:
        states: list[dict[str, Any]] = json.loads(rule_key)
        return states


def _last(state: dict[str, Any], *, rule: bool = False) -> Last:
    action = state.get(PREVIOUS_ACTION, {}).get("action_name")
    intent = state.get(USER, {}).get("intent")
    loop = state.get(ACTIVE_LOOP, {}).get("name")
    if rule and loop == "should_not_be_set":
        loop = None
    return (action, intent, loop)
