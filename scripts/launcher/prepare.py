"""What is made once from what is in the repository: the sentence model, the trained assistant."""

from __future__ import annotations

import os
import subprocess

from launcher.environments import Project, only_one
from launcher.terminal import Trouble, progress


def child_environment() -> dict[str, str]:
    """The environment for our own programs: quiet libraries, one thread each, byte code kept."""
    quiet = {
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    environment = {**quiet, **os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def export_sentence_model(project: Project) -> None:
    """Export the sentence model when its folder is not whole. Raises Trouble."""
    if (project.root / "models" / "sentence_encoder" / "encoder.json").exists():
        check = [str(project.python("services")), "-m", "sentence_encoder.export"]
        _run(project, check, "checking the sentence model")
    else:
        with progress("exporting the sentence model"):
            _run(project, [str(project.python("services")), "-m", "sentence_encoder.export"], "exporting")


def train(project: Project) -> None:
    """Train the assistant when what it is trained from changed. Raises Trouble."""
    command = [str(project.python("assistant")), "-m", "bot.train", "--if-changed"]
    lock = only_one(project.root / "models" / ".training")
    with progress("training the assistant, where it changed"), lock:
        _run(project, command, "training the assistant")


def _run(project: Project, command: list[str], what: str) -> None:
    done = subprocess.run(
        command,
        cwd=project.root,
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise Trouble(f"{what} failed:\n{done.stdout.strip()[-6000:]}")
