"""An action server whose next answer the test sets; remembers what it was asked."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer


class ActionServer(TestServer):
    """Serves one path."""

    def __init__(self, path: str) -> None:
        app = web.Application()
        app.router.add_post(path, self._answer)
        super().__init__(app)
        self.asked: list[tuple[str | None, object]] = []
        self.next_answer = web.Response

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.headers.get("Authorization"), await request.json()))
        return self.next_answer()
