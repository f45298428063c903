"""Customers' questions as `python -m front_door export-questions` writes them: one JSON object a line."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.plain_text import clean
from knowledge_base.problems import KnowledgeBaseError

OUTCOMES = ("solved", "rejected", "handed_off", "unanswered", "other")
"""What became of a question, as the export says it."""


class QuestionsUnreadable(KnowledgeBaseError):
    """The file of questions cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a customer, already redacted by the front door."""

    question: str
    outcome: str = "other"
    """One of OUTCOMES."""
    shown: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    reason: str | None = None
    """Why it was handed off."""
    intent: str | None = None
    note: str = ""
    """What an agent wrote to the editors about an article; then there is no question."""
    at: str = ""
    reference: str = ""
    """Of the conversation in which an agent flagged it."""


def read_asked(path: Path) -> tuple[Asked, ...]:
    """Every question of the file.

    Raises QuestionsUnreadable.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(f"{path}: {error}") from error
    return tuple(_row(path, n, line) for n, line in enumerate(lines, 1) if line.strip())


def _row(path: Path, n: int, line: str) -> Asked:
    try:
        row: object = json.loads(line)
    except ValueError as error:
        raise QuestionsUnreadable(f"{path}:{n}: not JSON: {error}") from error
    if not (isinstance(row, dict) and isinstance(row.get("question"), str)):
        raise QuestionsUnreadable(f"{path}:{n}: a line needs `question`")
    outcome = str(row.get("outcome") or "other")
    return Asked(
        question=clean(row["question"]),
        outcome=outcome if outcome in OUTCOMES else "other",
        shown=_texts(row, "shown"),
        rejected=_texts(row, "rejected"),
        reason=str(row["reason"]) if row.get("reason") else None,
        intent=str(row["intent"]) if row.get("intent") else None,
        note=clean(str(row.get("note") or "")),
        at=str(row.get("at") or ""),
        reference=clean(str(row.get("reference") or "")),
    )


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def outcomes(asked: Iterable[Asked]) -> dict[str, dict[str, int]]:
    """Per article: how often it was `shown`, and then `rejected`, `handed_off`, `solved`, or `flagged`."""
    found: dict[str, Counter[str]] = {}
    for one in asked:
        for slug in one.shown:
            counted = found.setdefault(slug, Counter())
            counted["flagged" if one.note else "shown"] += 1
            if one.note:
                continue
            if slug in one.rejected:
                counted["rejected"] += 1
            elif one.outcome in ("solved", "handed_off"):
                counted[one.outcome] += 1
    return {slug: dict(counted) for slug, counted in found.items()}
