"""Waiting for a frame that a test expects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

DEADLINE_S = 300
"""A test gives up here; no test is about how long something takes."""

Found = TypeVar("Found")


async def until(
    changed: asyncio.Condition, look: Callable[[], Found | None], what: str, frames: Sequence[object]
) -> Found:
    """What `look` finds, asked again whenever `changed` is told; `frames` are shown when it never does."""

    async def waiting() -> Found:
        async with changed:
            while (found := look()) is None:
                await changed.wait()
            return found

    try:
        return await asyncio.wait_for(waiting(), DEADLINE_S)
    except TimeoutError:
        tail = "\n".join(str(frame)[:300] for frame in frames[-6:])
        message = f"waited {DEADLINE_S} s for {what}; last frames:\n{tail}"
        raise AssertionError(message) from None
