"""Whether words ask something, whatever of; not a "why", which is how people tell what is wrong. Pure."""

from __future__ import annotations

import re

_BEFORE = (
    r"^\W*(?:(?:btw|by the way|oh|hm+|um+|uh+|wait|sorry|also|and|but|so|just|ok(?:ay)?|well|actually|listen"
    r"|(?:a |one )?(?:quick |small |other )?(?:question|thing)(?: in between)?"
    r"|before (?:that|this|i do(?: that)?|we go on)|(?:just )?out of (?:curiosity|interest)"
    r"|while (?:i have you|we'?re at it)|can i ask(?: you)?(?: something)?"
    r"|(?:could|can) you tell me|do you know|i(?:'m| am| was)? wonder(?:ing)?)\W+)*"
)
_ASKING = re.compile(
    _BEFORE + r"(?:how (?:do|can|long|much|many|far|often|would|does|is|are)"
    r"|what(?:'?s|s| is| are| does| do| did| happens)"
    r"|where (?:can|do|is|are|does|will)|when (?:is|are|do|does|will|can)|who (?:is|can|do)|which\b"
    r"|do(?:es)? \w+|is (?:there|my|your|the)|are (?:you|there|your|the|my)|can (?:i|you|my)"
    r"|could i|will (?:i|my|the|you)|am i|have you|has)\b",
    re.IGNORECASE,
)
_OF_THE_STEP = re.compile(
    r"\b(?:that|this|it|there|those|these|here|them)\b"
    r"|\b(?:should|shall|must|did) (?:i|we)\b"
    r"|\bdo (?:i|we|you want me) (?:have|need|to|turn|switch|press|tap)\b"
    r"|\byou (?:mean|say|want)\b|\b(?:next|now)\b",
    re.IGNORECASE,
)

_OF_OWN = re.compile(
    r"\b(?:did|have|has|am|was|were) (?:i|we|my|our)\b"
    r"|\bwhy (?:did|do|does|was|were|is|are|have|has|am)\b[^.?!]*\b(?:i|me|my|we|us|our)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\b(?:(?:is|are) there|are (?:you|they|people)(?: \w+)? there)\b", re.IGNORECASE)
"""A "there" that points at nothing."""


def question_in(text: str) -> str:
    """The question itself, without "before I do that, ..." in front of it."""
    return text[_before(text) :]


def asks_something(text: str) -> bool:
    """Whether the words are a question, with or without its mark."""
    plain = text.replace("’", "'")
    return _ASKING.match(plain) is not None


def asks_of_else(text: str) -> bool:
    """Whether it is a question that points at nothing said before: no "that", "it" or "there"."""
    plain = text.replace("’", "'")
    asked = _ASKING.match(plain)
    said = _EMPTY.sub(" ", plain[_before(plain) :])
    return asked is not None and _OF_THE_STEP.search(said) is None


def asks_of_own(text: str) -> bool:
    """Whether it is asked how it is or was with the customer's own: "did I run out", "why was I charged"."""
    return "?" in text and _OF_OWN.search(text.replace("’", "'")) is not None


def _before(text: str) -> int:
    """Where the question itself begins, after "before I do that, ..."."""
    begun = re.match(_BEFORE, text, re.IGNORECASE)
    return begun.end() if begun else 0
