"""What we send to Twilio, read by another project's serializer; what that one sends has the form of ours."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path

import numpy as np
import pytest

from tests.unit.voice_gateway.twilio_world import world_in
from voice_gateway.frames import decode

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "peers" / "bin" / "python"
READER = Path(__file__).with_name("pipecat_reader.py")


async def read_by_pipecat(stream_sid: str, messages: list[str]) -> dict:
    reading = await asyncio.create_subprocess_exec(
        str(PYTHON),
        str(READER),
        stream_sid,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    told, _ = await reading.communicate("".join(f"{message}\n" for message in messages).encode())
    return json.loads(told)


def form(message: dict) -> dict:
    """Keys and kinds, without values that differ."""
    return {key: form(value) if isinstance(value, dict) else type(value) for key, value in message.items()}


async def test_pipecat_reads_every_frame_that_we_send_and_sends_the_same_forms(tmp_path):
    if not PYTHON.exists():
        pytest.skip("needs pipecat in .venv/peers: `make test` installs it")
    async with world_in(tmp_path) as world, world.in_a_call(world.phone()) as phone:
        await phone.hears("automated assistant.")
        phone.say("stop please")
        await phone.hears("You said stop please")
        await phone.quiet()
    sent = [json.loads(message) for message in phone.sent]
    sound = b"".join(base64.b64decode(each["media"]["payload"]) for each in sent if each["event"] == "media")
    told = await read_by_pipecat(sent[0]["streamSid"], phone.sent)
    assert np.array_equal(np.frombuffer(base64.b64decode(told["sound"]), dtype=np.int16), decode(sound))
    ours = {each["event"]: each for each in sent}
    assert set(ours) == {"media", "mark", "clear"}
    for theirs in told["theirs"]:
        assert form(theirs) == form(ours[theirs["event"]])
        assert theirs["streamSid"] == ours[theirs["event"]]["streamSid"]
