"""Requests that wait at once go to a worker together, the most urgent first.

A request nobody waits for any more is not sent. A worker that broke on several requests gets each alone the
next time, so that one of them takes no other down.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from voice_gateway.workers.pool import WorkerFailed, WorkerPool
from voice_gateway.workers.wire import Message

EACH = "each"
BYTES = "bytes"


@dataclass(order=True, slots=True)
class _Request:
    """One in the queue."""

    due_at: float
    number: int
    message: Message = field(compare=False)
    answer: asyncio.Future[Message] = field(compare=False)


class GatheredPool:
    """`start`, `ask`, `close`, as the pool it gathers for."""

    def __init__(self, pool: WorkerPool, *, most: int, workers: int = 1) -> None:
        """So many requests at most in one message."""
        self._pool = pool
        self._most = most
        self._workers = workers
        self._queue: list[_Request] = []
        self._numbers = count()
        self._came = asyncio.Event()
        self._senders: list[asyncio.Task[None]] = []
        self.largest = 0
        """Requests of the fullest message so far."""

    @property
    def name(self) -> str:
        """Which engine."""
        return self._pool.name

    @property
    def alive(self) -> int:
        """Workers that are ready or at work."""
        return self._pool.alive

    @property
    def waiting(self) -> int:
        """Requests that are not at work yet."""
        return sum(not each.answer.done() for each in self._queue) + self._pool.waiting

    @property
    def restarts(self) -> int:
        """Workers that were started again."""
        return self._pool.restarts

    @property
    def about(self) -> Mapping[str, object]:
        """What a worker told of itself."""
        return self._pool.about

    async def start(self) -> None:
        """Until every worker is ready.

        Raises:
            WorkerFailed: one did not come up; none is left running.
        """
        await self._pool.start()
        loop = asyncio.get_running_loop()
        self._senders = [loop.create_task(self._send()) for _ in range(self._workers)]

    async def ask(self, message: Message, *, due_in_s: float) -> Message:
        """The answer; asked for in the order of when it is due.

        Raises:
            WorkerFailed: none will come.
        """
        if not self._senders:
            raise WorkerFailed(f"{self.name}: not started")
        loop = asyncio.get_running_loop()
        request = _Request(loop.time() + due_in_s, next(self._numbers), message, loop.create_future())
        heapq.heappush(self._queue, request)
        self._came.set()
        return await request.answer

    async def close(self) -> None:
        """End all workers; who still waits is told."""
        for sender in self._senders:
            sender.cancel()
        await asyncio.gather(*self._senders, return_exceptions=True)
        self._senders = []
        _fail(self._queue, WorkerFailed(f"{self.name}: closed"))
        self._queue = []
        await self._pool.close()

    async def _send(self) -> None:
        while True:
            batch = self._next()
            if not batch:
                self._came.clear()
                await self._came.wait()
                continue
            try:
                await self._answer(batch)
            except asyncio.CancelledError:
                _fail(batch, WorkerFailed(f"{self.name}: closed"))
                raise

    def _next(self) -> list[_Request]:
        batch: list[_Request] = []
        while self._queue and len(batch) < self._most:
            request = heapq.heappop(self._queue)
            if not request.answer.done():
                batch.append(request)
        self.largest = max(self.largest, len(batch))
        return batch

    async def _answer(self, batch: Sequence[_Request]) -> None:
        try:
            answers = requests_in(await self._pool.ask(together([each.message for each in batch])))
        except WorkerFailed as failure:
            if len(batch) == 1:
                _fail(batch, failure)
            else:
                for each in batch:
                    await self._answer([each])
            return
        for request, answer in zip(batch, answers, strict=True):
            if not request.answer.done():
                request.answer.set_result(answer)


def together(messages: Sequence[Message]) -> Message:
    """Several messages as one."""
    heads = [{**each.head, BYTES: len(each.sound)} for each in messages]
    return Message(head={EACH: heads}, sound=b"".join(each.sound for each in messages))


answer_to = together
"""A worker's answers, in the order of the requests."""


def requests_in(message: Message) -> list[Message]:
    """The messages of one; a message that is not of several is one."""
    heads = message.head.get(EACH)
    if not isinstance(heads, list):
        return [message]
    found, start = [], 0
    for head in heads:
        end = start + int(head[BYTES])
        found.append(Message(head=head, sound=message.sound[start:end]))
        start = end
    return found


def _fail(requests: Sequence[_Request], failure: WorkerFailed) -> None:
    for request in requests:
        if not request.answer.done():
            request.answer.set_exception(failure)
