"""The peer: the same domain, rules, examples and actions under `rasa run` as `rasa init` leaves it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from bench.chat_turn.training import Spent, spend
from tests.harness.ports import free_ports
from tests.harness.system import ROOT, Part, System

RASA = ROOT / ".venv" / "assistant" / "bin" / "rasa"

EPOCHS = 100

DEFAULT_CONFIG: dict[str, Any] = {
    "recipe": "default.v1",
    "assistant_id": "peer",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 100},
        {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True},
    ],
}
"""What `rasa init` leaves to Rasa 3.6.21 (its suggested pipeline and policies, written out)."""

QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def config_of(epochs: int) -> dict[str, object]:
    """The configuration with another number of epochs."""
    parts = {
        name: [{**part, "epochs": epochs} if "epochs" in part else part for part in DEFAULT_CONFIG[name]]
        for name in ("pipeline", "policies")
    }
    return {**DEFAULT_CONFIG, **parts}


class Peer:
    """Rasa's own server over its own actions and back office."""

    def __init__(self, system: System, folder: Path) -> None:
        self.system = system
        """Its carrier and actions; the assistant and front door in it are never started."""
        self.folder = folder
        self.port = free_ports(1)[0]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Where it finds its actions, and that it answers REST."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "credentials.yml").write_text("rest:\n")
        token = self.system.environment["CARE_INTERNAL_TOKEN"]
        endpoint = {
            "url": self.system.url(Part.ACTIONS) + "/webhook",
            "headers": {"Authorization": f"Bearer {token}"},
        }
        (self.folder / "endpoints.yml").write_text(yaml.safe_dump({"action_endpoint": endpoint}))

    def train(self, assembled: Path, *, epochs: int) -> Spent:
        """Train on what our own training assembled; Rasa's default is 100 epochs."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        shutil.copyfile(assembled / "domain.yml", self.folder / "domain.yml")
        shutil.copytree(assembled / "data", self.folder / "data")
        (self.folder / "config.yml").write_text(yaml.safe_dump(config_of(epochs), sort_keys=False))
        return spend(
            [str(RASA), "train", "--domain", "domain.yml", "--data", "data", "--out", "models"],
            folder=self.folder,
            environment={**os.environ, **QUIET},
            log=self.folder / "train.log",
        )

    def start(self) -> float:
        """Until the model answers; seconds."""
        started = time.monotonic()
        with (self.folder / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(RASA), "run", "-i", "127.0.0.1", "-p", str(self.port), "--enable-api",
                    "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
                ],
                cwd=self.folder,
                env={**os.environ, **QUIET},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        while True:
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "run.log").read_text()[-2000:])
            try:
                with urllib.request.urlopen(f"{self.url}/status", timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - started
            except OSError:
                time.sleep(0.05)

    def stop(self) -> None:
        """End the server."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
