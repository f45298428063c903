"""`make bench NAME=language`: English customers taken for others, and others known, with the time of a turn.

English is what public data holds in `CARE_DATA` (CLINC150, Bitext's customer service) and `nlu_data`;
sentences in other languages are those of the unit test. Without `CARE_DATA` the public rows are left out.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.report import Metric, report
from conversation.language import ENGLISH, language_of

ROOT = Path(__file__).resolve().parent.parent
UNSEEN = ROOT / "tests" / "unit" / "conversation" / "spanish_unseen.yml"
SENTENCES = ROOT / "tests" / "unit" / "conversation" / "language_sentences.yml"


def main() -> int:
    """0 when every target is met."""
    rows: list[Metric] = []
    notes: list[str] = []
    for name, said in _english():
        started = time.process_time()
        foreign = [text for text in said if language_of(text) not in (ENGLISH, None)]
        spent = time.process_time() - started
        share = 100 * len(foreign) / len(said)
        rows += [
            Metric(metric=f"{name}: taken for another language", unit="%", ours=share),
            Metric(metric=f"{name}: a turn", unit="CPU-µs", ours=1e6 * spent / len(said)),
        ]
        notes.append(f"{name}: {len(said)} sentences; taken for another language: {sorted(set(foreign))}")
    unseen = yaml.safe_load(UNSEEN.read_text(encoding="utf-8"))
    share = 100 * sum(language_of(text) == "es" for text in unseen) / len(unseen)
    rows.append(Metric(metric=f"es, {len(unseen)} sentences never looked at: known", unit="%", ours=share))
    known = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    for language in sorted(set(known) - {ENGLISH}):
        right = sum(language_of(text) == language for text in known[language])
        share = 100 * right / len(known[language])
        metric = f"{language}, {len(known[language])} sentences: known"
        rows.append(Metric(metric=metric, unit="%", ours=share))
    return report("language", rows, notes=notes)


def _english() -> Iterator[tuple[str, list[str]]]:
    yield "nlu_data", [text for path in sorted((ROOT / "nlu_data").rglob("*.yml")) for text in _lines(path)]
    if "CARE_DATA" not in os.environ:
        print("CARE_DATA is not set: no public data")
        return
    data = Path(os.environ["CARE_DATA"])
    clinc = json.loads((data / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    yield "CLINC150", [text for part in clinc.values() for text, _ in part]
    yield (
        "Bitext",
        [text for part in ("dev", "train") for text in _column(data / "bitext_cs" / f"{part}.csv")],
    )


def _lines(path: Path) -> Iterator[str]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for item in document.get("nlu", ()) if isinstance(document, dict) else ():
        examples = item.get("examples", ())
        lines = examples.splitlines() if isinstance(examples, str) else map(str, examples)
        yield from (text for line in lines if (text := line.strip(" -")))


def _column(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["utterance"] for row in csv.DictReader(file)]


if __name__ == "__main__":
    sys.exit(main())
