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
PHONE = "10.0.0.2"
RUBBISH = (
    b"", b"\r\n\r\n", b"\x00" * 40, b"INVITE", b"INVITE sip:care SIP/2.0\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n",
    b"BYE sip:care SIP/2.0\r\nVia: x\r\nContent-Length: 99999\r\n\r\n",
    b"OPTIONS sip:care SIP/2.0\r\nContent-Length: -1\r\n\r\n", b"A" * 60_000,
    b"\x80", b"\x80\x00\x00", b"\x8f\x00" + b"\x00" * 10, b"\x90\x00" + b"\xff" * 12, b"\xa0\x00" + b"\xff" * 11,
    b"\x40\x00" + b"\x00" * 170, b"\x80\x65" + b"\x00" * 10 + b"\xff",
)  # fmt: skip
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


class SipCaller(ScriptedPhone):
    """A telephone that also goes where it is sent, and sends what no telephone would."""

    transferred_to: str | None = None
    takes_transfers = True

    def answers_referrals(self, group: asyncio.TaskGroup) -> None:
        """Once the call is up."""
        talk, others = self.talk, self.talk.request

        def asked(transaction) -> None:
            if transaction.request.method == "REFER" and self.takes_transfers:
                self.transferred_to = transaction.request.headers.first("refer-to")
                transaction.respond(202)
                group.create_task(self._goes())
            else:
                others(transaction)

        talk.request = asked

    async def _goes(self) -> None:
        for status in (b"100 Trying", b"200 OK"):
            told = (("event", "refer"), ("subscription-state", "active"), ("content-type", "message/sipfrag"))

            def notify(more, body=b"SIP/2.0 " + status, told=told):
                return self.talk.dialog.request("NOTIFY", headers=(*told, *more), body=body)

            await self.talk._signalling.ask(notify, self.talk.dialog.peer)

    def babble(self, air: ScriptedAir) -> None:
        """From where the call comes, to every port of the gateway's."""
        here = [peer for peer in air.ports if peer[0] == PHONE]
        for there in [peer for peer in air.ports if peer[0] == GATEWAY[0]]:
            for data in RUBBISH:
                for source in here:
                    air.carry(source, there, data)


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
        phone = SipCaller(tones, ScriptedNetwork(network, PHONE), GATEWAY)
        scene = scene_of(tones, phone, line, is_free=is_free)
        scene.babble = lambda: phone.babble(network)
        reception = SceneReception(scene)
        gateway = gateway_in(network, reception)
        await gateway.start()
        await phone.call()
        async with asyncio.TaskGroup() as group:
            phone.answers_referrals(group)
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
