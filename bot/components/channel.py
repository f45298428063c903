"""The front door's way into the assistant: five addresses under /webhooks/front_door, JSON in and out.

Failures are `{"error": {"code", "message"}}` with a status that is never 200.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.components import wire
from bot.components.errors import BadTurn, NotReady, TurnError, Unauthorized
from bot.components.held import HeldConversations
from bot.components.turns import INPUT_CHANNEL, Turns
from bot.log import cause

log = structlog.get_logger()

Answer = Callable[[object], Awaitable[dict[str, Any]]]


class FrontDoorChannel(InputChannel):
    """Our input channel. `open_with` is called once the model is loaded; before, everything is `starting`."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._turns: Turns | None = None
        self._held: HeldConversations | None = None
        self._running: set[asyncio.Task[dict[str, Any]]] = set()

    @classmethod
    def name(cls) -> str:
        """The last part of the address."""
        return INPUT_CHANNEL

    def open_with(self, turns: Turns, held: HeldConversations) -> None:
        """Serve from now on."""
        self._turns, self._held = turns, held

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:  # noqa: ARG002
        """The routes. Rasa's own way of handling a message is not used: it swallows failures."""
        routes = Blueprint("front_door")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._answer(request, self._run_turn)

        @routes.get("/turn/<conversation_id:str>/<turn_id:str>")
        async def stored(request: Request, conversation_id: str, turn_id: str) -> HTTPResponse:
            async def look_up(_: object) -> dict[str, Any]:
                return await self._open_turns().stored(conversation_id, turn_id)

            return await self._answer(request, look_up)

        @routes.post("/restore")
        async def restore(request: Request) -> HTTPResponse:
            return await self._answer(
                request, lambda body: self._open_held().restore(wire.restore_request(body))
            )

        @routes.post("/append")
        async def append(request: Request) -> HTTPResponse:
            return await self._answer(
                request, lambda body: self._open_held().append(wire.append_request(body))
            )

        @routes.post("/redact")
        async def redact(request: Request) -> HTTPResponse:
            return await self._answer(
                request, lambda body: self._open_held().redact(wire.redact_request(body))
            )

        return routes

    async def _answer(self, request: Request, work: Answer) -> HTTPResponse:
        """Check the bearer, do the work to its end even if the caller hangs up, and tell failures apart."""
        try:
            self._check_bearer(request)
            body = _json_body(request)
            task = asyncio.get_running_loop().create_task(_run(work, body))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            return json(await asyncio.shield(task))
        except TurnError as error:
            return _refusal(request, error)
        except Exception as error:  # noqa: BLE001 the outermost edge of this process
            return _refusal(request, TurnError(f"unexpected: {type(error).__name__}"), error)

    async def _run_turn(self, body: object) -> dict[str, Any]:
        request = wire.turn_request(body)
        started = time.perf_counter()
        answer = await self._open_turns().run(request)
        log.info(
            "turn.answered",
            conversation=request.conversation_id,
            turn=request.turn_id,
            ms=round(1000 * (time.perf_counter() - started), 1),
            intent=next((intent["name"] for intent in answer["intent_ranking"]), None),
            replies=len(answer["replies"]),
            paused=answer["paused"],
        )
        return answer

    def _open_turns(self) -> Turns:
        if self._turns is None:
            raise NotReady("the assistant is loading its model")
        return self._turns

    def _open_held(self) -> HeldConversations:
        if self._held is None:
            raise NotReady("the assistant is loading its model")
        return self._held

    def _check_bearer(self, request: Request) -> None:
        if not self._token:
            if not _from_this_machine(request.ip):
                raise Unauthorized("without an internal token only this machine is answered")
            return
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise Unauthorized("the bearer is missing or wrong")

    async def settle(self) -> None:
        """Wait for what is still running."""
        if self._running:
            await asyncio.wait(self._running)


async def _run(work: Answer, body: object) -> dict[str, Any]:
    return await work(body)


def _json_body(request: Request) -> object:
    if request.method == "GET":
        return None
    try:
        return request.json
    except Exception as error:
        raise BadTurn("the body is no JSON") from error


def _from_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _refusal(request: Request, error: TurnError, unexpected: Exception | None = None) -> HTTPResponse:
    if error.status >= 500:
        log.error(
            "turn.failed",
            path=request.path.split("/")[3:4],
            code=error.code,
            why=str(error),
            cause=cause(unexpected or error),
        )
    return json({"error": {"code": error.code, "message": str(error)}}, status=error.status)
