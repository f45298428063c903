"""Trains both sides on the same sources and keeps the models, so that a second run need not train again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.harness.system import ASSISTANT_PYTHON, ROOT

KEPT = ROOT / "build" / "bench" / "chat_turn"
ASSEMBLED = KEPT / "assembled"
"""The sources both sides train on, as our training puts them together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a training cost."""

    seconds: float
    cpu_seconds: float
    """Of all its processes and threads; what a busy machine does not change much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Both sides' models and what they cost."""

    ours: Spent
    peer: Spent
    model: str
    """Our model's name: a fingerprint of all sources."""
    epochs: int
    """Of the peer."""


def spend(command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: Path) -> Spent:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; with the end of its log.
    """
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command), cwd=folder, env=dict(environment), stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(command)} failed:\n{log.read_text(errors='replace')[-2000:]}"
        raise RuntimeError(message)
    return Spent(seconds=time.monotonic() - started, cpu_seconds=usage.ru_utime + usage.ru_stime)


def train_ours(models: Path) -> Spent:
    """`python -m bot.train` into an empty folder."""
    for folder in (models, ASSEMBLED):
        shutil.rmtree(folder, ignore_errors=True)
    models.mkdir(parents=True)
    return spend(
        [str(ASSISTANT_PYTHON), "-m", "bot.train", "--out", str(models), "--work", str(ASSEMBLED)],
        folder=ROOT,
        environment=os.environ,
        log=models.parent / "train.log",
    )


def remembered(model: str, epochs: int) -> Trained | None:
    """What training these sources cost when it was last done here."""
    path = KEPT / "trained.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    if (kept["model"], kept["epochs"]) != (model, epochs):
        return None
    return Trained(ours=Spent(**kept["ours"]), peer=Spent(**kept["peer"]), model=model, epochs=epochs)


def remember(trained: Trained) -> None:
    """Keep the figures beside the models."""
    (KEPT / "trained.json").write_text(json.dumps(asdict(trained), indent=1) + "\n", encoding="utf-8")
