"""Front door and gateway, a process each, and callers who reach them over the real wires of every line."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import cast

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bench.voice.caller import Caller
from bench.voice.door import ADDRESSES, TOKEN
from bench.voice.processes import Process, listening, running, written
from bench.voice.wires import PageWire, SipWire, StreamWire, Tap
from conversation.client_frames import StartCall
from conversation.server_frames import CallReady, Problem
from runtime.shutdown import hold_still
from tests.harness.customer import Customer
from tests.harness.ports import free_ports
from voice_gateway.meters import Meters
from voice_gateway.scripted.scripted_phone import NobodyHome
from voice_gateway.scripted.scripted_twilio import Account, ScriptedTwilio
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.transports.sip.endpoint import SipEndpoint, Telephone
from voice_gateway.transports.sip.incoming import Manners
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.trunk import Trunk

PUBLIC, SID, SECRET = "https://voice.example.com", "AC" + "0" * 32, "auth-token-of-twilio"
LINES = ("browser", "Twilio", "SIP")
TICKET_TRIES = 200


class House:
    """One gateway before one front door."""

    def __init__(self, session: aiohttp.ClientSession, gateway: Process, *, door: str, queued: str) -> None:
        self.gateway = gateway
        self._session = session
        self._door = door
        self._queued = queued
        self._numbers = count(1)
        self._pages: list[Customer] = []
        self.port = self.sip_port = 0

    def number(self) -> str:
        """Nobody calls twice."""
        return f"+1555{next(self._numbers):07d}"

    async def open(self, line: str, number: str) -> Caller:
        """A call that is up; it began with its first request to the gateway."""
        ready = await self._ticket() if line == "browser" else None
        began = asyncio.get_running_loop().time()
        if ready is not None:
            return Caller(await self._page(ready), began)
        wire = await (self._stream(number) if line == "Twilio" else self._telephone(number))
        return Caller(wire, began)

    async def queued(self) -> dict[str, float]:
        """When each number reached the queue, by `time.monotonic`."""
        async with self._session.get(self._queued) as told:
            return cast("dict[str, float]", await told.json())

    async def counted(self, name: str) -> float:
        """One of the gateway's counters."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self._session.get(f"http://127.0.0.1:{self.port}/metrics", headers=headers) as told:
            lines = (await told.text()).splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))

    async def close(self) -> None:
        """Let the pages go."""
        for page in self._pages:
            await page.hang_up()

    async def _stream(self, number: str) -> StreamWire:
        account = Account(
            sid=SID,
            public_url=PUBLIC,
            reached_at=f"http://127.0.0.1:{self.port}",
            sign=RequestValidator(SECRET).compute_signature,
        )
        sid = f"CA{number[1:]:0>32}"
        phone = ScriptedTwilio(
            session=self._session, account=account, tones=WordTones(), call_sid=sid, caller=number
        )
        await phone.open(await phone.answer())
        return StreamWire(phone.socket, sid)

    async def _page(self, ready: CallReady) -> PageWire:
        socket = await self._session.ws_connect(ready.url)
        await socket.send_json({"type": "start", "ticket": ready.ticket})
        return PageWire(socket)

    async def _ticket(self) -> CallReady:
        customer = Customer(self._session, self._door.replace("http", "ws", 1) + "/chat")
        self._pages.append(customer)
        await customer.connect()
        for _ in range(TICKET_TRIES):
            before = len(customer.frames)
            await customer.send(StartCall())
            frame: object = await customer.wait_for(object, since=before, where=_is_answer)
            if isinstance(frame, CallReady):
                return frame
            await asyncio.sleep(0.1)
        raise SystemExit("no page was given a ticket")

    async def _telephone(self, number: str) -> SipWire:
        telephone = Telephone(
            port=free_ports(1)[0],
            rtp_ports=range(20_000, 20_200),
            trunk=Trunk(uri=f"sip:127.0.0.1:{self.sip_port}", user=number),
            manners=Manners(networks=()),
        )
        tap = Tap()
        endpoint = SipEndpoint(telephone, tap, NobodyHome(), Meters())
        await endpoint.start()
        media = await endpoint.outgoing.place("+15559990000", "call", lambda: None)
        return SipWire(endpoint, cast("SipCall", media), tap)


def _is_answer(frame: object) -> bool:
    return isinstance(frame, CallReady | Problem)


@asynccontextmanager
async def house(sound: bytes, *, calls: int, workers: tuple[Path, int] | None = None) -> AsyncIterator[House]:
    """Started anew; `sound` is said whatever is to be said, `workers` are weights and how many never rest."""
    port, sip_port = free_ports(2)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sound.ulaw").write_bytes(sound)
        async with AsyncExitStack() as stack:
            reached_at = f"http://127.0.0.1:{port}"
            door = stack.enter_context(running([sys.executable, "-m", "bench.voice.door", name, reached_at]))
            url, queued = (await written(door, folder / ADDRESSES)).split()
            settings = {
                "port": port, "front_door_url": url, "CARE_INTERNAL_TOKEN": TOKEN, "public_url": PUBLIC,
                "twilio_account_sid": SID, "twilio_auth_token": SECRET, "sip_host": "127.0.0.1",
                "sip_port": sip_port, "most_calls": calls, "most_waiting": 3 * calls, "log_level": "WARNING",
            }  # fmt: skip
            command = [
                sys.executable,
                "-m",
                "bench.voice.gateway",
                json.dumps(settings),
                f"{name}/sound.ulaw",
            ]
            command += [str(workers[0]), str(workers[1])] if workers else []
            gateway = stack.enter_context(running(command))
            await listening(gateway, port, "the gateway")
            session = await stack.enter_async_context(aiohttp.ClientSession())
            made = House(session, gateway, door=url, queued=queued)
            made.port, made.sip_port = port, sip_port
            stack.push_async_callback(made.close)
            hold_still()
            yield made
