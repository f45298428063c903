"""Words and pairs of words of an answer, those after a "not" marked: what a sentence's meaning blurs. Pure.

"It's on" and "it's not on", "I did it" and "I didn't do it" lie side by side as sentence vectors.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BUCKETS = 1024
REACH = 3
"""Words after a negation that it may speak of."""
BRIEF = 3
"""Words up to which an answer counts as a whole too."""
_NEGATIONS = frozenset(
    {
        *(
            "no",
            "not",
            "never",
            "nothing",
            "without",
            "none",
            "nor",
            "neither",
            "nope",
            "nah",
            "nada",
            "zero",
        ),
        *("dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "werent", "aint", "hasnt", "havent", "hadnt"),
        *("cannot", "cant", "couldnt", "wont", "wouldnt", "shouldnt", "refuse", "refuses"),
        *("hardly", "barely", "still"),
    }
)
_APOSTROPHE = re.compile(r"['’`´]")
_WORD = re.compile(r"[^\W\d_]+|\d+|\?")


def words_of(text: str) -> list[str]:
    """Small letters, without apostrophes; a question mark is a word."""
    return _WORD.findall(_APOSTROPHE.sub("", text.lower()))


def counts(texts: Sequence[str]) -> Floats:
    """Marks of each text in hashed buckets, (len(texts), BUCKETS), rising ever slower with their number."""
    table = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        for mark in _marks(words_of(text)):
            table[row, zlib.crc32(mark.encode()) % BUCKETS] += 1.0
    return np.log1p(table)


def rarity_of(table: Floats) -> Floats:
    """How telling each bucket is, (BUCKETS,)."""
    found = (table > 0).sum(axis=0)
    rarity: Floats = (np.log((1 + len(table)) / (1 + found)) + 1).astype(np.float32)
    return rarity


def weighed(table: Floats, rarity: Floats) -> Floats:
    """Rows of length 1, the telling marks longest."""
    telling = table * rarity
    rows: Floats = telling / (np.linalg.norm(telling, axis=1, keepdims=True) + 1e-9)
    return rows


def _marks(words: Sequence[str]) -> Iterator[str]:
    reach = 0
    for word in words:
        yield f"not {word}" if reach > 0 else word
        reach = REACH if word in _NEGATIONS else reach - 1
    whole = ["^", *words, "$"]
    yield from (f"{one} {other}" for one, other in itertools.pairwise(whole))
    if len(words) <= BRIEF:
        yield "= " + " ".join(words)
