"""The patterns of `understanding.yml`, compiled."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

_READ = yaml.safe_load(Path(__file__).with_name("understanding.yml").read_text(encoding="utf-8"))
_OFFERS = "|".join(_READ["offers"])


def plain(text: str) -> str:
    """Text as the patterns expect it."""
    return text.casefold().replace("’", "'").replace("‑", "-")


def pattern(name: str) -> re.Pattern[str]:
    """One of the single patterns: `offers`, `wants_news`, `begs`."""
    return re.compile("|".join(_READ[name]))


def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """One of the ordered tables: `things`, `asks`."""
    return {
        key: re.compile("|".join(parts).replace("{offers}", _OFFERS)) for key, parts in _READ[name].items()
    }
