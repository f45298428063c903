"""Serve until told to stop, then end what was begun.

SIGTERM and SIGINT close the port, let running requests finish for the drain time and run the app's clean-up.
A second signal is left to Python's default, so an impatient person is obeyed.
"""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class PortTaken(Exception):
    """Something else listens on the port; the message names the setting-free fact: host and port."""


@asynccontextmanager
async def stop_event() -> AsyncIterator[asyncio.Event]:
    """An event that the first SIGTERM or SIGINT sets."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop() -> None:
        stopped.set()
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        yield stopped
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)


async def serve(
    app: web.Application,
    *,
    host: str,
    port: int,
    drain_seconds: float = 10.0,
    on_ready: Callable[[int], None] | None = None,
) -> None:
    """Serve `app` until a stop signal. Port 0 takes a free one; `on_ready` is told which.

    Raises PortTaken. Access lines are not logged: addresses hold customers' words and numbers.
    """
    log = structlog.get_logger()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=drain_seconds, handle_signals=False)
    async with stop_event() as stopped:
        await runner.setup()
        hold_still()
        try:
            await _listen(runner, host, port)
            bound = int(runner.addresses[0][1])
            log.info("process.started", host=host, port=bound)
            if on_ready:
                on_ready(bound)
            await stopped.wait()
            log.info("process.stopping", drain_seconds=drain_seconds)
        finally:
            await runner.cleanup()
        log.info("process.stopped")


def hold_still() -> None:
    """What is there by now lives as long as the process: no pause to look through it for garbage.

    Without this a full collection stops every call of a gateway for up to a tenth of a second.
    """
    gc.collect()
    gc.freeze()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise PortTaken(f"{host}:{port} cannot be listened on: {error.strerror}") from error
