"""How alike two names sound, so that a name recognition has misspelt is still known.

A weighted edit distance (Damerau 1964) over letters brought to their sound: vowels and consonants that are
taken for each other cost less, and blanks cost nothing, because recognition splits and joins words freely.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

WHOLE_ALIKE = 0.74
"""Likeness from which on two full names may be one, 0 to 1."""
PART_ALIKE = 0.5
"""The same for the given and the family name by themselves: brothers and sisters share one of them."""
CLEAR_OF_NEXT = 0.06
"""By how much the best of several must lead."""

_PAIRS = """
sch:sh tch:ch ph:f gh:g ck:k qu:kw wh:w wr:r kn:n dge:j x:ks ce:se ci:si cy:si c:k kh:ch z:s q:k th:t
ee:i ea:i ie:i oo:u ou:u ai:e ay:e ei:e ey:i y:i mb:m
"""
_SPELLINGS = tuple(tuple(pair.split(":")) for pair in _PAIRS.split())
"""Written and said, in the order in which they are brought together."""
_CH = "\u0001"
_VOWELS = frozenset("aeiou")
_TAKEN_FOR = frozenset(map(frozenset, "bp dt gk fv sj mn lr vw bv hw kj ft pt kt dg".split()))  # noqa: SIM905
"""Consonants that are taken for each other."""
_VOWEL_COST, _NEAR_COST, _SOFT_COST = 0.35, 0.5, 0.45
_SOFT = _VOWELS | {"h", "w"}


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A word by its sound: lower case, no accents, one spelling for each sound, no doubled letters."""
    apart = unicodedata.normalize("NFKD", word.casefold().replace("ß", "ss"))
    plain = "".join(letter for letter in apart if letter.isalpha() and not unicodedata.combining(letter))
    plain = plain.replace("ch", _CH)
    for written, said in _SPELLINGS:
        plain = plain.replace(written, said)
    return re.sub(r"(.)\1+", r"\1", plain.replace(_CH, "ch"))


def likeness(heard: str, full_name: str) -> float:
    """How alike a heard name is to one on file, 0 to 1; 0 where given or family name is somebody else's."""
    parts = [sound(part) for part in full_name.split()]
    words = [sound(word) for word in heard.split()]
    targets = [("".join(parts[:cut]), "".join(parts[cut:])) for cut in range(1, len(parts))] or [
        (parts[0] if parts else "", "")
    ]
    if len(parts) > 2:
        targets.append((parts[0], parts[-1]))
    spoken = {"".join(words)}
    if len(words) > 1:
        spoken |= {"".join((*words[1:], words[0])), "".join((words[0], *words[2:])) if len(words) > 2 else ""}
    return max((_fit(said, *target) for said in spoken if said for target in targets), default=0.0)


def best_of(heard: Sequence[str], names: Sequence[str]) -> int | None:
    """Which of the names was heard, by its place; None when none or more than one is near enough."""
    scores = [max((likeness(said, name) for said in heard), default=0.0) for name in names]
    ranked = sorted(range(len(names)), key=lambda place: -scores[place])
    if not ranked or scores[ranked[0]] < WHOLE_ALIKE:
        return None
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < CLEAR_OF_NEXT:
        return None
    return ranked[0]


def _fit(said: str, given: str, family: str) -> float:
    """The likeness with `said` cut in two where it fits best."""
    if not family:
        return 1 - distances(said, given)[-1] / max(len(said), len(given), 1)
    front = distances(said, given)
    back = distances(said[::-1], family[::-1])[::-1]
    best = 0.0
    for cut in range(len(said) + 1):
        one = 1 - front[cut] / max(cut, len(given), 1)
        two = 1 - back[cut] / max(len(said) - cut, len(family), 1)
        if min(one, two) < PART_ALIKE:
            continue
        whole = 1 - (front[cut] + back[cut]) / max(len(said), len(given) + len(family), 1)
        best = max(best, whole)
    return best


def distances(said: str, target: str) -> list[float]:
    """The distance of each beginning of `said` (0 to all its letters) from the whole target."""
    rows = [[0.0]]
    for letter in target:
        rows[0].append(rows[0][-1] + _lone(letter))
    for i, letter in enumerate(said, start=1):
        row = [rows[-1][0] + _lone(letter)]
        for j, wanted in enumerate(target, start=1):
            cost = min(
                rows[i - 1][j] + _lone(letter),
                row[j - 1] + _lone(wanted),
                rows[i - 1][j - 1] + _swap(letter, wanted),
            )
            if i > 1 and j > 1 and letter == target[j - 2] and said[i - 2] == wanted:
                cost = min(cost, rows[i - 2][j - 2] + _NEAR_COST)
            row.append(cost)
        rows.append(row)
    return [row[-1] for row in rows]


def _lone(letter: str) -> float:
    return _SOFT_COST if letter in _SOFT else 1.0


def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _VOWEL_COST
    return _NEAR_COST if frozenset((one, other)) in _TAKEN_FOR else 1.0
