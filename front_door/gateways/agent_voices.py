"""Whose voice may join a call: that of the agent who holds its conversation, by a ticket of their page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversation.gateway_protocol import AgentAdmitted, RedeemTicket, RefusalCode, Refused
from conversation.owner import Owner
from desk.agents import AgentIdentity
from front_door.channels.tickets import Tickets
from front_door.gateways.gateways import Gateways

PATH = "/agent"


class Held(Protocol):
    """Of a conversation's state: who holds it."""

    @property
    def owner(self) -> Owner:
        """Who may answer."""

    @property
    def agent_id(self) -> str | None:
        """The agent, when it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceTicket:
    """Where an agent's microphone goes: good once, for half a minute."""

    url: str
    ticket: str


class NotOnThePhone(Exception):
    """Nobody is on the phone in this conversation (any more), or no gateway is there to join."""


@dataclass(frozen=True, slots=True)
class _Voice:
    conversation_id: str
    agent: AgentIdentity


class AgentVoices:
    """One for a front door."""

    def __init__(
        self,
        gateways: Gateways,
        held_by: Callable[[str], Awaitable[Held]],
        *,
        origin: str,
        clock: Callable[[], datetime],
    ) -> None:
        """`origin`: where pages reach the gateway, `ws://…`; empty when they cannot."""
        self._gateways = gateways
        self._held_by = held_by
        self._origin = origin
        self._tickets: Tickets[_Voice] = Tickets(clock=clock)

    async def issue(self, conversation_id: str, agent: AgentIdentity) -> VoiceTicket:
        """A ticket for the agent who holds this conversation.

        Raises:
            NotOnThePhone: there is no call to join.
        """
        if not self._origin or self._gateways.call_of(conversation_id) is None:
            raise NotOnThePhone(conversation_id)
        return VoiceTicket(
            url=self._origin + PATH, ticket=self._tickets.issue(_Voice(conversation_id, agent))
        )

    async def redeem(self, asked: RedeemTicket) -> AgentAdmitted | Refused:
        """What a gateway is to do with a page that shows this ticket."""
        voice = self._tickets.redeem(asked.ticket)
        live = self._gateways.call_of(voice.conversation_id) if voice else None
        if voice is None or live is None:
            return Refused(request_id=asked.request_id, code=RefusalCode.TICKET_REFUSED)
        held = await self._held_by(voice.conversation_id)
        if held.owner is not Owner.AGENT or held.agent_id != voice.agent.agent_id:
            return Refused(request_id=asked.request_id, code=RefusalCode.TICKET_REFUSED)
        return AgentAdmitted(
            request_id=asked.request_id,
            call_ref=live.on_line.call_ref,
            conversation_id=voice.conversation_id,
            agent_id=voice.agent.agent_id,
            agent_name=voice.agent.name,
        )
