"""What is to be said as one, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something to be said as one."""

    sentences: tuple[str, ...]
    seq: int | None = None
    """Of the reply it comes from; null for words of the gateway's own."""
    language: str = "en"
    """Which voice says it."""
    protected: int = 0
    """So many sentences at its beginning must be heard whole: that it is automated, a secret's question."""
    asks_keys: bool = False
    """It asks for keys, which may cut it, protected or not."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A saying came to its end."""

    saying: Saying
    left_out: bool = False
    """Some of it could not be spoken."""
    aside: bool = False
    """It was said in between, and is no part of the talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPart:
    """What of a saying the caller heard before it was stopped; `words` may be empty."""

    saying: Saying
    words: str
    whole: bool = False
    """Every word was heard; only the silence after them was cut."""
