"""Words gone wrong: lost, added or heard as a similar one, as in speech; mistyped, as on a phone."""

from __future__ import annotations

import random
from collections.abc import Sequence

from knowledge_base.rule_words import normalised


def with_word_errors(texts: Sequence[str], *, rate: float, seed: int) -> list[str]:
    """About that share of words wrong: half heard as a similar word, a quarter lost, a quarter added."""
    chance = random.Random(seed)
    words = sorted({word for text in texts for word in normalised(text).split() if len(word) > 1})
    similar = {word: _similar(word, words) for word in words}
    return [_noisy(text, rate, chance, words, similar) for text in texts]


def _noisy(
    text: str, rate: float, chance: random.Random, words: Sequence[str], similar: dict[str, list[str]]
) -> str:
    said: list[str] = []
    for word in normalised(text).split():
        if chance.random() >= rate:
            said.append(word)
            continue
        kind = chance.random()
        if kind < 0.5:
            said.append(chance.choice(similar.get(word) or words))
        elif kind < 0.75:
            said += [word, chance.choice(words)]
    return " ".join(said) or text


def _similar(word: str, words: Sequence[str]) -> list[str]:
    """Words with the same beginning and about the same length, as an ear confuses them."""
    near = [other for other in words if other != word and abs(len(other) - len(word)) <= 1]
    return [other for other in near if other[:2] == word[:2] or other[-3:] == word[-3:]]


NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST = 3
"""Letters of a word that is mistyped."""


def with_typing_errors(texts: Sequence[str], *, rate: float, seed: int) -> list[str]:
    """About that share of words with one letter swapped with the next, lost, doubled or the key beside it."""
    chance = random.Random(seed)
    return [
        " ".join(
            _mistyped(word, chance) if len(word) >= SHORTEST and chance.random() < rate else word
            for word in text.split()
        )
        for text in texts
    ]


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    letter, following = word[at], word[at + 1]
    beside = next((row for row in NEIGHBOURS if letter.lower() in row), letter)
    near = beside[max(0, beside.find(letter.lower()) - 1) :][:3]
    changed = chance.choice(
        [following + letter, following, letter * 2 + following, chance.choice(near) + following]
    )
    return word[:at] + changed + word[at + 2 :]
