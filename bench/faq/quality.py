"""How well questions are answered, beside BM25, the closest example question and Rasa's DIET."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.faq import diet
from bench.faq.noise import with_typing_errors, with_word_errors
from bench.faq.sets import DATA, ROOT, build
from bench.report import Metric

CARRIER = ROOT / "tests" / "data" / "carrier_queries.jsonl"
ARTICLES = ROOT / "knowledge_base" / "articles"
TARGETS = {("clinc150_10", "hit@1"): 91.5, ("clinc150_10", "AUROC"): 97.0} | {
    ("stackfaq", "hit@1"): 99.0,
    ("stackfaq", "AUROC"): 98.0,
}
BESIDE = ("hit@1", "AUROC")
"""Figures that the plain methods have as well."""
ALONE = ("hit@3", "MRR@10", "FPR95", "answered_at_90", "answered_at_95", "wrong_answers")
MOST_ECE = 5.0
ECE_TARGET = ("clinc150_10", "clinc150_near")
"""Sets with at least eight examples an article."""
ERRORS = 0.1
"""Share of the words that go wrong."""
MOST_LOST = 3.0
WITH_PEER = ("clinc150_10", "clinc150_near", "stackfaq")

Figures = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One set of one draw, measured; in percent."""

    ours: Figures
    plain: Mapping[str, Figures]
    lost: Figures
    """hit@1 lost by kind of error, in points."""


def public(folder: Path, *, draws: int, peer: bool) -> list[Metric]:
    """The public sets, each figure the mean over that many draws of examples and held-out articles."""
    found: dict[str, list[Drawn]] = {}
    for seed in range(1, draws + 1):
        for name in build(DATA, folder / str(seed), seed):
            found.setdefault(name, []).append(_measured(folder / str(seed) / name))
            print(f"{name}, draw {seed}", file=sys.stderr, flush=True)
    rows: list[Metric] = []
    for name, all_draws in found.items():
        trained = diet.shares(folder / "1" / name) if peer and name in WITH_PEER else {}
        rows += _rows(name, all_draws, trained)
    return rows


def carrier(folder: Path) -> list[Metric]:
    """Our own articles and held-out questions."""
    told = _measured_on(ARTICLES, CARRIER, folder)
    names = ("hit@1", "hit@3", "AUROC", "FPR95", "ECE", "wrong_answers", "right_or_offered")
    rows = [Metric(metric=f"carrier questions: {name}", unit="%", ours=told.ours[name]) for name in names]
    return rows + _lost_rows("carrier questions", told.lost)


def _rows(name: str, draws: Sequence[Drawn], trained: Mapping[str, float]) -> list[Metric]:
    rows = []
    for figure in BESIDE:
        beside = {method: _mean(one.plain[method][figure] for one in draws) for method in draws[0].plain}
        if figure in trained:
            beside["DIET, draw 1"] = trained[figure]
        ours, least = _mean(one.ours[figure] for one in draws), TARGETS.get((name, figure), 0.0)
        rows += [
            Metric(
                metric=f"{name}: {figure} (peer: {method})",
                unit="%",
                ours=ours,
                peer=theirs,
                target=f">= {least:g}, > peer" if least else "> peer",
                met=ours > theirs and ours >= least,
            )
            for method, theirs in beside.items()
        ]
    for figure in ALONE:
        rows.append(Metric(metric=f"{name}: {figure}", unit="%", ours=_mean(d.ours[figure] for d in draws)))
    error = _mean(one.ours["ECE"] for one in draws)
    asked = {"target": f"<= {MOST_ECE:g}", "met": error <= MOST_ECE} if name in ECE_TARGET else {}
    rows.append(Metric(metric=f"{name}: ECE", unit="%", ours=error, **asked))  # type: ignore[arg-type]
    lost = {kind: _mean(one.lost[kind] for one in draws) for kind in draws[0].lost}
    return rows + _lost_rows(name, lost)


def _lost_rows(name: str, lost: Mapping[str, float]) -> list[Metric]:
    return [
        Metric(
            metric=f"{name}: hit@1 lost at {ERRORS:.0%} of words {kind}",
            unit="points",
            ours=points,
            target=f"<= {MOST_LOST:g}",
            met=points <= MOST_LOST,
        )
        for kind, points in lost.items()
    ]


def _measured(folder: Path) -> Drawn:
    return _measured_on(folder / "articles", folder / "queries.jsonl", folder)


def _measured_on(articles: Path, queries: Path, work: Path) -> Drawn:
    said = _evaluate(articles, queries)
    rows = [json.loads(row) for row in queries.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    wrong = {
        "misheard": with_word_errors(texts, rate=ERRORS, seed=1),
        "mistyped": with_typing_errors(texts, rate=ERRORS, seed=1),
    }
    lost = {}
    for kind, changed in wrong.items():
        path = work / f"{kind}.jsonl"
        lines = [json.dumps({**row, "text": text}) for row, text in zip(rows, changed, strict=True)]
        path.write_text("\n".join(lines), encoding="utf-8")
        lost[kind] = (
            _percent(said["figures"])["hit@1"] - _percent(_evaluate(articles, path)["figures"])["hit@1"]
        )
    plain = {method: _percent(figures) for method, figures in said["baselines"].items()}
    return Drawn(ours=_percent(said["figures"]), plain=plain, lost=lost)


def _evaluate(articles: Path, queries: Path) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "knowledge_base", "evaluate", "--json"]
    command += ["--articles", str(articles), "--queries", str(queries)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _percent(figures: Mapping[str, Mapping[str, float | None]]) -> Figures:
    return {name: 100 * one["value"] for name, one in figures.items() if one["value"] is not None}


def _mean(values: object) -> float:
    return statistics.fmean(values)  # type: ignore[arg-type]
