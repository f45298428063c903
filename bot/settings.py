"""The assistant's settings: arguments over environment over care.toml over defaults, read once."""

from __future__ import annotations

import dataclasses
import ipaddress
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PREFIX = "ASSISTANT_"


class SettingsRefused(ValueError):
    """A setting is unknown or unusable; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the assistant process can be told."""

    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback needs an internal token."""
    port: int = 5005
    model_folder: Path = Path("models/assistant")
    """Folder of models (that of today's sources is used, else the one trained last) or one model file."""
    encoder_folder: Path = Path("models/sentence_encoder")
    tracker_database: Path = Path("var/tracker.sqlite")
    actions_url: str = "http://127.0.0.1:5055/webhook"
    action_seconds: float = 15.0
    """How long one action may take before the turn is given up."""
    live_trackers: int = 1000
    """Conversations kept in memory; the others are read from the database when they speak again."""
    log_level: str = "info"
    internal_token: str = ""
    """Bearer that front door, assistant and actions share (CARE_INTERNAL_TOKEN); empty only on loopback."""

    def __post_init__(self) -> None:
        if not self.internal_token and not is_loopback(self.host):
            raise SettingsRefused(
                f"host {self.host} is not loopback and CARE_INTERNAL_TOKEN is empty: "
                "set the token, or listen on 127.0.0.1"
            )
        if not 0 <= self.port < 65536:
            raise SettingsRefused(f"port {self.port} is no port number (0 to 65535)")


def is_loopback(host: str) -> bool:
    """Whether nothing outside this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Settings:
    """Read every source.

    `arguments` are `--name value` pairs (`--port 5006 --model-folder …`).

    Raises:
        SettingsRefused: an unknown or unusable setting; the message says where it stands.
    """
    environ = os.environ if environ is None else environ
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    given: dict[str, object] = {}
    given.update(_from_file(Path(environ.get("CARE_FILE") or "care.toml"), fields))
    for key, text in environ.items():
        name = key.removeprefix(PREFIX).lower()
        if key.startswith(PREFIX) and text:
            _refuse_unknown(name, fields, f"environment variable {key}")
            given[name] = text
    given.update(_from_arguments(arguments, fields))
    given["internal_token"] = environ.get("CARE_INTERNAL_TOKEN", "")
    return Settings(**{name: _convert(name, value) for name, value in given.items()})  # type: ignore[arg-type]


def _from_file(path: Path, fields: Mapping[str, object]) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("assistant", {})
    except tomllib.TOMLDecodeError as error:
        raise SettingsRefused(f"{path}: {error}") from error
    for name in table:
        _refuse_unknown(name, fields, f"{path} [assistant] {name}")
    return dict(table)


def _from_arguments(arguments: Sequence[str], fields: Mapping[str, object]) -> dict[str, object]:
    given: dict[str, object] = {}
    rest = list(arguments)
    while rest:
        flag = rest.pop(0)
        name = flag.removeprefix("--").replace("-", "_")
        _refuse_unknown(name if flag.startswith("--") else "", fields, f"argument {flag}")
        if not rest:
            raise SettingsRefused(f"argument {flag} needs a value")
        given[name] = rest.pop(0)
    return given


def _refuse_unknown(name: str, fields: Mapping[str, object], where: str) -> None:
    if name not in fields or name == "internal_token":
        known = ", ".join(sorted(set(fields) - {"internal_token"}))
        raise SettingsRefused(f"{where} is not a setting of the assistant; known: {known}")


def _convert(name: str, value: object) -> object:
    default = {field.name: field.default for field in dataclasses.fields(Settings)}[name]
    try:
        match default:
            case Path():
                return Path(str(value))
            case int():
                return int(str(value))
            case float():
                return float(str(value))
            case _:
                return str(value)
    except ValueError as error:
        kind = type(default).__name__
        raise SettingsRefused(f"setting {name} is {value!r}, which is no {kind}") from error
