"""A few worker processes behind one `ask`: warmed before they count, watched, started again when they end."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from voice_gateway.workers.wire import HEAD, Message, NotAMessage, lengths, packed, unpacked
from voice_gateway.workers.worker import FAILED

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
"""Parallel by processes: threads on shared cores are slower than one."""
AGAIN_S = 0.5
LONGEST_AGAIN_S = 30.0
END_S = 2.0
TRIES = 2
"""An utterance whose worker died is given to another once."""


class WorkerFailed(Exception):
    """No answer: the request broke its worker twice, or there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How a worker is started."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    count: int = 1
    answer_within_s: float = 10.0
    ready_within_s: float = 60.0
    environment: Mapping[str, str] = field(default_factory=dict)


class WorkerPool:
    """`start`, `ask`, `close`."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._keepers: list[asyncio.Task[None]] = []
        self._alive: set[_Worker] = set()
        self._waiting = 0
        self._log = structlog.get_logger()
        self.restarts = 0
        self.about: Mapping[str, object] = {}
        """What the worker that was ready last told of itself."""

    @property
    def name(self) -> str:
        """Which engine."""
        return self._job.name

    @property
    def alive(self) -> int:
        """Workers that are ready or at work."""
        return len(self._alive)

    @property
    def waiting(self) -> int:
        """Requests without a worker."""
        return self._waiting

    async def start(self) -> None:
        """Until every worker is ready.

        Raises:
            WorkerFailed: one did not come up; none is left running.
        """
        ready = [asyncio.get_running_loop().create_future() for _ in range(self._job.count)]
        loop = asyncio.get_running_loop()
        self._keepers = [loop.create_task(self._keep(first)) for first in ready]
        try:
            await asyncio.gather(*ready)
        except WorkerFailed:
            await self.close()
            raise

    async def ask(self, request: Message) -> Message:
        """The answer of the next free worker.

        Raises:
            WorkerFailed: no answer; the request is not tried any more.
        """
        for _ in range(TRIES):
            worker = await self._next()
            try:
                async with asyncio.timeout(self._job.answer_within_s):
                    answer = await worker.ask(request)
            except asyncio.CancelledError:
                worker.kill()  # in the middle of an answer nobody waits for
                raise
            except (OSError, EOFError, TimeoutError, NotAMessage):
                worker.kill()
                continue
            self._idle.put_nowait(worker)
            if FAILED in answer.head:
                raise WorkerFailed(str(answer.head[FAILED]))
            return answer
        raise WorkerFailed(f"{self._job.name} broke {TRIES} times")

    async def close(self) -> None:
        """End all workers."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers = []

    async def _next(self) -> _Worker:
        self._waiting += 1
        try:
            async with asyncio.timeout(self._job.answer_within_s):
                while True:
                    worker = await self._idle.get()
                    if worker in self._alive and worker.runs:
                        return worker
        except TimeoutError:
            raise WorkerFailed(f"{self._job.name}: no worker was free") from None
        finally:
            self._waiting -= 1

    async def _keep(self, first: asyncio.Future[None]) -> None:
        """One worker at a time, for ever; only the first start may fail for good."""
        pause = AGAIN_S
        while True:
            worker = _Worker(await self._spawn())
            try:
                async with asyncio.timeout(self._job.ready_within_s):
                    self.about = (await worker.read()).head
            except (OSError, EOFError, TimeoutError, NotAMessage):
                await worker.end()
                if not first.done():
                    first.set_exception(WorkerFailed(f"{self._job.name} did not start"))
                    return
            except asyncio.CancelledError:
                await worker.end()
                raise
            else:
                pause = AGAIN_S
                await self._serve(worker, first)
            self.restarts += 1
            self._log.warning("worker.restarted", worker=self._job.name, pause_s=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_AGAIN_S)

    async def _serve(self, worker: _Worker, first: asyncio.Future[None]) -> None:
        self._alive.add(worker)
        self._idle.put_nowait(worker)
        if not first.done():
            first.set_result(None)
        try:
            await worker.wait()
        finally:
            self._alive.discard(worker)
            await worker.end()

    async def _spawn(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._job.module,
            *self._job.arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, **self._job.environment},
        )


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def runs(self) -> bool:
        return self._process.returncode is None

    async def ask(self, request: Message) -> Message:
        if self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(packed(request))
        await self._process.stdin.drain()
        return await self.read()

    async def read(self) -> Message:
        pipe = self._process.stdout
        if pipe is None:
            raise EOFError
        head, sound = lengths(await pipe.readexactly(HEAD.size))
        return unpacked(await pipe.readexactly(head), await pipe.readexactly(sound))

    async def wait(self) -> None:
        await self._process.wait()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """A closed pipe ends a worker; one that does not listen is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await self._process.wait()
        self.kill()
        await self._process.wait()
