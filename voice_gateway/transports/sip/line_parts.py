"""What calls in and calls out share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from voice_gateway.media import MediaEvent
from voice_gateway.meters import Meters
from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.background import Background
from voice_gateway.transports.sip.dialog import Dialog, DialogId, Here
from voice_gateway.transports.sip.rtp_sound import RtpSound
from voice_gateway.transports.sip.sdp import Ours
from voice_gateway.transports.sip.signalling import Signalling
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.trunk import Trunk
from voice_gateway.transports.sip.wire import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class LineParts:
    """One endpoint's."""

    network: Network
    rtp_ports: range
    signalling: Signalling
    trunk: Trunk
    meters: Meters
    calls: dict[DialogId, SipCall]
    """In progress."""
    beside: Background = field(default_factory=Background)

    def here(self, peer: Peer) -> Here:
        """Ourselves, as this peer reaches us."""
        return Here(host=self.network.host_towards(peer), port=self.signalling.wire.port)

    async def open_sound(self) -> PendingSound:
        """A port for a call that is not answered yet.

        Raises:
            NoPort: none is free.
        """
        pending = PendingSound(self.meters)
        pending.sound.wire = await self.network.open(self.rtp_ports, pending.sound.received)
        return pending

    def ours(self, sound: RtpSound, peer: Peer) -> Ours:
        """What we tell of our sound."""
        session = secrets.randbelow(1 << 31)
        host = self.network.host_towards(peer)
        return Ours(host=host, port=sound.wire.port, session=session, version=session)

    def begin(self, dialog: Dialog, pending: PendingSound, ours: Ours) -> SipCall:
        """A call; it is known by its dialog until it is over."""
        call = SipCall(dialog, self.signalling, pending.sound, ours, self._forget, self.beside)
        pending.tell = call.tell
        self.calls[dialog.key] = call
        return call

    def _forget(self, call: SipCall) -> None:
        self.calls.pop(call.dialog.key, None)


class PendingSound:
    """Sound whose call is on its way; what comes before is nobody's."""

    def __init__(self, meters: Meters) -> None:
        self.tell: Callable[[MediaEvent], None] | None = None
        self.sound = RtpSound(self._told, meters)

    def _told(self, event: MediaEvent) -> None:
        if self.tell is not None:
            self.tell(event)
