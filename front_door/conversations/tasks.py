"""Work that goes on after a request was answered: started here, waited for at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog


class Tasks:
    """Background tasks of one process."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run `work`; its failure is logged once and disturbs nobody else."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)

    async def drain(self, seconds: float) -> None:
        """Let what runs finish for a while, then cancel it."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("task.failed", task=task.get_name(), error=type(error).__name__, exc_info=error)
