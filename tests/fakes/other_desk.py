"""A help desk of another house: takes our webhooks, and sends its own. Signatures by the reference library."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_bWVhZG93bGFyaywgbWVhZG93bGFyaywgbWVhZG93"


class OtherDesk:
    """Remembers each message once, by its id, and how often it came."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: dict[str, dict] = {}
        self.came: list[str] = []
        self.answers: list[int] = []
        """Status of the next answers; 204 when there are none left."""
        self.takes_and_forgets = 0
        """So many messages are taken, and the answer is lost."""
        self.clocks_agree = True
        """Signatures are checked; not so where a test moves the front door's clock."""
        self._hook = Webhook(SECRET)
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            if self.clocks_agree:
                self._hook.verify(body, _lower(request.headers))
        except WebhookVerificationError:
            return web.Response(status=401)
        status = self.answers.pop(0) if self.answers else 204
        message_id = request.headers["webhook-id"]
        async with self._changed:
            self.came.append(message_id)
            if status < 300:
                self.messages.setdefault(message_id, json.loads(body))
            self._changed.notify_all()
        if self.takes_and_forgets:
            self.takes_and_forgets -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=status)

    async def told(self, kind: str, *, count: int = 1) -> dict:
        """The message of this kind that came as the count-th."""

        def found() -> list[dict]:
            return [message for message in self.messages.values() if message["type"] == kind]

        async with asyncio.timeout(60), self._changed:
            await self._changed.wait_for(lambda: len(found()) >= count)
            return found()[count - 1]

    async def said(self, words: str) -> dict:
        """The line with these words."""

        def found() -> dict | None:
            lines = (message for message in self.messages.values() if message["type"] == "case.line")
            return next((line for line in lines if words in line["line"]["text"]), None)

        async with asyncio.timeout(60), self._changed:
            await self._changed.wait_for(lambda: found() is not None)
        line = found()
        assert line is not None
        return line

    def sealed(self, message: dict, *, message_id: str | None = None, at: datetime | None = None) -> tuple:
        """Body and headers of a message of this desk."""
        body = json.dumps(message)
        message_id = message_id or f"theirs-{next(self._numbers)}"
        at = at or datetime.now(UTC)
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._hook.sign(message_id, at, body),
            "content-type": "application/json",
        }
        return body, headers


async def post(session: aiohttp.ClientSession, url: str, body: str, headers: dict) -> tuple[int, dict]:
    """Status and JSON of the front door's answer."""
    async with session.post(f"{url}/desks/webhook", data=body, headers=headers) as answer:
        return answer.status, await answer.json()


@asynccontextmanager
async def other_desk() -> AsyncIterator[OtherDesk]:
    """Listening on loopback."""
    desk = OtherDesk()
    app = web.Application()
    app.router.add_post("/hooks/front-door", desk.handle)
    server = TestServer(app)
    await server.start_server()
    desk.url = str(server.make_url("/hooks/front-door"))
    try:
        yield desk
    finally:
        await server.close()


def _lower(headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
