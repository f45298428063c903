"""Which facts an agent needs for each intent: the measure of "no repeated questions"."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _table() -> dict[str, tuple[str, ...]]:
    text = files("conversation").joinpath("required_fields.yml").read_text(encoding="utf-8")
    document: object = yaml.safe_load(text)
    if not isinstance(document, dict):
        message = "required_fields.yml must map an intent to a list of facts"
        raise TypeError(message)
    return {str(intent): tuple(str(fact) for fact in facts) for intent, facts in document.items()}


def required_facts(intent: str | None) -> tuple[str, ...]:
    """The facts to have for `intent`, most important first; those of `default` for any other."""
    table = _table()
    return table.get(intent or "default", table["default"])
