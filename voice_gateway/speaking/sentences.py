"""A reply as sentences to be said: the spoken form where there is one, without what only eyes can use."""

from __future__ import annotations

import re

from conversation.language import ENGLISH, SPANISH, language_of
from voice_gateway.speaking.as_spoken import as_spoken
from voice_gateway.speaking.as_spoken_es import as_spoken_es

LONGEST = 220
"""Characters of one piece; a longer sentence is cut at a comma, so that its first words need not wait."""

_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+?(?=[.,;!?)]*(?:\s|$))")
_MARKS = re.compile(r"[*_`#>|]+")
_BULLET = re.compile(r"^\s*(?:[-•]|\d+\.)\s+", re.MULTILINE)
_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-ZÁÉÍÓÚ¿¡0-9\"“$])|\n+")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|e\.g|i\.e|approx)\.$", re.IGNORECASE)


def spoken_in(text: str, usual: str = ENGLISH) -> str:
    """The language of the voice for a text: English or Spanish where it surely is, else the usual one."""
    found = language_of(text)
    return found if found in {ENGLISH, SPANISH} else usual


def sentences(text: str, usual: str = ENGLISH) -> tuple[str, ...]:
    """Ready to be spoken, one by one."""
    said = as_spoken_es if spoken_in(text, usual) == SPANISH else as_spoken
    plain = _MARKS.sub("", _BULLET.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", text))))
    pieces: list[str] = []
    for piece in (part.strip() for part in _END.split(plain)):
        if not piece:
            continue
        if pieces and _ABBREVIATION.search(pieces[-1]):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    return tuple(said(short) for piece in pieces for short in _short(piece) if re.search(r"\w", short))


def _short(piece: str) -> list[str]:
    if len(piece) <= LONGEST:
        return [piece]
    cut = piece.rfind(", ", LONGEST // 3, LONGEST)
    if cut < 0:
        cut = piece.rfind(" ", 0, LONGEST)
    if cut < 0:
        return [piece]
    return [piece[: cut + 1].strip(), *_short(piece[cut + 1 :].strip())]
