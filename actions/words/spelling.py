"""Slips of the keyboard in the words a phone is reported with: "wokrs now", "no siganl", "excelent". Pure.

Only words that are not known here are looked at, and only where one known word is meant: two letters that
changed places, or one too many or too few in a long word. Whatever else it may be stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from knowledge_base.phone_parts import phone_parts

SHORTEST = 5
"""Letters from which on two may have changed places."""
SHORTEST_MISSING = 6
"""Letters from which on one may be missing or too many."""
_ANSWERS = """
nope yeah done works working worked work still back again nothing fixed help helped didn't doesn't isn't
won't can't changed change difference better same problem fails failed failing already where find
restarted rebooted reset switched turned tried send sends sent loads load open opens page pages says
shows test speed slow fast excellent poor fair good very signal service bars picture message messages
permission storage allowed missing locked empty filled
"""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def spelled(text: str) -> str:
    """The text with each such slip put right."""
    return _WORD.sub(lambda match: _meant(match.group()) or match.group(), text)


@cache
def _meant(word: str) -> str | None:
    low = word.casefold()
    if len(low) < SHORTEST or low in _vocabulary():
        return None
    found = {other for other in _swapped(low) if other in _vocabulary()}
    if not found and len(low) >= SHORTEST_MISSING - 1:
        found = _one_off(low)
    return found.pop() if len(found) == 1 else None


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _one_off(word: str) -> set[str]:
    """Long known words with one letter more or less; a plural is no slip."""
    shorter = {word[:at] + word[at + 1 :] for at in range(len(word))}
    fewer = {other for other in shorter if len(other) >= SHORTEST_MISSING and other in _vocabulary()}
    more = {other for other in _shortened().get(word, ()) if len(other) >= SHORTEST_MISSING}
    return {other for other in fewer | more if {other, word} != {other, f"{other}s"} and f"{word}s" != other}


@cache
def _vocabulary() -> frozenset[str]:
    words = set(_ANSWERS.split())
    for part in phone_parts().values():
        told = [
            *part.names,
            *(
                word
                for table in (part.own_words, part.bare_words)
                for them in table.values()
                for word in them
            ),
        ]
        words |= {word for phrase in told for word in _WORD.findall(phrase.casefold())}
    return frozenset(words)


@cache
def _shortened() -> dict[str, set[str]]:
    """Each known word without one of its letters."""
    found: dict[str, set[str]] = {}
    for word in _vocabulary():
        for at in range(len(word)):
            found.setdefault(word[:at] + word[at + 1 :], set()).add(word)
    return found
