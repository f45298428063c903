"""What must hold of the assistant's sources besides what Rasa checks. Pure: parsed YAML in, complaints out.

Each complaint is a sentence that begins with the file or the name it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.digressions import covered_pairs, intent_of, plain_rules

FEWEST_EXAMPLES = 15
FEWEST_WORDINGS = 3
"""Of what is asked or spoken: it may be heard several times in one conversation."""

BUILT_IN_INTENTS = frozenset({"restart", "back", "session_start", "out_of_scope"})
NEVER_REMOTE = ("action_session_start", "action_default_fallback")
"""A remote one leaves the conversation dead, or answers ten times, when the action server is down."""

EXPECTS = re.compile(r"free|yes_no|digits:\d+|secret:\d+|phone|name|date|amount|zip|choice")

Domain = Mapping[str, Any]
Wordings = Sequence[Mapping[str, Any]]


def intents_of(domain: Domain) -> list[str]:
    """Names of the domain's intents."""
    return [next(iter(item)) if isinstance(item, dict) else str(item) for item in domain.get("intents") or []]


def rule_complaints(domain: Domain, rules: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every wish has a rule outside of forms and inside each of them."""
    wishes = {*intents_of(domain), "nlu_fallback"} - BUILT_IN_INTENTS
    outside = set(plain_rules(rules))
    inside = covered_pairs(rules)
    complaints = [f"intent {wish} has no rule outside of forms" for wish in sorted(wishes - outside)]
    complaints += [
        f"intent {wish} has no rule inside {form}"
        for wish in sorted(wishes)
        for form in sorted(domain.get("forms") or {})
        if (wish, form) not in inside
    ]
    unknown = {intent_of(rule) for rule in rules} - wishes - BUILT_IN_INTENTS - {None}
    return complaints + [
        f"a rule begins with intent {name}, which no domain has" for name in sorted(map(str, unknown))
    ]


def engine_complaints(domain: Domain) -> list[str]:
    """What the turn's safety rests on."""
    complaints = [
        f"action {name} is listed as an action of ours; the built-in one must stay"
        for name in NEVER_REMOTE
        if name in (domain.get("actions") or [])
    ]
    session = domain.get("session_config") or {}
    if session.get("session_expiration_time", 0) != 0:
        complaints.append(
            "session_config: session_expiration_time must be 0, an expired session un-pauses a handoff"
        )
    return complaints


def response_complaints(domain: Domain, used: Mapping[str, str]) -> list[str]:
    """Responses exist, have several wordings, and a question says what it asks. `used`: name -> where.

    A wording with `metadata: {asked_by: action}` gets its `asks` and `expects` from the action that says it.
    """
    responses: Mapping[str, Wordings] = domain.get("responses") or {}
    complaints = [
        f"{where}: response {name} does not exist"
        for name, where in sorted(used.items())
        if name not in responses
    ]
    for name, wordings in sorted(responses.items()):
        complaints += _wording_complaints(name, wordings or [])
    return complaints


def form_complaints(domain: Domain) -> list[str]:
    """Every slot a form asks for has its question."""
    known = {*(domain.get("responses") or {}), *(domain.get("actions") or [])}
    return [
        f"form {form}: nothing asks for {slot} (utter_ask_{form}_{slot})"
        for form, slot in asked_slots(domain)
        if not known
        & {f"{kind}_ask_{what}" for kind in ("utter", "action") for what in (f"{form}_{slot}", slot)}
    ]


def asked_slots(domain: Domain) -> list[tuple[str, str]]:
    """(form, slot) for every slot that a form requires."""
    return [
        (form, slot)
        for form, content in sorted((domain.get("forms") or {}).items())
        for slot in (content or {}).get("required_slots") or []
    ]


def example_complaints(
    domain: Domain, examples: Mapping[str, Sequence[str]], payloads: set[str]
) -> list[str]:
    """Enough examples per wish, and none that two wishes share. `payloads`: intents that buttons send."""
    complaints = []
    for intent in sorted({*intents_of(domain), *examples} - BUILT_IN_INTENTS - {"nlu_fallback"}):
        count = len(set(map(same, examples.get(intent, []))))
        if count < FEWEST_EXAMPLES and not (count == 0 and intent in payloads):
            complaints.append(f"intent {intent} has {count} different examples, {FEWEST_EXAMPLES} are needed")
    owners: dict[str, set[str]] = {}
    for intent, texts in examples.items():
        for text in texts:
            owners.setdefault(same(text), set()).add(intent)
    complaints += [
        f"example {text!r} belongs to {' and '.join(sorted(intents))}"
        for text, intents in sorted(owners.items())
        if len(intents) > 1
    ]
    return complaints


def held_out_complaints(
    examples: Mapping[str, Sequence[str]], held_out: Mapping[str, Sequence[str]]
) -> list[str]:
    """Nothing that is measured was trained on."""
    trained = {same(text) for texts in examples.values() for text in texts}
    return [
        f"held-out example {text!r} of {intent} is also trained on"
        for intent, texts in sorted(held_out.items())
        for text in texts
        if same(text) in trained
    ]


def same(text: str) -> str:
    """Two examples with the same value teach the same."""
    return " ".join(re.sub(r"[^\w\s$%\[\]]", " ", text.casefold().replace("'", "")).split())


def _wording_complaints(name: str, wordings: Wordings) -> list[str]:
    everyday = [w for w in wordings if not w.get("condition")]
    spoken = [w for w in wordings if w.get("condition")]
    asked = [w for w in wordings if _asks(w) or str(w.get("text") or "").rstrip().endswith("?")]
    asked_here = [w for w in asked if (w.get("metadata") or {}).get("asked_by") != "action"]
    complaints = []
    for kind, group in (("", everyday), (" under its conditions", spoken)):
        least = FEWEST_WORDINGS if asked else 2
        texts = {str(w.get("text") or "") for w in group} - {""}
        if group and texts and len(texts) < least:
            complaints.append(f"response {name} has {len(texts)} wordings{kind}, {least} are needed")
    for wording in asked_here:
        care = (wording.get("custom") or {}).get("care") or {}
        if not care.get("asks"):
            complaints.append(
                f"response {name} asks {str(wording.get('text'))[:50]!r} without custom.care.asks"
            )
        elif not EXPECTS.fullmatch(str(care.get("expects") or "")):
            complaints.append(f"response {name}: custom.care.expects is {care.get('expects')!r}")
    return sorted(set(complaints))


def _asks(wording: Mapping[str, Any]) -> bool:
    return bool(((wording.get("custom") or {}).get("care") or {}).get("asks"))
