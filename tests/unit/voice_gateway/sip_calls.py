"""A call over SIP on a virtual network and clock: a telephone, the gateway's endpoint, a scripted front door."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.harness.virtual_time import run_virtually
from tests.unit.voice_gateway.calls import Scene, Story, call_of, scene_of
from voice_gateway.call.line import Arrival
from voice_gateway.media import Ending, Media
from voice_gateway.meters import Meters
from voice_gateway.scripted.scripted_line import ScriptedLine
from voice_gateway.scripted.scripted_network import ScriptedAir, ScriptedNetwork
from voice_gateway.scripted.scripted_phone import ScriptedPhone
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.transports.sip.endpoint import SipEndpoint, Telephone
from voice_gateway.transports.sip.incoming import Manners
from voice_gateway.transports.sip.trunk import Trunk, networks_of

GATEWAY = ("10.0.0.1", 5060)
TRUNK = ("10.0.0.9", 5060)


@dataclass
class SceneReception:
    """Takes every call into the scene."""

    scene: Scene
    lines: int = 1
    closing: bool = False
    numbers: list[str | None] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)

    async def take(self, media: Media, arrival: Arrival) -> Ending:
        self.numbers.append(arrival.number)
        self.lines -= 1
        ending = await call_of(self.scene, media).run()
        self.lines += 1
        self.endings.append(ending)
        return ending


def gateway_in(air, reception, *, trunk: Trunk | None = None, **manners) -> SipEndpoint:
    told = {"networks": networks_of(["10.0.0.0/24"]), **manners}
    telephone = Telephone(
        port=GATEWAY[1],
        rtp_ports=range(16_384, 16_484),
        trunk=trunk or Trunk(uri=""),
        manners=Manners(**told),
    )
    return SipEndpoint(telephone, ScriptedNetwork(air, GATEWAY[0]), reception, Meters())


def play_over_sip(
    story: Story,
    *,
    line: ScriptedLine | None = None,
    hang_up: bool = True,
    air: ScriptedAir | None = None,
    is_free: bool = True,
) -> Scene:
    """As `play`, with a telephone and SIP between; in the end not a port is open."""

    async def run() -> Scene:
        tones = WordTones()
        network = air or ScriptedAir()
        phone = ScriptedPhone(tones, ScriptedNetwork(network, "10.0.0.2"), GATEWAY)
        scene = scene_of(tones, phone, line, is_free=is_free)
        reception = SceneReception(scene)
        gateway = gateway_in(network, reception)
        await gateway.start()
        await phone.call()
        async with asyncio.TaskGroup() as group:
            group.create_task(phone.run())
            await story(scene)
            if hang_up:
                phone.leave()
            await scene.until(lambda: bool(reception.endings))
        scene.ending = reception.endings[0]
        await gateway.close()
        assert network.ports == {}
        return scene

    return run_virtually(run())
