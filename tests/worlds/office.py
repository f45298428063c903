"""The back office of all worlds: one server; the X-Conversation-Id says which world a request belongs to.

Only the paths that the contract requires, or (`optional`) all of them. Nothing of ours serves it: a carrier's own
system would not be built from our adapter either.
"""

from __future__ import annotations

import json
from datetime import date

from aiohttp import web

from tests.worlds.account import Body, Books
from tests.worlds.desk import Asked, Desk
from tests.worlds.operations import Refusal, answer


class Office:
    """Serves every world that is signed up."""

    def __init__(self) -> None:
        self._desks: dict[str, Desk] = {}
        self._runner: web.AppRunner | None = None
        self._bare = Desk(books=Books(today=date(2026, 7, 20), customers=[], plans=[]))
        self.strays: list[str] = []
        """Requests of no world: a conversation id that is nobody's sender."""
        self.url = ""

    def open(self, conversation: str, desk: Desk) -> None:
        self._desks[conversation] = desk

    def all_optional(self) -> None:
        """Whoever asks outside of a world (at a start) is told that everything is offered."""
        self._bare.optional = True

    async def start(self, port: int = 0) -> str:
        """Serve on a free port; its URL."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        address = self._runner.addresses[0]
        self.url = f"http://127.0.0.1:{address[1]}"
        return self.url

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        conversation = request.headers.get("X-Conversation-Id", "")
        raw = await request.read()
        try:
            body = json.loads(raw) if raw.strip() else {}
        except ValueError:
            return _error(422, "missing_field")
        if not conversation or not isinstance(body, dict):
            return _error(422, "missing_field")
        desk = self._desk(conversation, request)
        key = (request.path, request.headers.get("Idempotency-Key", ""))
        if key[1] and key in desk.remembered:
            status, told = desk.remembered[key]
            return web.json_response(told, status=status)
        asked = Asked(method=request.method, path=request.path, query=dict(request.query), body=body)
        try:
            status, told = _ask(desk, asked)
        except Refusal as refusal:
            return _error(refusal.status, refusal.code)
        if key[1]:
            desk.remembered[key] = (status, told)
        return web.json_response(told, status=status)

    def _desk(self, conversation: str, request: web.Request) -> Desk:
        desk = self._desks.get(conversation)
        if desk is not None:
            return desk
        if not request.path.endswith(("/capabilities", "/handoffs", "/plans")):
            self.strays.append(f"{request.method} {request.path} by {conversation}")
        return self._bare


def _ask(desk: Desk, asked: Asked) -> tuple[int, Body]:
    """The referee looks first, while the books are still as they were."""
    desk.asked.append(asked)
    if desk.referee is not None:
        desk.offences += desk.referee(asked)
    return answer(desk, asked)


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code.replace("_", " ")}}, status=status)
