"""baresip, a real SIP telephone, in a namespace of its own: speaks a file, keeps what it hears, obeys commands."""

from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.peers.namespaces import Host
from voice_gateway.frames import RATE, Samples

CONFIG = """\
poll_method epoll
sip_listen {there}:{port}
net_interface {there}
call_local_timeout 120
call_max_calls 4
audio_source aufile,{speech}
audio_player aubridge,nil
audio_alert aubridge,nil
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
rtp_ports 20000-20200
jitter_buffer_delay 2-5
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module ctrl_tcp.so
module_tmp account.so
module_app menu.so
snd_path {folder}
ctrl_tcp_listen {there}:{control}
"""


def write_speech(file: Path, *parts: Samples | float, seconds: float = 60.0) -> None:
    """Sound and pauses (in seconds), padded with silence: baresip hangs up when its file ends."""
    pieces = [np.zeros(int(part * RATE), np.int16) if isinstance(part, float) else part for part in parts]
    sound = np.concatenate([*pieces, np.zeros(int(seconds * RATE), np.int16)])
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(sound.astype("<i2").tobytes())


@dataclass(slots=True, kw_only=True)
class Baresip:
    """One telephone."""

    folder: Path
    events: list[dict] = field(default_factory=list)
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    said: asyncio.Event = field(default_factory=asyncio.Event)

    async def command(self, command: str, params: str = "") -> None:
        body = json.dumps({"command": command, "params": params, "token": command}).encode()
        self.writer.write(b"%d:%s," % (len(body), body))
        await self.writer.drain()

    async def dial(self, uri: str) -> None:
        await self.command("dial", uri)

    async def press(self, keys: str) -> None:
        for key in keys:
            await self.command("sndcode", key)
            await self.command("sndcode", "")

    async def hang_up(self) -> None:
        await self.command("hangup")

    async def until(self, event: str, *, within_s: float = 30.0) -> dict:
        """Such an event, in baresip's own words (`CALL_ESTABLISHED`, `CALL_CLOSED`)."""
        async with asyncio.timeout(within_s):
            while True:
                for told in self.events:
                    if told.get("type") == event:
                        return told
                self.said.clear()
                await self.said.wait()

    async def follow(self) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int((await self.reader.readuntil(b":"))[:-1])
                self.events.append(json.loads(await self.reader.readexactly(size)))
                await self.reader.readexactly(1)
                self.said.set()

    @property
    def heard(self) -> Samples:
        """Everything that came out of its earpiece so far."""
        files = sorted(self.folder.glob("dump-*-dec.wav"))
        if not files:
            return np.zeros(0, np.int16)
        data = files[-1].read_bytes()
        return np.frombuffer(data[44 : len(data) - len(data) % 2], "<i2").astype(np.int16)


@asynccontextmanager
async def baresip(
    host: Host, folder: Path, *, user: str, port: int = 5060, account: str = ""
) -> AsyncIterator[Baresip]:
    """Ready to dial; `folder / "speech.wav"` is what is said into it."""
    control = port - 600
    config = CONFIG.format(
        there=host.there, port=port, control=control, speech=folder / "speech.wav", folder=folder
    )
    (folder / "config").write_text(config)
    (folder / "accounts").write_text(f"<sip:{user}@{host.there}>;regint=0;audio_codecs=PCMU{account}\n")
    (folder / "contacts").write_text("")
    with (folder / "baresip.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *host.command("baresip", "-f", str(folder), "-4", "-s"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            reader, writer = await _connect(host.there, control)
            phone = Baresip(folder=folder, reader=reader, writer=writer)
            following = asyncio.create_task(phone.follow())
            try:
                yield phone
            finally:
                following.cancel()
                writer.close()
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(5):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _connect(address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(20):
        while True:
            try:
                return await asyncio.open_connection(address, port)
            except OSError:
                await asyncio.sleep(0.05)
