"""`make bench NAME=faq`: quality on public sets, cost of a question, of a start, of an edit, at any size."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.faq import quality, reload, scale
from bench.faq.sets import ROOT
from bench.report import Metric, report

SIZES = (15, 1_000, 10_000)
"""Articles of ten sentences each."""
MOST_GROWN_MB = 10


def main() -> int:
    """Measure, print, write; 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.faq", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one draw, no 100,000 sentences, 100 edits")
    parser.add_argument(
        "--peer", action="store_true", help="train Rasa's DIET on the same sets (half an hour)"
    )
    parser.add_argument("--only", choices=["quality", "costs"], help="measure half of it")
    options = parser.parse_args()
    rows: list[Metric] = []
    with tempfile.TemporaryDirectory(prefix="faq.") as name:
        folder = Path(name)
        if options.only != "costs":
            rows += quality.public(folder, draws=1 if options.quick else 3, peer=options.peer)
            rows += quality.carrier(folder)
        if options.only != "quality":
            rows += _costs(folder)
            rows += _growth(SIZES[:2] if options.quick else SIZES, 100 if options.quick else 1_000)
    return report("faq", rows)


def _costs(folder: Path) -> list[Metric]:
    cost = _child("query", quality.CARRIER)
    _child("start", folder / "cache")
    start = _child("start", folder / "cache")
    peer = cost["peer_ms"]
    return [
        Metric(
            metric="encode and decide, median (peer: SentenceTransformer.encode and numpy)",
            unit="CPU ms",
            ours=cost["ours_ms"],
            peer=peer,
            target="<= 3.5, >= 5x less",
            met=cost["ours_ms"] <= 3.5 and peer / cost["ours_ms"] >= 5,
        ),
        Metric(
            metric="the same, 95th percentile",
            unit="CPU ms",
            ours=cost["ours_p95_ms"],
            peer=cost["peer_p95_ms"],
        ),
        Metric(
            metric="the same with 32-bit floats, median", unit="CPU ms", ours=cost["floats_ms"], peer=peer
        ),
        Metric(
            metric="the same, in turn with the peer question by question",
            unit="CPU ms",
            ours=cost["in_turn_ours_ms"],
            peer=cost["in_turn_peer_ms"],
        ),
        _below("ready to answer, vectors kept from before", "CPU s", start["cpu_s"], 0.5),
        _below("memory when ready", "MB", start["mb"], 200),
    ]


def _growth(sizes: tuple[int, ...], edits: int) -> list[Metric]:
    rows = [
        Metric(
            metric=f"decide a question, {articles * scale.PER_ARTICLE:,} sentences",
            unit="CPU ms",
            ours=scale.query_ms(articles),
        )
        for articles in sizes
    ]
    rows.append(_below("an edited article told, 1,000 articles", "CPU s", scale.edit_s(1_000), 1.0))
    told = reload.under_load(edits)
    return [
        *rows,
        Metric(metric=f"answers while {edits:,} edits are saved", unit="", ours=told.answers),
        _below("of them wrong, torn or missing", "", told.wrong, 0),
        _below("memory grown over the second half of the edits", "MB", told.grown_mb, MOST_GROWN_MB),
    ]


def _below(metric: str, unit: str, ours: float, most: float) -> Metric:
    return Metric(metric=metric, unit=unit, ours=ours, target=f"<= {most:g}", met=ours <= most)


def _child(kind: str, given: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.faq.child", kind, str(given)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
