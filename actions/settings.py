"""Settings of the action process."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from knowledge_base.opening import ARTICLES
from runtime.settings import Settings


class ActionsSettings(Settings):
    """Everything the action process can be told."""

    model_config = SettingsConfigDict(env_prefix="ACTIONS_")

    host: str = "127.0.0.1"
    port: int = Field(default=5055, ge=0, le=65535)
    database: Path = Path("var/actions.sqlite")
    articles: Path = ARTICLES
    encoder: Path = Path("models/sentence_encoder")
    embeddings: Path = Path("var/embeddings")
    """Folder in which vectors of articles are kept."""
    articles_every_s: float = Field(default=1.0, gt=0)
    """How often changed articles are looked for."""
    front_door_url: str = "http://127.0.0.1:8080"
    """For the care team's wait; internal, loopback."""
    proof_minutes: int = Field(default=30, ge=1, le=1440)
    """How long an identity stays proved."""
    pin_length: int = Field(default=4, ge=3, le=9)
    code_length: int = Field(default=6, ge=4, le=9)
    """Digits of a one-time code."""
    wrong_guesses_per_customer: int = Field(default=6, ge=3)
    """At one customer's identity within a day, over all conversations; afterwards only a person may help."""
    wrong_guesses_per_address: int = Field(default=40, ge=3)
    """By one address or session within a day, at whomever's."""
    codes_per_customer: int = Field(default=6, ge=1)
    """Texts with a one-time code within a day."""
    allow_weak_identity: bool = True
    """Serve a carrier that can check neither PIN nor code by the number alone."""
    time_zone: str = "America/Chicago"
    """For times told to customers."""
    log_file: Path | None = None
    log_level: str = "INFO"
    backoffice_url: str = Field(default="http://127.0.0.1:8090", validation_alias="BACKOFFICE_URL")
    backoffice_token: str = Field(default="", validation_alias="BACKOFFICE_TOKEN")
    internal_token: str = Field(default="", validation_alias="CARE_INTERNAL_TOKEN")
    seal_key: str = Field(default="", validation_alias="CARE_SEAL_KEY")
    """Fernet key shared with the front door; without it no PIN can be read."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value} is no time zone, e.g. America/Chicago") from None
        return value
