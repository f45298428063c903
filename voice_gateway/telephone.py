"""The gateway's own telephone, as the settings want it."""

from __future__ import annotations

from voice_gateway.meters import Meters
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.transports.sip.digest import Credentials
from voice_gateway.transports.sip.endpoint import SipEndpoint, Telephone
from voice_gateway.transports.sip.incoming import Manners
from voice_gateway.transports.sip.reception import Reception
from voice_gateway.transports.sip.trunk import Trunk, networks_of
from voice_gateway.transports.sip.wire import UdpNetwork


def sip_endpoint(settings: VoiceGatewaySettings, reception: Reception, meters: Meters) -> SipEndpoint | None:
    """None where no address for SIP is set."""
    if not settings.sip_host:
        return None
    manners = Manners(
        networks=networks_of(settings.sip_peers),
        callers=_credentials(settings.sip_user, settings.sip_password),
        ring_s=settings.sip_ring_s,
        overflow_number=settings.overflow_number,
    )
    trunk = Trunk(
        uri=settings.sip_trunk,
        user=settings.sip_trunk_user,
        credentials=_credentials(settings.sip_trunk_user, settings.sip_trunk_password),
        registers=settings.sip_register,
    )
    return SipEndpoint(
        Telephone(
            port=settings.sip_port,
            rtp_ports=range(settings.sip_rtp_first_port, settings.sip_rtp_last_port + 1),
            trunk=trunk,
            manners=manners,
        ),
        UdpNetwork(settings.sip_host, settings.sip_public_host),
        reception,
        meters,
    )


def _credentials(user: str, password: str) -> Credentials | None:
    return Credentials(user=user, password=password) if user and password else None
