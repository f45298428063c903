"""What a team's lead asks of the desk and is shown: the assistant's conversations, modes, sites, banners."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from conversation.desk_views import InboxItem
from conversation.desk_words import Remark
from conversation.shape import Shape

RequestId = Annotated[str, Field(min_length=1, max_length=64)]
ModeName = Literal["normal", "assistant_only", "people_only", "callbacks_only"]


class Oversee(Shape):
    """Show what a lead looks after, as of now."""

    type: Literal["oversee"] = "oversee"
    request_id: RequestId


class StepIn(Shape):
    """Take a conversation from the assistant, the queue or a colleague."""

    type: Literal["step_in"] = "step_in"
    request_id: RequestId
    conversation_id: str


class Assign(Shape):
    """Give a case to an agent, or put it into the queue (`agent_id` null)."""

    type: Literal["assign"] = "assign"
    request_id: RequestId
    conversation_id: str
    agent_id: str | None = None
    note: Remark = ""


class SetAgent(Shape):
    """Set an agent available, or away."""

    type: Literal["set_agent"] = "set_agent"
    request_id: RequestId
    agent_id: str
    state: Literal["available", "away"]


class SetMode(Shape):
    """Who answers, until a time or until it is said again."""

    type: Literal["set_mode"] = "set_mode"
    request_id: RequestId
    mode: ModeName
    until: datetime | None = None


class SetSite(Shape):
    """A site cannot be reached, or can again: what its agents hold goes to the front of the queue."""

    type: Literal["set_site"] = "set_site"
    request_id: RequestId
    site_id: str
    dark: bool


class SetBanner(Shape):
    """What customers of a market are told before they join the queue; empty text takes it away."""

    type: Literal["set_banner"] = "set_banner"
    request_id: RequestId
    market_id: str | None = None
    text: str = Field(default="", max_length=300)
    until: datetime | None = None


LeadRequest = Oversee | StepIn | Assign | SetAgent | SetMode | SetSite | SetBanner


class SiteView(Shape):
    """A site, its teams by name, and whether it can be reached."""

    site_id: str
    name: str
    teams: list[str]
    dark: bool


class MarketView(Shape):
    """A market and its team, both by name."""

    market_id: str
    name: str
    team: str


class BannerView(Shape):
    """A banner in force."""

    market_id: str | None
    text: str
    until: datetime | None


class SwitchView(Shape):
    """Who switched what, and when."""

    what: str
    by: str
    at: datetime


class Overview(Shape):
    """What a lead looks after. Queue, agents and held cases stand in the inbox already."""

    type: Literal["overview"] = "overview"
    request_id: str
    live: list[InboxItem]
    """Conversations with the assistant in which something was said lately, the newest first."""
    sites: list[SiteView]
    markets: list[MarketView]
    mode: ModeName
    mode_until: datetime | None
    banners: list[BannerView]
    switched: list[SwitchView]
    """The newest switches, newest first."""
