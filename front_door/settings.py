"""Settings of the front door: environment over care.toml over these defaults."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from front_door.channels.identity import IdentityRule
from front_door.channels.limits import Rate
from front_door.desks.signatures import WebhookSecrets
from runtime.net import is_loopback
from runtime.settings import Settings


class FrontDoorSettings(Settings):
    """Everything the front door is told at its start."""

    model_config = SettingsConfigDict(env_prefix="FRONT_DOOR_")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    log_file: Path | None = None
    log_level: str = "INFO"
    drain_s: float = Field(default=12.0, ge=0)
    """Seconds that running turns get when the process ends."""

    ledger_database: Path = Path("var/ledger.sqlite")
    ledger_synchronous: Literal["NORMAL", "FULL"] = "NORMAL"
    """FULL: not even a power cut loses a commit, at several times the cost."""
    desk_database: Path = Path("var/desk.sqlite")
    sentence_encoder: Path = Path("models/sentence_encoder")
    organisation: Path = Path("desk/data/organisation")
    """Folder of the care team's markets, teams, rosters, skills and routing (docs/teams.md)."""

    assistant_urls: tuple[str, ...] = ("http://127.0.0.1:5005",)
    """One process each; a conversation always goes to the same one."""
    assistant_patience_s: float = Field(default=10.0, gt=0)
    """A turn is tried so long before the team takes the conversation."""
    actions_url: str = "http://127.0.0.1:5055"
    backoffice_url: str = Field(default="http://127.0.0.1:8090", validation_alias="BACKOFFICE_URL")
    backoffice_token: str = Field(default="", validation_alias="BACKOFFICE_TOKEN")
    internal_token: str = Field(default="", validation_alias="CARE_INTERNAL_TOKEN")
    seal_key: str = Field(default="", validation_alias="CARE_SEAL_KEY")
    rest_token: str = ""
    """Lets peers use the REST channel and read the metrics: those beyond this machine, behind a proxy all."""

    voice_gateway_url: str = ""
    """Where pages reach the voice gateway, as `https://voice.example.com`; empty: no calls from the chat."""

    desk_webhook_url: str = ""
    """Where another desk of the care team is told of cases (docs/another-desk.md); empty: there is none."""
    desk_webhook_secret: str = ""
    """`whsec_…`, signs both directions; of the environment only."""

    carrier_name: str = "Meadowlark Mobile"
    demo: bool = False
    """The demo page may sign in demo customers; only with a back office on this machine."""
    identity_key: str = ""
    """HS256 secret or EdDSA public key (PEM) of the carrier's login; empty: no signed logins."""
    identity_audience: str = "care-chat"
    identity_lasts_minutes: float = Field(default=30.0, gt=0)

    public_url: str = ""
    """Where customers reach us, as `https://care.example.com`: for links in calendars and on other sites."""
    secure: bool = False
    """TLS ends before us: cookies are Secure, sockets wss, HSTS is sent."""
    allowed_origins: tuple[str, ...] = ()
    """Sites that embed the chat, as `https://www.example.com`."""
    desk_origins: tuple[str, ...] = ()
    """Further addresses the agents' desk is opened at, where a proxy changes the host it is asked by."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded-For is believed."""
    watch_pages: bool = False
    """Read pages anew at each request (for work on them)."""

    turns_burst: float = Field(default=40, ge=1)
    turns_per_second: float = Field(default=5, gt=0)
    address_turns_burst: float = Field(default=300, ge=1)
    address_turns_per_second: float = Field(default=50, gt=0)
    address_opens_burst: float = Field(default=60, ge=1)
    address_opens_per_second: float = Field(default=2, gt=0)

    @field_validator("desk_origins")
    @classmethod
    def _no_wildcard(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in origins:
            raise ValueError("the desk is opened at addresses of its own, not at any")
        return origins

    @field_validator("desk_webhook_url")
    @classmethod
    def _only_tls(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
            raise ValueError("customers' words leave this machine by https:// only")
        return url

    @model_validator(mode="after")
    def _can_sign(self) -> Self:
        if self.desk_webhook_url:
            WebhookSecrets.read(self.desk_webhook_secret)
        return self

    def is_behind_proxy(self) -> bool:
        """Whether strangers reach us through a process of this machine."""
        return self.secure or bool(self.trusted_proxies)

    def identity_rule(self) -> IdentityRule:
        """How signed identities are checked."""
        return IdentityRule(
            key=self.identity_key,
            audience=self.identity_audience,
            proof_lasts=timedelta(minutes=self.identity_lasts_minutes),
        )

    def turns_rate(self) -> Rate:
        """Of one socket."""
        return Rate(burst=self.turns_burst, per_second=self.turns_per_second)

    def address_turns_rate(self) -> Rate:
        """Of one address."""
        return Rate(burst=self.address_turns_burst, per_second=self.address_turns_per_second)

    def address_opens_rate(self) -> Rate:
        """Conversations one address may open."""
        return Rate(burst=self.address_opens_burst, per_second=self.address_opens_per_second)
