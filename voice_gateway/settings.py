"""Settings of the voice gateway: environment over care.toml over these defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from runtime.settings import Settings
from voice_gateway.recognisers import Backend


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
    recogniser: Backend = Backend.AUTO
    """`auto`: the best of what is installed."""
    whisper_model: str | None = None
    """A name as `make whisper` takes it, or a path; unset: the one that was fetched last, if any."""
    whisper_margin_s: float | None = Field(default=None, gt=0, le=30)
    """Cuts the encoder's window to the utterance and so much after it; unset: its whole thirty seconds."""
    recognition_batch: int = Field(default=4, ge=1, le=16)
    """Utterances that wait at once and go to a worker together."""
    recognition_workers: int = Field(default=1, ge=1)
    voice_workers: int = Field(default=1, ge=1)
    language: str = "en"
