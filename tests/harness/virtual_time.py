"""An event loop whose clock jumps to the next thing due: minutes of a call take milliseconds."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Never waits: what would be waited for is added to the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise RuntimeError("nothing is due any more: the test would hang")
        self.passed += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """For code that waits by the loop's clock alone: no sockets, no threads, no processes."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed

    def stand_still(self, seconds: float) -> None:
        """As a process that gets no processor: nothing runs, and the clock goes on."""
        self._jumping.passed += seconds


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; nothing may be left over.

    Raises:
        AssertionError: tasks were still running when the work was done.
    """

    async def watched() -> T:
        result = await work
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"left running: {left}"
        return result

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(watched())
