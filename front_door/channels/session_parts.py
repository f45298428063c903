"""What every session works with, and how it is told where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from conversation.channel import Channel
from conversation.client_frames import Hello
from conversation.owner import Owner
from conversation.server_frames import ServerFrame, Waiting, Welcome
from front_door.channels.calls import Calls
from front_door.channels.frames import Faces, Teams, choices_of, waiting_at
from front_door.channels.identity import SignedIdentities
from front_door.channels.limits import Rate
from front_door.conversations.callback_booking import Links
from front_door.conversations.conversations import Conversations
from front_door.conversations.hub import Hub
from front_door.conversations.intake import phone_number
from front_door.conversations.meters import Meters
from front_door.conversations.phone_calls import Call
from front_door.conversations.state import ConversationState
from front_door.conversations.threads import Threads
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine
from front_door.ledger.resume_tokens import ResumeTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionParts:
    """What every session works with."""

    conversations: Conversations
    hub: Hub
    tokens: ResumeTokens
    identities: SignedIdentities
    care_team: CareTeam
    line: WaitingLine
    faces: Faces
    teams: Teams
    meters: Meters
    clock: Callable[[], datetime]
    turns: Rate
    frames: Rate
    send_limit_s: float
    team_name: str | None
    calls: Calls
    callback_links: Links
    threads: Threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What one device is told of itself."""

    offers_calls: bool
    is_call: bool = False
    redial: Literal["whole", "unproved"] | None = None
    new_browser: str | None = None
    """A key for the browser to keep."""
    elsewhere: int = 0
    """Unseen replies in other conversations."""


def call_of(hello: Hello) -> Call | None:
    """The telephone call that a gateway brings, as it tells of it."""
    if hello.channel is not Channel.VOICE or hello.call_id is None:
        return None
    number = phone_number(hello.claimed_number or "")
    return Call(call_id=hello.call_id, number=number, attested=hello.number_attested)


def welcome_of(parts: SessionParts, state: ConversationState, token: str, head: int, seat: Seat) -> Welcome:
    """The first frame to a device that is attached to this conversation."""
    agent = (
        parts.faces(state.agent_id, state.agent_name)
        if state.owner is Owner.AGENT and state.agent_id
        else None
    )
    return Welcome(
        conversation_id=state.conversation_id,
        reference=state.reference,
        resume_token=token,
        head=head,
        owner=state.owner,
        language=state.language,
        agent=agent,
        team=state.team or parts.team_name,
        signed_in_as=state.signed_in_as(parts.clock()),
        choices=choices_of(state.doors) if state.is_new else [],
        follows=state.follows,
        calls=seat.offers_calls,
        door=state.standing,
        browser=seat.new_browser,
        elsewhere=seat.elsewhere,
        redial=seat.redial,
        recording=state.recording if seat.is_call else "not_asked",
    )


def standing_of(parts: SessionParts, state: ConversationState) -> list[ServerFrame]:
    """What a device is told besides the ledger's frames: place and wait, and whose team it is."""
    told: list[ServerFrame] = []
    if state.owner is Owner.QUEUE or (state.is_new and state.doors):
        told.append(waiting_of(parts, state.conversation_id))
    if state.owner is Owner.QUEUE:
        named = state.routed.team if state.routed else parts.team_name
        team = parts.teams(named) if named else None
        told += [team] if team else []
    return told


def waiting_of(parts: SessionParts, conversation_id: str) -> Waiting:
    """Place and predicted wait, of one who waits or would."""
    ahead = parts.line.ahead_of(conversation_id)
    minutes = parts.care_team.wait(ahead, conversation_id=conversation_id).minutes
    return waiting_at(ahead + 1, minutes)
