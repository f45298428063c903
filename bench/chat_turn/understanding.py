"""Intent accuracy and out-of-scope refusal of both sides: held-out sentences, and CLINC150 where it lies."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

from bench.chat_turn.peer import QUIET, Peer
from bench.report import Metric
from tests.harness.system import ASSISTANT_PYTHON, ROOT

CLINC = Path(os.environ.get("CARE_DATA", ROOT.parent / "shared" / "data")) / "clinc150" / "train_val.json"
INTENTS, EXAMPLES, ASKED = 30, 20, 10
"""Intents drawn, training examples and validation questions of each."""


def understanding(models: Path, peer: Peer) -> list[Metric]:
    """The rows; CLINC150's are left out by name when the data is not there."""
    sides = {
        "ours": {"models": str(models)},
        "peer": {"models": str(peer.folder / "models")},
    }
    held_out = {name: _judge("held_out", side) for name, side in sides.items()}
    rows = [
        _row("held-out sentences understood", held_out, "right"),
        _row("held-out sentences answered at once and wrongly", held_out, "sure_and_wrong", more=False),
        _row("held-out out of scope, stopped", held_out, "stopped"),
    ]
    return [*rows, *on_clinc(peer.folder.parent)]


def on_clinc(folder: Path) -> list[Metric]:
    """Both pipelines taught the same draw of CLINC150, working in `folder`; nothing where it is missing."""
    if not CLINC.exists():
        print(f"CLINC150 is not at {CLINC}: set CARE_DATA to measure on it")
        return []
    clinc = {name: _clinc(folder, name) for name in ("ours", "peer")}
    return [
        _row(f"CLINC150, {INTENTS} intents of {EXAMPLES} examples, understood", clinc, "right"),
        _row("CLINC150 out of scope, stopped", clinc, "stopped"),
    ]


def _row(metric: str, sides: dict[str, dict[str, float]], name: str, *, more: bool = True) -> Metric:
    ours, peer = sides["ours"][name] * 100, sides["peer"][name] * 100
    return Metric(
        metric=metric,
        unit="%",
        ours=ours,
        peer=peer,
        target=">= peer" if more else "<= peer",
        met=ours >= peer if more else ours <= peer,
    )


def _judge(kind: str, side: dict[str, str]) -> dict[str, float]:
    """Ask a trained model in the assistant's environment."""
    done = subprocess.run(
        [str(ASSISTANT_PYTHON), "-m", "bench.chat_turn.judge", kind, json.dumps(side)],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _clinc(folder: Path, name: str) -> dict[str, float]:
    """Train the side's pipeline on a draw of CLINC150 (the same for both) and ask it."""
    data = json.loads(CLINC.read_text(encoding="utf-8"))
    chance = random.Random(7)
    intents = sorted({intent for _, intent in data["train"]})
    chosen = set(chance.sample(intents, INTENTS))
    train = _draw([pair for pair in data["train"] if pair[1] in chosen], EXAMPLES, chance)
    asked = _draw([pair for pair in data["val"] if pair[1] in chosen], ASKED, chance)
    foreign = [text for text, _ in data["oos_val"]]
    path = folder / f"clinc_{name}"
    path.mkdir(exist_ok=True)
    (path / "draw.json").write_text(json.dumps({"train": train, "asked": asked, "foreign": foreign}))
    return _judge("clinc", {"folder": str(path), "side": name})


def _draw(pairs: list[list[str]], count: int, chance: random.Random) -> list[list[str]]:
    by_intent: dict[str, list[str]] = {}
    for text, intent in pairs:
        by_intent.setdefault(intent, []).append(text)
    return [
        [text, intent]
        for intent, texts in sorted(by_intent.items())
        for text in chance.sample(texts, min(count, len(texts)))
    ]
