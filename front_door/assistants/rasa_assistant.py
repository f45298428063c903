"""The assistant behind our own Rasa channel, over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
from pydantic import ValidationError

from conversation.care import Care
from front_door.assistants.assistant import (
    Answer,
    AssistantError,
    AssistantRefused,
    AssistantSilent,
    AssistantUnavailable,
    Memory,
    RankedIntent,
    Reply,
    TurnDown,
)
from front_door.outgoing import Outgoing

CHANNEL = "/webhooks/front_door"
CONNECTIONS = 100
HEALTH_TIMEOUT_S = 2.0
VERSION_NAME = "assistant"
SILENT_CODES = frozenset({"no_reply", "internal"})


class RasaAssistant:
    """`Assistant` on one process that speaks the channel's HTTP."""

    def __init__(self, base_url: str, *, token: str = "", time_limit_s: float = 8.0) -> None:
        self._base = base_url.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = Outgoing(headers=headers, connections=CONNECTIONS, keepalive_s=60)
        self._time_limit = aiohttp.ClientTimeout(total=time_limit_s, sock_connect=2.0)
        self._generation = 0
        self._reachable = True
        self._version: str | None = None

    def generation(self, conversation_id: str) -> int:  # noqa: ARG002 - one process serves them all
        """See `Assistant`."""
        return self._generation

    async def answer(self, turn: TurnDown) -> Answer:
        """See `Assistant`."""
        body = {
            "conversation_id": turn.conversation_id,
            "turn_id": turn.turn_id,
            "text": turn.text,
            "metadata": dict(turn.metadata),
        }
        return _answer(await self._call("POST", "/turn", body))

    async def recall(self, conversation_id: str, turn_id: str) -> Answer | None:
        """See `Assistant`."""
        path = f"/turn/{quote(conversation_id, safe='')}/{quote(turn_id, safe='')}"
        try:
            return _answer(await self._call("GET", path, None))
        except AssistantRefused as error:
            if error.code == "unknown_turn":
                return None
            raise

    async def restore(self, memory: Memory) -> None:
        """See `Assistant`."""
        body: dict[str, object] = {
            "conversation_id": memory.conversation_id,
            "slots": dict(memory.slots),
            "said": [list(line) for line in memory.said],
        }
        if memory.active_loop is not None:
            body["active_loop"] = memory.active_loop
        if memory.requested_slot is not None:
            body["requested_slot"] = memory.requested_slot
        await self._call("POST", "/restore", body)

    async def append(self, conversation_id: str, events: Sequence[Mapping[str, object]]) -> None:
        """See `Assistant`."""
        body = {"conversation_id": conversation_id, "events": [dict(event) for event in events]}
        await self._call("POST", "/append", body)

    async def redact(self, conversation_id: str, turn_id: str, start: int, end: int) -> None:
        """See `Assistant`."""
        body = {"conversation_id": conversation_id, "turn_id": turn_id, "start": start, "end": end}
        await self._call("POST", "/redact", body)

    async def is_ready(self) -> bool:
        """See `Assistant`. Not reached means that its memory may be another one when it is back."""
        try:
            timeout = aiohttp.ClientTimeout(total=HEALTH_TIMEOUT_S)
            async with self._http.session().get(f"{self._base}/health", timeout=timeout) as response:
                ready = response.status == HTTPStatus.OK
                self._version = version_in(_json(await response.read()), VERSION_NAME) or self._version
        except (aiohttp.ClientError, TimeoutError, OSError):
            ready = False
        if not ready and self._reachable:
            self._generation += 1
        self._reachable = ready
        return ready

    def version(self) -> str | None:
        """See `Assistant`."""
        return self._version

    async def close(self) -> None:
        """See `Assistant`."""
        await self._http.close()

    async def _call(self, method: str, path: str, body: Mapping[str, object] | None) -> object:
        try:
            async with self._http.session().request(
                method, self._base + CHANNEL + path, json=body, timeout=self._time_limit
            ) as response:
                answer = _json(await response.read())
                if response.status == HTTPStatus.OK:
                    return answer
                raise _error(response.status, answer)
        except TimeoutError as error:
            raise AssistantUnavailable("timeout") from error
        except (aiohttp.ClientError, asyncio.IncompleteReadError, OSError) as error:
            self._generation += 1
            raise AssistantUnavailable("unreachable", str(error)) from error


def version_in(report: object, name: str) -> str | None:
    """A version that a process names in its health report."""
    versions = report.get("versions") if isinstance(report, dict) else None
    told = versions.get(name) if isinstance(versions, dict) else None
    return told if isinstance(told, str) else None


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _error(status: int, body: object) -> AssistantError:
    code, message = f"http_{status}", ""
    if isinstance(body, dict) and isinstance(inner := body.get("error"), dict):
        code, message = str(inner.get("code") or code), str(inner.get("message") or "")
    if code in SILENT_CODES:
        return AssistantSilent(code, message)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return AssistantRefused(code, message)
    return AssistantUnavailable(code, message)


def _answer(body: object) -> Answer:
    """An answer out of the channel's JSON.

    Raises:
        AssistantSilent: it does not fit the contract.
    """
    try:
        if not isinstance(body, dict):
            raise AssistantSilent("bad_answer", "the answer is no JSON object")
        return Answer(
            turn_id=body["turn_id"],
            replies=[_reply(reply) for reply in body.get("replies", [])],
            intent_ranking=[RankedIntent.model_validate(item) for item in body.get("intent_ranking", [])],
            active_loop=body.get("active_loop"),
            paused=body.get("paused") is True,
        )
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise AssistantSilent("bad_answer", type(error).__name__) from error


def _reply(item: Mapping[str, object]) -> Reply:
    custom = item.get("custom") or {}
    care = custom.get("care") if isinstance(custom, Mapping) else None
    return Reply(text=str(item.get("text") or ""), care=Care.model_validate(care or {}))
