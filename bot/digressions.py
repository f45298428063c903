"""Rules for every wish inside every form, made from the rules for the same wish outside of them.

A wish without a rule inside the active form ends in the fallback and kills the form. What a wish does is
written once; here it is repeated with `condition: - active_loop: <form>` and, unless the rule itself changes
the form, followed by that form, which asks its question again. A hand-written rule for a pair is left alone.
Pure: parsed YAML in and out.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

Rule = Mapping[str, Any]


def intent_of(rule: Rule) -> str | None:
    """The wish a rule begins with."""
    steps = rule.get("steps") or []
    first = steps[0] if steps and isinstance(steps[0], dict) else {}
    intent = first.get("intent")
    return intent if isinstance(intent, str) else None


def form_of(rule: Rule) -> str | None:
    """The form a rule is about: the one its condition names."""
    for condition in rule.get("condition") or []:
        if isinstance(condition, dict) and "active_loop" in condition:
            name = condition["active_loop"]
            return name if isinstance(name, str) else None
    return None


def plain_rules(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Rules that answer a wish outside of forms, by intent."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        intent = intent_of(rule)
        if intent is not None and form_of(rule) is None and not rule.get("conversation_start"):
            found[intent].append(rule)
    return dict(found)


def covered_pairs(rules: Iterable[Rule]) -> set[tuple[str, str]]:
    """(intent, form) of the hand-written rules."""
    pairs = ((intent_of(rule), form_of(rule)) for rule in rules)
    return {(intent, form) for intent, form in pairs if intent is not None and form is not None}


def digressions(rules: Sequence[Rule], forms: Sequence[str]) -> list[dict[str, Any]]:
    """The rules that are missing, in the order of intents, then forms."""
    covered = covered_pairs(rules)
    return [
        _inside(rule, intent, form, number)
        for intent, outside in sorted(plain_rules(rules).items())
        for form in forms
        if (intent, form) not in covered
        for number, rule in enumerate(outside)
    ]


def equivalent_intents(rules: Sequence[Rule], told_apart: Container[str]) -> list[list[str]]:
    """Intents whose single plain rules do exactly the same: to confuse them costs nothing.

    `told_apart` are intents that something else distinguishes, as a yes-or-no question does yes and no.
    """
    by_steps: dict[str, list[str]] = defaultdict(list)
    inside = {intent for intent, _ in covered_pairs(rules)}
    for intent, outside in sorted(plain_rules(rules).items()):
        if intent in told_apart or intent in inside:
            continue
        if len(outside) == 1 and not (outside[0].get("condition") or []):
            by_steps[repr(outside[0]["steps"][1:])].append(intent)
    return [intents for intents in by_steps.values() if len(intents) > 1]


def answered_like(rules: Sequence[Rule], intent: str) -> list[str]:
    """The other intents whose single plain rule does what this one's does."""
    outside = plain_rules(rules)
    wanted = [rule["steps"][1:] for rule in outside.get(intent, [])]
    return [
        name
        for name, found in sorted(outside.items())
        if name != intent and len(found) == 1 and [found[0]["steps"][1:]] == wanted
    ]


def _inside(rule: Rule, intent: str, form: str, number: int) -> dict[str, Any]:
    steps = [copy.deepcopy(dict(step)) for step in rule["steps"]]
    changes_form = any("active_loop" in step for step in steps)
    starts_this_form = any(step.get("action") == form for step in steps)
    if starts_this_form:
        # Asked for again, a form begins again. Without the step that ends it first, Rasa takes the rule for
        # an answer to the form and learns nothing.
        end: list[dict[str, Any]] = [{"action": "action_deactivate_loop"}, {"active_loop": None}]
        steps = [steps[0], *end, {"action": form}, {"active_loop": form}]
    elif not changes_form:
        steps += [{"action": form}, {"active_loop": form}]
    conditions = [copy.deepcopy(dict(condition)) for condition in rule.get("condition") or []]
    name = f"{intent} inside {form}" + (f" ({number + 1})" if number else "")
    made: dict[str, Any] = {"rule": name, "condition": [{"active_loop": form}, *conditions], "steps": steps}
    if rule.get("wait_for_user_input") is False and changes_form:
        made["wait_for_user_input"] = False
    return made
