"""A customer of each side: opens a conversation, says the script, times every answer."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from bench.chat_turn.script import SCRIPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One turn."""

    seconds: float
    replies: int


class Client(Protocol):
    """A side under load."""

    async def conversation(self, customer_id: str) -> list[Answered]:
        """One conversation of the whole script."""


class FrontDoorClient:
    """Over the socket protocol, as the web chat speaks it."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def conversation(self, customer_id: str) -> list[Answered]:
        async with self._session.post(
            f"{self._url}/demo/identity", json={"customer_id": customer_id}
        ) as answer:
            identity = (await answer.json())["signed_identity"]
        answered: list[Answered] = []
        async with self._session.ws_connect(self._url.replace("http", "ws", 1) + "/chat") as socket:
            hello = {"type": "hello", "channel": "web_chat", "locale": "en", "signed_identity": identity}
            await socket.send_json(hello)
            while json.loads((await socket.receive()).data)["type"] != "reply":
                pass
            for number, text in enumerate(SCRIPT):
                answered.append(await self._turn(socket, f"c{number}", text))
            await socket.send_json({"type": "end"})
        return answered

    async def _turn(self, socket: aiohttp.ClientWebSocketResponse, client_id: str, text: str) -> Answered:
        started = time.perf_counter()
        await socket.send_json({"type": "customer_turn", "client_id": client_id, "text": text})
        replies = 0
        while True:
            frame = json.loads((await socket.receive()).data)
            if frame["type"] == "problem":
                raise RuntimeError(f"refused: {frame}")
            if frame["type"] == "reply" and frame.get("client_id") == client_id:
                replies += 1
                if frame.get("last", True):
                    return Answered(seconds=time.perf_counter() - started, replies=replies)


class RasaClient:
    """Over Rasa's REST channel; the signed login travels as metadata."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def conversation(self, customer_id: str) -> list[Answered]:
        sender = uuid.uuid4().hex
        answered: list[Answered] = []
        for text in SCRIPT:
            body = {"sender": sender, "message": text, "metadata": _metadata(customer_id, sender)}
            started = time.perf_counter()
            async with self._session.post(f"{self._url}/webhooks/rest/webhook", json=body) as answer:
                replies = await answer.json()
            answered.append(Answered(seconds=time.perf_counter() - started, replies=len(replies)))
        return answered


def _metadata(customer_id: str, sender: str) -> dict[str, object]:
    return {
        "channel": "web_chat",
        "language": "en",
        "verification": {
            "customer_id": customer_id,
            "level": 2,
            "method": "signed_login",
            "expires_at": "2100-01-01T00:00:00Z",
        },
        "wait": {"minutes": 3, "open_now": True, "agents_signed_in": 1, "next_opening": None},
        "sender": sender,
        "reference": "BEN-CHB-ENC",
    }
