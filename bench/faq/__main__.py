"""`make bench NAME=faq`: quality on public sets, cost of a question, of a start, of an edit, at any size."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.faq import diet, scale
from bench.faq.noise import with_word_errors
from bench.faq.sets import DATA, ROOT, build
from bench.report import Metric, report

CARRIER = ROOT / "tests" / "data" / "carrier_queries.jsonl"
ARTICLES = ROOT / "knowledge_base" / "articles"
TARGETS = {"clinc150_10": (91.5, 97.0), "stackfaq": (99.0, 98.0)}
"""hit@1 and AUROC, percent."""
SIZES = (15, 1_000, 10_000)
"""Articles of ten sentences each."""


def main() -> int:
    """Measure, print, write; 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.faq", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no 100,000 sentences, 100 edits under load")
    parser.add_argument("--peer", action="store_true", help="train Rasa's DIET on the same sets (minutes)")
    options = parser.parse_args()
    rows: list[Metric] = []
    with tempfile.TemporaryDirectory(prefix="faq.") as folder:
        rows += _quality(Path(folder), peer=options.peer)
        rows += _costs(Path(folder))
    sizes = SIZES[:2] if options.quick else SIZES
    rows += [
        Metric(
            metric=f"decide a question, {articles * scale.PER_ARTICLE:,} sentences",
            unit="CPU ms",
            ours=scale.query_ms(articles),
        )
        for articles in sizes
    ]
    spent = scale.edit_s(1_000)
    rows.append(_below("an edited article told, 1,000 articles", "CPU s", spent, 1.0))
    answers, wrong = scale.reload_under_load(100 if options.quick else 1_000)
    rows.append(Metric(metric="answers while files are edited", unit="", ours=answers))
    rows.append(_below("of them wrong, torn or missing", "", wrong, 0))
    return report("faq", rows)


def _quality(folder: Path, *, peer: bool) -> list[Metric]:
    rows: list[Metric] = []
    for name in build(DATA, folder, seed=1):
        said = _evaluate(folder / name / "articles", folder / name / "queries.jsonl")
        beside = diet.shares(folder / name) if peer else {}
        for figure, target in zip(("hit@1", "AUROC"), TARGETS.get(name, (None, None)), strict=True):
            ours = _percent(said["figures"][figure])
            plain = max(_percent(one[figure]) for one in said["baselines"].values())
            rows.append(
                Metric(
                    metric=f"{name}: {figure} (peer: {'DIET' if peer else 'best of BM25, max cosine'})",
                    unit="%",
                    ours=ours,
                    peer=beside.get(figure, plain),
                    target=f">= {target}, > peer" if target else "> peer",
                    met=ours > beside.get(figure, plain) and ours >= (target or 0),
                )
            )
        rows.append(
            Metric(metric=f"{name}: calibration error", unit="%", ours=_percent(said["figures"]["ECE"]))
        )
    return rows + _carrier(folder)


def _carrier(folder: Path) -> list[Metric]:
    said = _evaluate(ARTICLES, CARRIER)
    queries = [json.loads(row) for row in CARRIER.read_text(encoding="utf-8").splitlines()]
    heard = with_word_errors([query["text"] for query in queries], rate=0.1, seed=1)
    path = folder / "heard.jsonl"
    path.write_text(
        "".join(
            json.dumps({**query, "text": text}) + "\n" for query, text in zip(queries, heard, strict=True)
        ),
        encoding="utf-8",
    )
    noisy = _evaluate(ARTICLES, path)
    lost = _percent(said["figures"]["hit@1"]) - _percent(noisy["figures"]["hit@1"])
    names = ("hit@1", "hit@3", "AUROC", "ECE", "wrong_answers", "right_or_offered")
    rows = [
        Metric(metric=f"carrier questions: {name}", unit="%", ours=_percent(said["figures"][name]))
        for name in names
    ]
    return [*rows, _below("carrier questions: hit@1 lost at 10 % word errors", "points", lost, 3)]


def _costs(folder: Path) -> list[Metric]:
    cost = _child("query", CARRIER)
    _child("start", folder / "cache")
    start = _child("start", folder / "cache")
    ratio = cost["peer_ms"] / cost["ours_ms"]
    return [
        Metric(
            metric="encode and decide, median (peer: SentenceTransformer.encode and numpy)",
            unit="CPU ms",
            ours=cost["ours_ms"],
            peer=cost["peer_ms"],
            target="<= 3.5, >= 5x less",
            met=cost["ours_ms"] <= 3.5 and ratio >= 5,
        ),
        _below("ready to answer, vectors kept from before", "CPU s", start["cpu_s"], 0.5),
        _below("memory when ready", "MB", start["mb"], 200),
    ]


def _below(metric: str, unit: str, ours: float, most: float) -> Metric:
    return Metric(metric=metric, unit=unit, ours=ours, target=f"<= {most:g}", met=ours <= most)


def _evaluate(articles: Path, queries: Path) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "knowledge_base", "evaluate", "--json"]
    return _run([*command, "--articles", str(articles), "--queries", str(queries)])


def _child(kind: str, given: Path) -> dict[str, float]:
    return _run([sys.executable, "-m", "bench.faq.child", kind, str(given)])


def _run(command: list[str]) -> dict:  # type: ignore[type-arg]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _percent(one: dict[str, float]) -> float:
    return 100 * one["value"]


if __name__ == "__main__":
    sys.exit(main())
