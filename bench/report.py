"""A bench's result: a table beside the peer, and `build/bench/<name>.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One row. `target` in words ("<= peer", ">= 2x"); `met` is None where nothing was asked."""

    metric: str
    unit: str
    ours: float | None
    peer: float | None = None
    target: str | None = None
    met: bool | None = None


def report(name: str, rows: list[Metric], *, notes: list[str] | None = None) -> int:
    """Print the table, write the file; 1 when a target was missed."""
    head = ("metric", "unit", "ours", "peer", "target", "met")
    table = [
        (
            row.metric,
            row.unit,
            _number(row.ours),
            _number(row.peer),
            row.target or "",
            {None: "", True: "yes", False: "NO"}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in (head, *table)) for column in range(len(head))]
    for line in (head, *table):
        cells = [
            cell.ljust(width) if column in (0, 1, 4) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    for note in notes or []:
        print(note)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    print(f"written: {path.relative_to(FOLDER.parent.parent)}")
    return 1 if any(row.met is False for row in rows) else 0


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
