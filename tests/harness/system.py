"""The whole system as real processes on free ports, each of which a test may kill and start again."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from conversation.sealing import Sealer
from tests.harness.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
SERVICES_PYTHON = ROOT / ".venv" / "services" / "bin" / "python"
ASSISTANT_PYTHON = ROOT / ".venv" / "assistant" / "bin" / "python"
DEADLINE_S = 400
"""A process may be slow to start beside many others; a test is not about how long that takes."""


class Part(StrEnum):
    """A process of the system."""

    CARRIER = "carrier"
    ACTIONS = "actions"
    ASSISTANT = "assistant"
    FRONT_DOOR = "front_door"


MODULES = {
    Part.CARRIER: (SERVICES_PYTHON, "carrier"),
    Part.ACTIONS: (SERVICES_PYTHON, "actions"),
    Part.ASSISTANT: (ASSISTANT_PYTHON, "bot"),
    Part.FRONT_DOOR: (SERVICES_PYTHON, "front_door"),
}


@dataclass(slots=True, kw_only=True)
class System:
    """Processes, ports and files of one system under test."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    ports: dict[Part, int] = field(init=False)
    processes: dict[Part, subprocess.Popen[bytes]] = field(init=False, default_factory=dict)
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ports = dict(zip(Part, free_ports(len(Part)), strict=True))
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(
                ("CARRIER_", "ACTIONS_", "ASSISTANT_", "FRONT_DOOR_", "CARE_", "BACKOFFICE_")
            )
        }
        self.environment = {
            **clean,
            "PYTHONUNBUFFERED": "1",
            "CARE_SEAL_KEY": Sealer.new_key(),
            "CARE_INTERNAL_TOKEN": secrets.token_urlsafe(24),
            "BACKOFFICE_URL": self.url(Part.CARRIER),
            "CARRIER_PORT": str(self.ports[Part.CARRIER]),
            "CARRIER_DATABASE": str(self.folder / "backoffice.sqlite"),
            "CARRIER_PAYS_AFTER_S": "0",
            "ACTIONS_PORT": str(self.ports[Part.ACTIONS]),
            "ACTIONS_DATABASE": str(self.folder / "actions.sqlite"),
            "ACTIONS_EMBEDDINGS": str(ROOT / "var" / "embeddings"),
            "ACTIONS_FRONT_DOOR_URL": self.url(Part.FRONT_DOOR),
            "ASSISTANT_PORT": str(self.ports[Part.ASSISTANT]),
            "ASSISTANT_TRACKER_DATABASE": str(self.folder / "tracker.sqlite"),
            "ASSISTANT_ACTIONS_URL": self.url(Part.ACTIONS) + "/webhook",
            "FRONT_DOOR_PORT": str(self.ports[Part.FRONT_DOOR]),
            "FRONT_DOOR_LEDGER_DATABASE": str(self.folder / "ledger.sqlite"),
            "FRONT_DOOR_DESK_DATABASE": str(self.folder / "desk.sqlite"),
            "FRONT_DOOR_ASSISTANT_URLS": json.dumps([self.url(Part.ASSISTANT)]),
            "FRONT_DOOR_ACTIONS_URL": self.url(Part.ACTIONS),
            "FRONT_DOOR_DEMO": "true",
            "FRONT_DOOR_IDENTITY_KEY": secrets.token_urlsafe(32),
            **self.extra,
        }

    def url(self, part: Part) -> str:
        """Base URL of a part."""
        return f"http://127.0.0.1:{self.ports[part]}"

    def log(self, part: Part) -> Path:
        """Where a part's output goes."""
        return self.folder / f"{part}.log"

    def start(self, *parts: Part) -> None:
        """Start parts (all without arguments) and wait until each is healthy."""
        chosen = parts or tuple(Part)
        for part in chosen:
            if not self.runs(part):
                self._spawn(part)
        for part in chosen:
            self.wait_healthy(part)

    def begin(self, part: Part) -> None:
        """Start a part without waiting."""
        if not self.runs(part):
            self._spawn(part)

    def runs(self, part: Part) -> bool:
        """Whether the part's process is alive."""
        process = self.processes.get(part)
        return process is not None and process.poll() is None

    def kill(self, part: Part) -> None:
        """End a part at once, as a crash would."""
        process = self.processes.get(part)
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def stop(self) -> None:
        """End everything, politely first."""
        running = [process for process in self.processes.values() if process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait_healthy(self, part: Part) -> None:
        """Until /health answers 200.

        Raises:
            AssertionError: the process ended or stayed unhealthy; with the end of its log.
        """
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            if not self.runs(part):
                break
            try:
                with urllib.request.urlopen(f"{self.url(part)}/health", timeout=20) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.05)
        tail = self.log(part).read_text(errors="replace")[-3000:]
        message = f"{part} is not healthy; its log ends:\n{tail}"
        raise AssertionError(message)

    def demo_agents(self) -> list[dict[str, str]]:
        """Logins and passwords of the demo agents, made when absent."""
        told = subprocess.run(
            [str(SERVICES_PYTHON), "-m", "front_door", "agents", "demo", "--json"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        logins: list[dict[str, str]] = json.loads(told)
        return logins

    def cpu_seconds(self) -> float:
        """User and system time of all live parts together."""
        total = 0.0
        for part, process in self.processes.items():
            if self.runs(part):
                fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return total

    def _spawn(self, part: Part) -> None:
        python, module = MODULES[part]
        with self.log(part).open("ab") as log:
            self.processes[part] = subprocess.Popen(
                [str(python), "-m", module],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
