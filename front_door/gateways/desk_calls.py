"""The desk's telephone: which conversations are on the phone, and how an agent gets into their calls."""

from __future__ import annotations

from conversation.desk_views import CallView
from desk.agents import AgentIdentity
from front_door.desk_console.ports import NoCall, VoiceTicket
from front_door.gateways.agent_voices import AgentVoices, NotOnThePhone
from front_door.gateways.errors import GatewayError
from front_door.gateways.gateways import Gateways


class DeskCalls:
    """The desk's port `LiveCalls`."""

    def __init__(self, gateways: Gateways, voices: AgentVoices) -> None:
        self._gateways = gateways
        self._voices = voices

    def call(self, conversation_id: str) -> CallView | None:
        """The customer's call, as the desk shows it."""
        live = self._gateways.call_of(conversation_id)
        if live is None:
            return None
        gateway = self._gateways.gateway_of(live)
        return CallView(
            call_ref=live.on_line.call_ref,
            agent_id=live.on_line.agent_id,
            transcribed=gateway is not None and gateway.abilities.takes_down_speech,
        )

    async def ticket(self, conversation_id: str, agent: AgentIdentity) -> VoiceTicket:
        """Where the agent's microphone goes.

        Raises:
            NoCall: nobody is on the phone.
        """
        try:
            issued = await self._voices.issue(conversation_id, agent)
        except NotOnThePhone as error:
            raise NoCall(conversation_id) from error
        return VoiceTicket(url=issued.url, ticket=issued.ticket)

    async def hang_up(self, conversation_id: str) -> None:
        """End the customer's call, or let their phone ring no longer.

        Raises:
            NoCall: nobody is on the phone and none rings, or the gateway is not there.
        """
        live, rings = self._gateways.call_of(conversation_id), self._gateways.rings_for(conversation_id)
        call_ref = live.on_line.call_ref if live else rings.call_ref if rings else None
        if call_ref is None:
            raise NoCall(conversation_id)
        try:
            await self._gateways.hang_up(call_ref)
        except GatewayError as error:
            raise NoCall(conversation_id) from error
