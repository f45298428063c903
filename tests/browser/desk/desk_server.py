"""A real desk in a thread of its own, for tests that drive a browser; the test plays the customers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port

from tests.service.desk.world import World

DEADLINE_S = 60


class DeskServer:
    """Starts, stops and comes back on the same port; the world around it stays."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._port = unused_port()
        self._runner: web.AppRunner | None = None
        self.world: World = self._in_loop(self._build(folder))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def play(self, part: Coroutine[Any, Any, Any]) -> Any:
        """Let a customer do something; the result."""
        return self._in_loop(part)

    def call(self, sign, *values: object) -> None:
        """Let a customer do something passing."""
        self._loop.call_soon_threadsafe(sign, *values)

    def start(self) -> None:
        self._in_loop(self._start())

    def stop(self) -> None:
        """The process dies as far as a page can tell."""
        self._in_loop(self._stop())

    def end(self) -> None:
        self.stop()
        self._in_loop(self.world.close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _in_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S)

    async def _build(self, folder: Path) -> World:
        return World(folder)

    async def _start(self) -> None:
        app = self.world.app()
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()

    async def _stop(self) -> None:
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()
