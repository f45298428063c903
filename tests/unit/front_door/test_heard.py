"""What a caller heard of an answer before speaking into it counts: who did not hear it has agreed to nothing."""

from __future__ import annotations

import pytest

ASKED = "two gigs more would be nice to have"
"""Said back by the scripted assistant, in ten words."""


@pytest.fixture
async def call(door):
    """A gateway's socket, and what it said last."""
    async with door.session.ws_connect(door.url + "/chat") as socket:
        await socket.send_json({"type": "hello", "channel": "voice"})
        while (await socket.receive_json())["type"] != "welcome":
            pass
        yield socket


async def says(socket, text: str, client_id: str) -> int:
    """The public seq of the last answer to it."""
    await socket.send_json({"type": "customer_turn", "client_id": client_id, "text": text})
    while True:
        frame = await socket.receive_json()
        if frame["type"] == "reply" and frame.get("client_id") == client_id and frame["last"]:
            return frame["seq"]


@pytest.mark.parametrize(
    ("words", "unseen"),
    [
        ("", True),
        ("You said: two gigs", True),
        ("You said: two gigs more would be nice to", False),
        (None, False),
    ],
)
async def test_a_yes_counts_only_to_what_was_heard(door, call, words, unseen):
    reply = await says(call, ASKED, "c-1")
    if words is not None:
        await call.send_json({"type": "heard", "seq": reply, "words": words})
    await says(call, "yes", "c-2")
    assert door.assistant.ran[-1].metadata["unseen"] is unseen


async def test_an_answer_cut_before_the_newest_one_leaves_that_unheard(door, call):
    before = await says(call, "hello", "c-1")
    await says(call, ASKED, "c-2")
    await call.send_json({"type": "heard", "seq": before, "words": "Hel"})
    await says(call, "yes", "c-3")
    assert door.assistant.ran[-1].metadata["unseen"]
