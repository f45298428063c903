"""The processes of the system: how each is started, where it listens and what it is told of the others."""

from __future__ import annotations

import base64
import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.environments import Project
from launcher.ports import holder, is_free
from launcher.prepare import child_environment
from launcher.terminal import Trouble

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One program of ours and the place where it listens."""

    name: str
    """Also its package, its table in care.toml and the start of its environment names."""
    environment: str
    host: str
    port: int
    command: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where others on this machine reach it."""
        host = LOOPBACK if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104 (compared, not bound)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


DEFAULT_PORTS = {
    "carrier": 8090,
    "actions": 5055,
    "assistant": 5005,
    "front_door": 8080,
    "voice_gateway": 8081,
}
"""In the order of starting; they are stopped the other way round, so that running turns can end."""
ENVIRONMENT_OF = {"assistant": "assistant"}


def wanted(project: Project, environment: Mapping[str, str]) -> list[Process]:
    """The processes to start: those that exist, without the demo back office when another is named."""
    tables = _care_tables(project, environment)
    names = [name for name in DEFAULT_PORTS if (project.root / _package(name) / "__main__.py").exists()]
    if environment.get("BACKOFFICE_URL") and "carrier" in names:
        names.remove("carrier")
    return [_process(project, name, tables.get(name, {}), environment) for name in names]


def _package(name: str) -> str:
    return "bot" if name == "assistant" else name


def _process(
    project: Project, name: str, table: Mapping[str, object], environment: Mapping[str, str]
) -> Process:
    def setting(key: str, default: object) -> str:
        return environment.get(f"{name.upper()}_{key.upper()}") or str(table.get(key, default))

    port = setting("port", DEFAULT_PORTS[name])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Trouble(f"{name.upper()}_PORT is {port!r}; a port is a number from 1 to 65535.")
    kind = ENVIRONMENT_OF.get(name, "services")
    return Process(
        name=name,
        environment=kind,
        host=setting("host", LOOPBACK),
        port=int(port),
        command=(str(project.python(kind)), "-m", _package(name)),
    )


def shared_environment(processes: list[Process], logs: Path) -> dict[str, str]:
    """What every process is started with: fresh secrets and each other's addresses, unless already given."""
    found = {process.name: process for process in processes}
    result = child_environment()
    result.setdefault("CARE_SEAL_KEY", base64.urlsafe_b64encode(os.urandom(32)).decode())
    result.setdefault("CARE_INTERNAL_TOKEN", secrets.token_urlsafe(32))
    if "carrier" in found:
        result["BACKOFFICE_URL"] = found["carrier"].url
        result.setdefault("BACKOFFICE_TOKEN", secrets.token_urlsafe(32))
        result.setdefault("FRONT_DOOR_DEMO", "true")
    if "actions" in found:
        result.setdefault("ASSISTANT_ACTIONS_URL", f"{found['actions'].url}/webhook")
        result.setdefault("FRONT_DOOR_ACTIONS_URL", found["actions"].url)
    if "assistant" in found:
        result.setdefault("FRONT_DOOR_ASSISTANT_URLS", json.dumps([found["assistant"].url]))
    if "front_door" in found:
        result.setdefault("ACTIONS_FRONT_DOOR_URL", found["front_door"].url)
        result.setdefault("VOICE_GATEWAY_FRONT_DOOR_URL", found["front_door"].url)
    if "voice_gateway" in found:
        result.setdefault("FRONT_DOOR_VOICE_GATEWAY_URL", found["voice_gateway"].url)
    for process in processes:
        result[f"{process.name.upper()}_PORT"] = str(process.port)
        if process.environment == "services":
            result.setdefault(f"{process.name.upper()}_LOG_FILE", str(logs / f"{process.name}.log"))
    return result


def check_ports(processes: list[Process]) -> None:
    """Raises Trouble that names every port that is taken, by whom, and how to choose another."""
    lines = []
    for process in processes:
        if not is_free(process.host, process.port):
            by = holder(process.port)
            whom = f"process {by.pid} ({by.command})" if by else "a process that this user may not see"
            name, variable = process.name.replace("_", " "), f"{process.name.upper()}_PORT"
            lines.append(
                f"Port {process.port} for the {name} is taken by {whom}.\n"
                f"    Stop it, or choose another port: {variable}={process.port + 100} make run"
            )
    if lines:
        raise Trouble("\n".join(lines))


def _care_tables(project: Project, environment: Mapping[str, str]) -> dict[str, dict[str, object]]:
    path = project.root / Path(environment.get("CARE_FILE") or "care.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Trouble(f"{path} cannot be read: {error}") from error
