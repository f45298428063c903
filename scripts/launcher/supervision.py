"""Keep processes running under supervisor: one that ends is started again, with a growing pause."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ProtocolError, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from launcher import family
from launcher.processes import Process

STEADY_SECONDS = 10
"""A process that ends sooner than this pauses before its next start, a second longer each time."""
STOP_SECONDS = 15
"""A process that has not ended this long after SIGTERM is killed."""
MANY_TRIES = 100_000
LOG_BYTES, LOG_COUNT = "10MB", 3


class Supervisor:
    """A running supervisord with our processes as its children."""

    def __init__(self, *, python: Path, root: Path, logs: Path) -> None:
        self._python = python
        self._root = root
        self.logs = logs
        # A socket's path may have about 100 characters: a project deep down would not fit.
        self._folder = Path(tempfile.mkdtemp(prefix="front-door-"))
        self._socket = self._folder / "control.sock"
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self, processes: list[Process], environment: Mapping[str, str]) -> None:
        """Start all processes, the first of the list first."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for process in processes:
            self.log_of(process).touch(mode=0o600)
        config = self._folder / "supervisord.conf"
        config.write_text(self._config(processes), encoding="utf-8")
        self._daemon = subprocess.Popen(
            [str(self._python), "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(config)],
            cwd=self._root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.complaints.open("wb"),
            # Ctrl-C reaches the whole foreground group: only the launcher may hear it, to stop in order.
            start_new_session=True,
            preexec_fn=family.end_with_parent,  # noqa: PLW1509 (single-threaded here)
        )

    @property
    def log(self) -> Path:
        """What supervisor itself has to say."""
        return self.logs / "supervisord.log"

    @property
    def complaints(self) -> Path:
        """What supervisor says before it has a log."""
        return self._folder / "complaints"

    def log_of(self, process: Process) -> Path:
        """What the process printed."""
        return self.logs / f"{process.name}.out"

    def has_ended(self) -> bool:
        """Whether supervisord itself is gone: nobody restarts anything any more."""
        return self._daemon is None or self._daemon.poll() is not None

    def states(self) -> dict[str, dict[str, Any]]:
        """supervisor's view of each process by name; empty while it does not answer."""
        proxy = ServerProxy("http://localhost", SupervisorTransport(serverurl=f"unix://{self._socket}"))
        try:
            found = proxy.supervisor.getAllProcessInfo()
        except (OSError, Fault, ProtocolError):
            return {}
        return {str(info["name"]): info for info in found if isinstance(info, dict)}  # type: ignore[union-attr]

    def stop(self) -> set[int]:
        """End all processes, last started first, and what they left. Gives the ids that had to be killed."""
        if self._daemon is not None and self._daemon.poll() is None:
            self._daemon.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + 4 * STOP_SECONDS + 5
            while self._daemon.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
        killed = family.end_all(patience=2)
        shutil.rmtree(self._folder, ignore_errors=True)
        return killed

    def kill(self) -> None:
        """End everything at once."""
        family.end_all(patience=0)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _config(self, processes: list[Process]) -> str:
        config = configparser.RawConfigParser()
        config["unix_http_server"] = {"file": str(self._socket), "chmod": "0600"}
        config["rpcinterface:supervisor"] = {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        }
        config["supervisord"] = {
            "nodaemon": "true",
            "silent": "true",
            "logfile": str(self.log),
            "logfile_maxbytes": LOG_BYTES,
            "logfile_backups": str(LOG_COUNT),
            "pidfile": str(self._folder / "supervisord.pid"),
            "childlogdir": str(self.logs),
            "strip_ansi": "true",
        }
        if os.getuid() == 0:
            config["supervisord"]["user"] = "root"
        for place, process in enumerate(processes):
            config[f"program:{process.name}"] = self._program(process, place)
        lines: list[str] = []
        for section in config.sections():
            lines.append(f"[{section}]")
            # A percent sign begins an expression to supervisor.
            lines += [f"{key} = {value.replace('%', '%%')}" for key, value in config[section].items()]
        return "\n".join(lines) + "\n"

    def _program(self, process: Process, place: int) -> dict[str, str]:
        return {
            "command": shlex.join(process.command),
            "directory": str(self._root),
            "priority": str(100 + place),
            "autostart": "true",
            "autorestart": "true",
            "startsecs": str(STEADY_SECONDS),
            "startretries": str(MANY_TRIES),
            "stopsignal": "TERM",
            "stopwaitsecs": str(STOP_SECONDS),
            "stopasgroup": "true",
            "killasgroup": "true",
            "redirect_stderr": "true",
            # supervisor expands this one twice.
            "stdout_logfile": str(self.log_of(process)).replace("%", "%%"),
            "stdout_logfile_maxbytes": LOG_BYTES,
            "stdout_logfile_backups": str(LOG_COUNT),
        }
