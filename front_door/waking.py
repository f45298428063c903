"""Work that is done when there is news, and now and then without."""

from __future__ import annotations

import asyncio


async def woken(wake: asyncio.Event, *, within_s: float) -> None:
    """Return once `wake` is set, or when the time is over; it is clear then."""
    try:
        async with asyncio.timeout(within_s):
            await wake.wait()
    except TimeoutError:
        pass
    wake.clear()
