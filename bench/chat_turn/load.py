"""Load: so many customers at once, each conversation after conversation, for a number of turns."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.chat_turn.clients import Answered, Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one load showed."""

    p50_ms: float
    p95_ms: float
    turns_per_s: float
    cpu_ms_per_turn: float
    turns: int
    unanswered: int


async def load(
    client: Client,
    customer_ids: Sequence[str],
    *,
    customers: int,
    conversations: int,
    cpu: Callable[[], float],
) -> Loaded:
    """`conversations` in all, `customers` of them at any time; CPU of all server processes together."""
    waiting = iter(range(conversations))
    answered: list[Answered] = []

    async def customer() -> None:
        for number in waiting:
            answered.extend(await client.conversation(customer_ids[number % len(customer_ids)]))

    before, started = cpu(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(customers):
            group.create_task(customer())
    seconds = time.perf_counter() - started
    spent = cpu() - before
    times = sorted(turn.seconds * 1000 for turn in answered)
    return Loaded(
        p50_ms=statistics.median(times),
        p95_ms=times[int(len(times) * 0.95)],
        turns_per_s=len(times) / seconds,
        cpu_ms_per_turn=spent * 1000 / len(times),
        turns=len(times),
        unanswered=sum(turn.replies == 0 for turn in answered),
    )


def middle(rounds: Sequence[Loaded]) -> Loaded:
    """The median of each figure over several rounds."""
    return Loaded(
        p50_ms=statistics.median(item.p50_ms for item in rounds),
        p95_ms=statistics.median(item.p95_ms for item in rounds),
        turns_per_s=statistics.median(item.turns_per_s for item in rounds),
        cpu_ms_per_turn=statistics.median(item.cpu_ms_per_turn for item in rounds),
        turns=sum(item.turns for item in rounds),
        unanswered=sum(item.unanswered for item in rounds),
    )
