"""What is said of things that were just told: more of the same, its price, a bigger one. Pure."""

from __future__ import annotations

import re

SHORT = 9
"""Words up to which such a turn points at what was told, and says nothing of its own."""
_MORE = re.compile(
    r"\b(?:another|(?:one|two|once|some|1|2) more|more of (?:that|it|those|the same)"
    r"|(?:the )?same again|the same (?:once more|amount)|again,? please"
    r"|add (?:it|that|one|more) (?:again|once more)|a second one)\b",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(
    r"\b(?:time|line|phone|sim|question|thing|person|minute|moment|sec(?:ond)?|say|repeat|tell|try|call|number)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:how much|what(?:'s| is| was| would be) (?:the|its|that|it)(?: one)?(?:'s)? ?(?:price|cost|charge)"
    r"|what (?:does|do|did|would|will) (?:it|that|this|they|those|one|that one|this one) (?:cost|run|come to)"
    r"|what (?:does|do|would|will) (?:it|that|this|those) set me back)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|that|this|one|those|they|them)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:biggest|largest|highest|top|most expensive|dearest|most data)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:smallest|lowest|cheapest|least expensive|least data)\b", re.IGNORECASE)
_UP = re.compile(
    r"\b(?:bigger|larger|higher|more data|dearer|next (?:one )?up|(?:one )?(?:step|size|level) up"
    r"|one above)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:smaller|lower|cheaper|less (?:data|expensive)|next (?:one )?down|(?:one )?(?:step|size|level) down"
    r"|one below)\b",
    re.IGNORECASE,
)
UP, DOWN, MOST, LEAST = "up", "down", "most", "least"


def wants_same_again(text: str) -> bool:
    """ "One more, please": the same once more, of what was just given."""
    short = len(text.split()) <= SHORT
    return short and _MORE.search(text) is not None and _OTHER_THING.search(text) is None


def asks_its_price(text: str) -> bool:
    """ "And how much is that?": the price of what was just told."""
    plain = text.replace("’", "'")
    short = len(plain.split()) <= SHORT
    return short and _PRICE.search(plain) is not None and _POINTS.search(plain) is not None


def compared_with(text: str) -> str | None:
    """Which of an ordered list is meant by comparing: one up or down, the most, the least."""
    for way, words in ((MOST, _MOST), (LEAST, _LEAST), (UP, _UP), (DOWN, _DOWN)):
        if words.search(text):
            return way
    return None
