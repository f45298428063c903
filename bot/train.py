"""`python -m bot.train [--if-changed]`: assemble, train, calibrate; one model named after its inputs."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tarfile
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from bot import environment, log
from bot.models import name_of, trained_at
from bot.project import Project, SourceRefused
from bot.terminal import complain, say
from sentence_encoder import EncoderUnavailable

KEPT_MODELS = 3


class TrainingRefused(RuntimeError):
    """Rasa would not train on the sources; the message is its first complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model and what is known about it."""

    path: Path
    facts: dict[str, Any]
    """accuracy, rejected, threshold, examples, intents (see the classifier's calibration)."""
    seconds: float
    new: bool


def train(project: Project, models: Path, work: Path, *, if_changed: bool, encoder_folder: Path) -> Trained:
    """Train, or with `if_changed` find the model of the same inputs.

    Raises:
        SourceRefused, TrainingRefused, EncoderUnavailable: in a sentence.
    """
    from bot.components.encoder import shared, use

    started = time.monotonic()
    use(encoder_folder.resolve())
    encoder = shared().fingerprint
    name = name_of(project, encoder)
    path = models / name
    if if_changed and path.is_file():
        return Trained(path=path, facts=calibration_of(path), seconds=0.0, new=False)
    _train_with_rasa(project, models, work, name, encoder)
    _forget_old(models)
    return Trained(
        path=path, facts=calibration_of(path), seconds=round(time.monotonic() - started, 1), new=True
    )


def calibration_of(path: Path) -> dict[str, Any]:
    """What the classifier wrote into the model."""
    return _written(path, "calibration.json")


def answers_read(path: Path) -> dict[str, float]:
    """For each kind of question a guide asks: share of answers in held-out voices that are read right."""
    told = _written(path, "answers.json")
    return {question: facts["read_right"] for question, facts in told.items() if "read_right" in facts}


def _written(path: Path, name: str) -> dict[str, Any]:
    with tarfile.open(path) as archive:
        for member in archive:
            if Path(member.name).name == name:
                content = archive.extractfile(member)
                return dict(json.load(content)) if content is not None else {}
    return {}


def _train_with_rasa(project: Project, models: Path, work: Path, name: str, encoder: str) -> None:
    from bot.assembly import assemble
    from bot.components.answer_examples import ANSWERS_VARIABLE
    from bot.components.encoder import MEMORY_VARIABLE

    log.configure("error")
    work.mkdir(parents=True, exist_ok=True)
    assembled = assemble(project, work, encoder=encoder)
    say(
        f"training: {len(project.example_files())} example files, {assembled.faq_examples} questions of "
        f"articles, {assembled.generated_rules} generated rules …"
    )
    os.environ[ANSWERS_VARIABLE] = str(assembled.answers.resolve())
    os.environ[MEMORY_VARIABLE] = str((work / "vectors.npz").resolve())
    said, progress = StringIO(), StringIO()
    with redirect_stderr(progress):
        import rasa.shared.exceptions

        from bot.trainer import train_model
    try:
        with redirect_stdout(said), redirect_stderr(progress):
            train_model(assembled, models / name)
    except SystemExit as error:
        raise TrainingRefused(_first_lines(said.getvalue())) from error
    except rasa.shared.exceptions.RasaException as error:
        raise TrainingRefused(_first_lines(_root(error))) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Rasa's readers trip over YAML that has the right outline and a wrong inside.
        raise TrainingRefused(f"Rasa could not read the sources ({type(error).__name__}: {error})") from error


def _root(error: BaseException) -> str:
    """Rasa wraps the reason into `GraphComponentException`; the reason is what helps."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)


def _first_lines(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:12]) or "Rasa gave no reason"


def _forget_old(models: Path) -> None:
    files = sorted(models.glob("assistant-*.tar.gz"), key=trained_at, reverse=True)
    for path in files[KEPT_MODELS:]:
        path.unlink()


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.train", description=__doc__)
    parser.add_argument("--if-changed", action="store_true", help="do nothing when the model is up to date")
    parser.add_argument("--out", type=Path, default=Path("models/assistant"), help="folder of the model")
    parser.add_argument("--project", type=Path, default=Path(), help="folder with bot/ and nlu_data/")
    parser.add_argument(
        "--work", type=Path, default=Path("build/assistant"), help="folder for what is put together"
    )
    parser.add_argument("--encoder", type=Path, default=Path("models/sentence_encoder"))
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """0 when a model for these sources stands ready."""
    environment.prepare()
    chosen = _arguments(argv)
    try:
        trained = train(
            Project(root=chosen.project),
            chosen.out,
            chosen.work,
            if_changed=chosen.if_changed,
            encoder_folder=chosen.encoder,
        )
    except (SourceRefused, TrainingRefused, EncoderUnavailable) as error:
        complain(f"training refused: {error}")
        return 1
    facts = trained.facts
    state = f"trained in {trained.seconds} s" if trained.new else "up to date"
    say(
        f"assistant {state}: {facts['intents']} intents, {facts['examples']} examples, threshold "
        f"{facts['threshold']:.2f} (held-out accuracy {facts['accuracy']:.1%}, asked again "
        f"{facts['rejected']:.1%}) -> {trained.path}"
    )
    if shares := answers_read(trained.path):
        told = ", ".join(f"{question} {share:.0%}" for question, share in shares.items())
        say(f"answers in voices held out, read right: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
