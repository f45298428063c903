"""Settings of the voice gateway: environment over care.toml over these defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from runtime.settings import Settings
from voice_gateway.recognisers import Backend
from voice_gateway.transports.sip.trunk import networks_of


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
    """Callers the assistant listens to at once; a page that calls then is asked to use the chat."""
    most_waiting: int = Field(default=24, ge=0)
    """Lines more, for telephones: whom nobody can listen to goes straight to the team's queue."""
    longest_recognition_s: float = Field(default=1.5, gt=0)
    """Predicted wait for a caller's words, beyond which the next caller goes straight to the team."""
    longest_lag_s: float = Field(default=0.25, gt=0)
    """How late the process may be, nineteen times of twenty, before that."""
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
    piper_voice: Path | None = None
    """A file of a piper voice; unset: pyttsx3 speaks."""
    piper_spanish_voice: Path | None = None
    """The same for Spanish callers."""
    language: str = "en"

    record_calls: bool = False
    """Ask each caller whether the call may be recorded, and keep those who say yes."""
    recordings: Path = Path("var/recordings")
    recordings_kept_days: float = Field(default=30.0, gt=0)

    public_url: str = Field(default="", pattern=r"^$|^https?://[^/?#]+[^?#]*$")
    """How a telephone network reaches us, as `https://voice.example.com`."""
    twilio_account_sid: str = ""
    """Set: calls of this account's numbers are answered (docs/telephony.md)."""
    twilio_auth_token: str = ""
    """Of the environment only."""
    twilio_number: str = Field(default="", pattern=r"^$|^\+[1-9]\d{6,14}$")
    """Shown where we call somebody, one of the account's; empty: we never call."""
    twilio_api_url: str = "https://api.twilio.com"
    overflow_number: str = Field(default="", pattern=r"^$|^\+[1-9]\d{6,14}$")
    """Rings where no line of ours is free, as `+15551230100`; empty: the caller is told."""

    sip_host: str = ""
    """Address at which telephones call us by SIP, as `127.0.0.1`; empty: no SIP (docs/telephony.md)."""
    sip_port: int = Field(default=5060, ge=0, le=65535)
    sip_public_host: str = ""
    """The address peers reach us by, where that is another: behind address translation."""
    sip_peers: tuple[str, ...] = ("127.0.0.0/8",)
    """Addresses and networks whose calls are taken, and whose word on a caller's number counts."""
    sip_user: str = ""
    """Callers from elsewhere must know its password; empty: only peers are taken."""
    sip_password: str = ""
    """Of the environment only."""
    sip_trunk: str = Field(default="", pattern=r"^$|^sip:[^@\s]+$")
    """Where numbers are called, as `sip:trunk.example.com`."""
    sip_trunk_user: str = ""
    """Our account there; its name is the number that is shown."""
    sip_trunk_password: str = ""
    """Of the environment only."""
    sip_register: bool = False
    """Tell the trunk where we are; else its calls come because it was set up so."""
    sip_rtp_first_port: int = Field(default=16_384, ge=1_024, le=65_535)
    sip_rtp_last_port: int = Field(default=16_583, ge=1_024, le=65_535)
    """Each call takes one UDP port of these."""
    sip_ring_s: float = Field(default=0.0, ge=0, le=30)
    """How long it rings before we answer."""

    @field_validator("sip_peers")
    @classmethod
    def _peers_are_networks(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        networks_of(told)
        return told

    @model_validator(mode="after")
    def _sip_is_whole(self) -> Self:
        if self.sip_user and not self.sip_password:
            raise ValueError("sip_user needs VOICE_GATEWAY_SIP_PASSWORD")
        if self.sip_register and not (self.sip_trunk and self.sip_trunk_user):
            raise ValueError("sip_register needs sip_trunk and sip_trunk_user")
        if self.sip_rtp_last_port < self.sip_rtp_first_port:
            raise ValueError("sip_rtp_last_port lies before sip_rtp_first_port")
        return self

    @model_validator(mode="after")
    def _twilio_is_whole(self) -> Self:
        """An account without its token or without our address would refuse every call."""
        needed = (self.twilio_auth_token, self.public_url)
        if self.twilio_account_sid and not all(needed):
            message = "twilio_account_sid needs VOICE_GATEWAY_TWILIO_AUTH_TOKEN and public_url"
            raise ValueError(message)
        return self
