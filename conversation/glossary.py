"""Words of the trade: what a recogniser is told beforehand, and how what it wrote is read by people."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml


def words() -> tuple[str, ...]:
    """As they are written."""
    return tuple(dict.fromkeys(_table().values()))


def as_written(spoken: str) -> str:
    """A spoken turn with the trade's words as they are written; everything else stays as it was heard."""
    return _pattern().sub(lambda found: _table()[found.group().casefold()], spoken)


@cache
def _table() -> dict[str, str]:
    """As heard, in small letters -> as written."""
    read = yaml.safe_load(files("conversation").joinpath("glossary.yml").read_text(encoding="utf-8"))
    return {
        heard.casefold(): term["write"] for term in read for heard in (term["write"], *term.get("heard", ()))
    }


@cache
def _pattern() -> re.Pattern[str]:
    ways = "|".join(re.escape(heard) for heard in sorted(_table(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ways})(?![\w-])", re.IGNORECASE)
