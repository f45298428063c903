"""Wrap-up codes: how a conversation ended, chosen by the agent from a closed list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    """One code; `label` is what the agent picks."""

    code: str
    label: str


@cache
def wrap_up_codes(path: Path = DATA / "wrap_up.yml") -> tuple[WrapUp, ...]:
    """The codes in the order they are offered."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["codes"]
    return tuple(WrapUp(code=entry["code"], label=entry["label"]) for entry in entries)


def is_wrap_up_code(code: str) -> bool:
    """Whether the list has this code."""
    return any(entry.code == code for entry in wrap_up_codes())
