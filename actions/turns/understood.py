"""What is meant when the classifier was torn between wishes that mean the same to the open question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.turns.context import FALLBACK
from actions.turns.turn import Intent, Turn
from actions.words.conditions import agreed_if

YES_OR_NO = (frozenset({"affirm"}), frozenset({"deny", "never_mind"}))
"""Wishes that mean the same to a question for a yes or no."""
SOFT = frozenset({FALLBACK, "ask_faq", "out_of_scope", "small_talk"})
"""What a yes or no in front always overrules."""
SURE = 0.6
"""Probability from which on a wish is not overruled by the first word."""
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|yea|sure|right|correct|please do|go ahead|seems so|by all means"
    r"|fine (?:with|by) me|let'?s do (?:that|it)|go for it|absolutely|certainly)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"^\W*(?:no|nope|nah)\b(?!\W+(?:signal|service|bars|network|data|internet))", re.IGNORECASE)
_HEDGED = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|yeah|yep|sure|hm+|um+|well|oh)\W+)*"
    r"(?:i (?:think|guess|suppose|believe|would say) so|i guess|probably|seems so|looks like it"
    r"|it seems so)"
    r"(?:\W+(?:yes|yeah|ok(?:ay)?|so))?\W*$",
    re.IGNORECASE,
)
"""A yes that is not quite sure of itself is still one."""
_IT_IS = re.compile(
    r"^\W*(?:(?:well|oh|hm+|yes|yeah|ok(?:ay)?|actually|so|dear)\W+)*"
    r"(?:it|that|they)(?:'?s| is| are| does| do)"
    r"(?:\W+(?:actually|indeed|in fact|yes|yeah|really))?\W*$",
    re.IGNORECASE,
)
_IT_IS_NOT = re.compile(
    r"^\W*(?:(?:well|oh|hm+|no|nope|ok(?:ay)?|actually|so)\W+)*(?:it|that|they)\s*"
    r"(?:(?:is|are|does|do)(?:n'?t|\s+not)|'?s\s+not)(?:\W+(?:actually|really|no))?\W*$",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\bnot (?:yet|now|really|at all|so far|working)\b", re.IGNORECASE)
"""Belongs to the no before it."""
_HEDGED_NO = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|no|nope|nah|hm+|um+|well|oh|sorry)\W+)*"
    r"(?:(?:it |that )?(?:does ?n[o']?t|did ?n[o']?t|does not|did not) (?:look|seem|sound"
    r"|appear) (?:like (?:it|that)|so|that way)"
    r"|not (?:that|as far as|from what|so far as) i (?:can )?(?:see|tell|know|notice|find)"
    r"|(?:i )?(?:do ?n[o']?t|do not) (?:think|believe) (?:so|it (?:is|does|did))|i doubt (?:it|that)"
    r"|(?:probably|apparently|unfortunately|sadly|afraid|i'?m afraid) not)"
    r"(?:\W+(?:no|yet|unfortunately|sadly|sir|ma'?am|sorry))*\W*$",
    re.IGNORECASE,
)
"""And so is such a no."""
_NO_PROBLEM = re.compile(r"^\W*no\W+(?:problem|worries|objection)", re.IGNORECASE)
_CONDITION = re.compile(
    r"\?|\b(?:but|wait|unless|if|instead|first|not|what|how|why|when|which|who)\b", re.IGNORECASE
)
"""A yes with one of these is no plain yes."""
READ_SURE = 0.85
"""Probability that the reader of answers needs: a yes may cost money."""
READ_LED = 0.7
"""And behind a first word that says so already."""
_READ = {"says_yes": "affirm", "says_no": "deny"}
_OK = re.compile(r"^\W*(?:ok(?:ay)?|alright|all right|fine|good|great|please|then)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:person|human|agent|representative|rep|operator|advisor|somebody|someone|people|team|expert)\b",
    re.IGNORECASE,
)
_NEVER_A_YES = frozenset(
    {"report_emergency", "report_fraud", "report_lost_phone", "deny", "never_mind", "correct", "wait_please"}
)
"""Wishes that no yes hides."""
ENOUGH = 0.35
"""Probability that wishes of the same meaning must have together."""


def settled(turn: Turn, alike: Sequence[frozenset[str]]) -> Turn:
    """The turn with its best wish put in place of the fallback, where the runner-up would mean the same.

    Where the question takes a yes or no, a turn that begins with one and means nothing else for sure is one.
    """
    if not turn.situation.payload and _HEDGED.match(turn.text) and any("affirm" in names for names in alike):
        return replace(turn, intent=Intent(name="affirm", confidence=SURE))
    plainly = turn.text.replace("’", "'")
    if not turn.situation.payload and _HEDGED_NO.match(plainly) and any("deny" in names for names in alike):
        return replace(turn, intent=Intent(name="deny", confidence=SURE))
    if _agrees_on_terms(turn) and any("affirm" in names for names in alike):
        return replace(turn, intent=Intent(name="affirm", confidence=max(SURE, turn.intent.confidence)))
    if _is_refused(turn, alike):
        return replace(turn, intent=Intent(name="deny", confidence=SURE))
    plain = _plain_answer(turn, alike)
    if plain is not None:
        return replace(turn, intent=Intent(name=plain, confidence=SURE))
    if turn.intent.name != FALLBACK or not turn.ranking:
        return turn
    best = turn.ranking[0]
    group = next((names for names in alike if best.name in names), frozenset())
    together = sum(intent.confidence for intent in turn.ranking if intent.name in group)
    others = max((intent.confidence for intent in turn.ranking if intent.name not in group), default=0.0)
    if together < ENOUGH or others > together / 2:
        return turn
    return replace(turn, intent=Intent(name=best.name, confidence=together))


def _agrees_on_terms(turn: Turn) -> bool:
    """ "If that gets it done, yes"; whether the terms are met is seen by whoever knows the price."""
    unsure = turn.intent.name in (*SOFT, "affirm", "correct") or turn.intent.confidence < SURE
    return unsure and not turn.situation.payload and agreed_if(turn.text) is not None


def _is_refused(turn: Turn, alike: Sequence[frozenset[str]]) -> bool:
    """A turn that begins with a no is never taken for the yes, however sure the wish in it is."""
    means_yes = any("affirm" in names and turn.intent.name in names for names in alike)
    no = _NO.match(turn.text) is not None and _NO_PROBLEM.match(turn.text) is None
    return means_yes and no and not turn.situation.payload


def _plain_answer(turn: Turn, alike: Sequence[frozenset[str]]) -> str | None:
    if turn.situation.payload or not any("affirm" in names for names in alike):
        return None
    plain = turn.text.replace("’", "'")
    if turn.intent.name not in SOFT and turn.intent.confidence >= SURE:
        return _read_in_spite(turn, alike, plain)
    if _IT_IS.match(plain) or _IT_IS_NOT.match(plain):
        return "affirm" if _IT_IS.match(plain) else "deny"
    if _NO.match(plain) and not _CONDITION.search(_NOT_YET.sub("", plain)):
        return "deny"
    if _CONDITION.search(plain):
        return None
    if _YES.match(plain):
        return "affirm"
    return _read(turn, alike, least=READ_LED if _OK.match(plain) else READ_SURE)


def _read_in_spite(turn: Turn, alike: Sequence[frozenset[str]], plain: str) -> str | None:
    """ "Yes, send it": a yes that names the act sounds like a wish, and the classifier knows no question."""
    if turn.intent.name in _NEVER_A_YES or _CONDITION.search(plain) or _PERSON.search(plain):
        return None
    led = _YES.match(plain) is not None or _OK.match(plain) is not None
    read = _read(turn, alike, least=READ_LED if led else READ_SURE)
    return read if read == "affirm" else None


def _read(turn: Turn, alike: Sequence[frozenset[str]], least: float = READ_SURE) -> str | None:
    """A yes or no in words of its own; whether something works is asked and read elsewhere."""
    if any("step_worked" in names for names in alike):
        return None
    chances = turn.answers.get("yes_no") or {}
    meaning = max(chances, key=lambda name: chances[name], default="")
    return _READ.get(meaning) if chances.get(meaning, 0.0) >= least else None
