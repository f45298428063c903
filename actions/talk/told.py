"""What was told of the articles in this conversation, and how the customer's words stand to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from re import finditer
from zlib import crc32

from actions.turns.turn import Turn
from actions.words.stage_words import STILL_NOT
from knowledge_base.retriever import Match
from knowledge_base.rule_words import normalised

TOLD = "articles_told"
"""Slot: the passages told in this conversation, the newest last."""
OUT_OF_SIGHT: Mapping[str, object] = {"shown_last": None, "last_question": None}
"""Once a matter was told, a correction is about that and not about an article shown before it."""
LONGEST_LEAD_IN = 8
"""Words that may stand before a passage in a reply."""


def told_before(turn: Turn, match: Match) -> bool:
    """Whether nothing in it is new after what was told just now, or its article was said not to help."""
    told = turn.names(TOLD)
    newest = told[-1] if told and match.slug in turn.names("shown_last") else ""
    just_now = slug_of(newest) == match.slug and _lines(key(match.slug, match.passage)) <= _lines(newest)
    return just_now or (did_not_do(turn) and match.slug in map(slug_of, told))


def did_not_do(turn: Turn) -> bool:
    """Whether the words say that nothing has become better."""
    return STILL_NOT.search(turn.text.replace("’", "'")) is not None


def asked_again(turn: Turn, question: str) -> bool:
    """Whether it is the question answered last; one that was read with an earlier one ends in its words."""
    said, last = normalised(question), normalised(turn.words("last_question"))
    return bool(said) and f" {last}".endswith(f" {said}")


def told_last(turn: Turn) -> bool:
    """Whether the assistant's last words were an article's, so that a no can only be about them."""
    told = turn.names(TOLD)
    words = turn.said[-1] if turn.said else ""
    asks = turn.words("offer") or turn.names("clarifying") or words.rstrip().endswith("?")
    if asks or not told or slug_of(told[-1]) not in turn.names("shown_last"):
        return False
    starts = (found.start() for found in islice(finditer(r"\S+", words), LONGEST_LEAD_IN))
    return any(key(slug_of(told[-1]), words[at:]) == told[-1] for at in starts)


def key(slug: str, passage: str) -> str:
    """What was told of an article, line by line, so that a part of it is known again."""
    return f"{slug}#{'.'.join(f'{crc32(line.encode()):08x}' for line in passage.splitlines())}"


def slug_of(told: str) -> str:
    """The article that a passage is of."""
    return told.partition("#")[0]


def _lines(told: str) -> frozenset[str]:
    return frozenset(told.partition("#")[2].split("."))
