"""What runs beside the routes as long as the process does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from aiohttp import web

from conversation.payloads.owners import HandedOff, OwnerChanged
from front_door.conversations.hub import Appended
from front_door.conversations.waiting_line import MinutesFor
from front_door.parts import Parts
from front_door.routing.floor_keeper import FloorKeeper
from front_door.surroundings import Surroundings

STREAM = 100_000
RESTART_S = 1.0

Job = Callable[[], Awaitable[None]]
Context = Callable[[web.Application], AsyncIterator[None]]


def running(parts: Parts, surroundings: Surroundings, floor: FloorKeeper) -> Context:
    """Everything that follows the ledger; what a stop left undone comes first."""

    async def context(_: web.Application) -> AsyncIterator[None]:
        await parts.line.load(parts.ledger)
        jobs = [
            _for_ever("surroundings", surroundings.run),
            _for_ever("line", lambda: parts.line.run(_minutes_for(parts))),
            _for_ever("floor", lambda: floor.run(parts.ledger)),
            _for_ever("outbox", parts.delivery.run),
            _for_ever("timers", parts.alarm.run),
            _for_ever("meters", lambda: _count(parts)),
        ]
        if parts.other_desk is not None:
            jobs.append(_for_ever("courier", parts.other_desk.courier.run))
        recovered = await parts.answering.recover()
        if recovered:
            structlog.get_logger().info("turns.recovered", conversations=recovered)
        if redactions := await parts.late_secrets.recover():
            structlog.get_logger().info("redactions.recovered", turns=redactions)
        yield
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    return context


def beside(name: str, work: Job) -> Context:
    """A job for as long as the application runs."""

    async def context(_: web.Application) -> AsyncIterator[None]:
        job = _for_ever(name, work)
        yield
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    return context


def _for_ever(name: str, work: Job) -> asyncio.Task[None]:
    """A job that runs as long as the process; after a failure it is logged and begun again."""

    async def watched() -> None:
        while True:
            try:
                await work()
            except Exception:  # noqa: BLE001 - the edge of a background job
                structlog.get_logger().exception("job.failed", job=name)
            await asyncio.sleep(RESTART_S)

    return asyncio.get_running_loop().create_task(watched(), name=name)


def _minutes_for(parts: Parts) -> MinutesFor:
    return lambda conversation_id, ahead: parts.care_team.wait(ahead, conversation_id=conversation_id).minutes


async def _count(parts: Parts) -> None:
    """Follow every conversation for the meters."""
    while True:
        subscription = parts.hub.subscribe(capacity=STREAM)
        async for item in subscription:
            if not isinstance(item, Appended):
                continue
            if isinstance(item.event.payload, OwnerChanged):
                parts.meters.moved(item.event.payload.after.value)
            elif isinstance(item.event.payload, HandedOff):
                parts.meters.handed_off(item.event.payload.reason.value)
