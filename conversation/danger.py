"""Words that call for 911 at once, in English; those of other languages stand in `language`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

_APOSTROPHE = re.compile(r"['’`]")
_NO_WORD = re.compile(r"\W+")
_GAP = r"(?:\S+ ){0,3}?"


def tells_danger_in_english(text: str) -> bool:
    """Whether somebody's life or safety is at risk, as far as plain words tell it."""
    said = " ".join(_NO_WORD.sub(" ", _APOSTROPHE.sub("", text.lower())).split()) + " "
    return _phrases().search(said) is not None


@cache
def _phrases() -> re.Pattern[str]:
    document = yaml.safe_load(files("conversation").joinpath("danger.yml").read_text(encoding="utf-8"))
    return re.compile(r"(?<!\S)(?:" + "|".join(map(_pattern, document["english"])) + ")")


def _pattern(phrase: str) -> str:
    parts = []
    for word in phrase.split():
        if word == "*":
            parts.append(_GAP)
            continue
        either = "|".join(map(re.escape, word.rstrip("?").split("|")))
        parts.append(f"(?:(?:{either}) ){'?' if word.endswith('?') else ''}")
    return "".join(parts)
