"""Settings of the voice gateway: environment over care.toml over these defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from runtime.settings import Settings


class VoiceGatewaySettings(Settings):
    """Everything the voice gateway is told at its start."""

    model_config = SettingsConfigDict(env_prefix="VOICE_GATEWAY_")

    host: str = "127.0.0.1"
    port: int = Field(default=8081, ge=0, le=65535)
    log_file: Path | None = None
    log_level: str = "INFO"
    drain_s: float = Field(default=5.0, ge=0)
    front_door_url: str = "http://127.0.0.1:8080"
    internal_token: str = Field(default="", validation_alias="CARE_INTERNAL_TOKEN")

    most_calls: int = Field(default=8, ge=1)
    """At once; who comes then is asked to use the chat."""
    whisper_model: Path | None = None
    """A checkpoint in Whisper's format; unset: the one that `make whisper` fetched last, if any."""
    recognition_workers: int = Field(default=1, ge=1)
    voice_workers: int = Field(default=1, ge=1)
    language: str = "en"
