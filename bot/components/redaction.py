"""Blanks part of a customer's turn in stored events and answers. Pure: JSON values in, JSON values out."""

from __future__ import annotations

from typing import Any

BLANK = "█"
"""One per character, so that positions in the text stay true."""

SHORTEST_REPEAT = 3
"""A fragment shorter than this is blanked in its place only: it would hit innocent text elsewhere."""

_REPEATS_IN = frozenset({"text", "value", "custom", "data", "parse_data", "entities", "replies"})


def blank_turn(
    bodies: list[dict[str, Any]], turn_id: str, start: int, end: int
) -> tuple[list[dict[str, Any]] | None, str]:
    """The events with characters [start, end) of a turn blanked, there and wherever they are repeated.

    Gives None for the events when the turn is not among them; else also the fragment that was removed.
    """
    turn = next(
        (body for body in bodies if body.get("event") == "user" and _turn_id(body) == turn_id),
        None,
    )
    if turn is None:
        return None, ""
    text = str(turn.get("text") or "")
    fragment = text[start:end]
    turn["text"] = _blanked(text, start, end)
    parsed = turn.get("parse_data")
    if isinstance(parsed, dict):
        parsed["text"] = _blanked(str(parsed.get("text") or ""), start, end)
        parsed["entities"] = _without(parsed.get("entities"), start, end)
    if len(fragment.strip()) < SHORTEST_REPEAT:
        return bodies, fragment
    return [_repeats_blanked(body, fragment.strip()) for body in bodies], fragment


def redacted_answers(answers: dict[str, dict[str, Any]], fragment: str) -> dict[str, dict[str, Any]]:
    """The answers that repeated the fragment, without it."""
    needle = fragment.strip()
    if len(needle) < SHORTEST_REPEAT:
        return {}
    redacted = {turn: _repeats_blanked(answer, needle) for turn, answer in answers.items()}
    return {turn: answer for turn, answer in redacted.items() if answer != answers[turn]}


def _turn_id(body: dict[str, Any]) -> object:
    return (body.get("metadata") or {}).get("turn_id")


def _blanked(text: str, start: int, end: int) -> str:
    end = min(end, len(text))
    return text[:start] + BLANK * max(0, end - start) + text[end:]


def _without(entities: object, start: int, end: int) -> list[Any]:
    kept = entities if isinstance(entities, list) else []
    return [e for e in kept if not (e.get("start", 0) < end and e.get("end", 0) > start)]


def _repeats_blanked(body: dict[str, Any], fragment: str) -> dict[str, Any]:
    return {key: _blank_in(value, fragment) if key in _REPEATS_IN else value for key, value in body.items()}


def _blank_in(value: object, fragment: str) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value.replace(fragment, BLANK * len(fragment))
    if isinstance(value, list):
        return [_blank_in(item, fragment) for item in value]
    if isinstance(value, dict):
        return {key: _blank_in(item, fragment) for key, item in value.items()}
    return value
