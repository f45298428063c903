"""Puts right what is no word at all, when a word of the known texts is meant: "unlokc" is "unlock". Pure.

Only words that neither these texts nor the sentence model's vocabulary know are touched; what customers say
in their own way stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

SHORTEST = 4
"""Letters of a word that may be put right."""
TWO_ERRORS_FROM = 8
"""Letters from which on two errors are forgiven."""
_APOSTROPHE = re.compile(r"['\u2019`]")
_WORD = re.compile(r"[^\W\d_]+")


def words_of(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in the texts, in small letters and without apostrophes."""
    return Counter(word for text in texts for word in _WORD.findall(_APOSTROPHE.sub("", text.lower())))


class Spelling:
    """Known words, found from misspelt ones by the words with one letter left out (Garbe 2012)."""

    def __init__(self, words: Mapping[str, int], knows: Callable[[str], bool]) -> None:
        """`words` with how often each is used; `knows` says whether a word is in the language's vocabulary,
        so that it is no error.
        """
        self._knows = knows
        self._words = words

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        """Made for the first misspelt word, so that neither a start nor an edit waits for it."""
        found: dict[str, list[str]] = {}
        for word in self._words:
            if len(word) >= SHORTEST - 1:
                for key in _shortened(word):
                    found.setdefault(key, []).append(word)
        return found

    def put_right(self, text: str) -> str:
        """The text with misspelt words replaced; the text itself when there are none."""
        said = text.split()
        fixed = [self._word(word) for word in said]
        return text if fixed == said else " ".join(fixed)

    def _word(self, word: str) -> str:
        bare = word.strip(".,;:!?\"'()").lower()
        if len(bare) < SHORTEST or not bare.isalpha() or bare in self._words or self._knows(bare):
            return word
        keys = _shortened(bare)
        close = {known for key in keys for known in self._by_shortened.get(key, ())}
        allowed = 2 if len(bare) >= TWO_ERRORS_FROM else 1
        ranked = sorted(
            (errors, -self._words[known], known)
            for known in close
            if (errors := distance(bare, known)) <= allowed
        )
        return ranked[0][2] if ranked else word


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def distance(one: str, other: str) -> int:
    """Letters changed, added, lost or swapped with the next (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, their in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != their))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == their:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
