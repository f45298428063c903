"""A customer's device that never gives up: it reconnects, resumes and sends again what was not acknowledged."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import aiohttp

from conversation.client_frames import CustomerTurn, Prefer
from conversation.server_frames import Ack, Problem, ReplyFrame
from tests.harness.customer import Customer

ATTEMPT_S = 120
"""After this long without an answer the device gives up and the run has failed."""
THINKS_S = 1.0
"""Longest pause before the next words."""
LOOKS_S = 0.1
"""Between two looks at what came; the machine is needed for the system."""
AGAIN = frozenset({"busy", "slow_down", "shutting_down"})
"""Problems that ask the device to send once more."""


class GaveUp(Exception):
    """The device was refused, or waited too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something to say."""

    text: str
    expects: str | None = None
    """Left away unless the newest reply waits for this: nobody types a PIN that was not asked for."""
    alone: bool = False
    """Not said in one breath with others."""


@dataclass(slots=True, kw_only=True)
class ChaosCustomer:
    """Says what it has to say, now and then several things at once."""

    device: Customer
    sayings: Sequence[Saying]
    chance: random.Random
    until_ready: Callable[[], Awaitable[None]]
    """Waits until the assistant serves again; whoever was passed on does not knock every second."""
    identity: str | None = None
    sent: list[str] = field(default_factory=list)
    reconnects: int = 0

    async def open(self) -> None:
        """Open the conversation, before anything is killed when the customer is signed in."""
        await self._connected()

    async def talk(self) -> None:
        """Everything, in order.

        Raises:
            GaveUp: with what was waited for.
        """
        rest = list(self.sayings)
        while rest:
            frames = [
                CustomerTurn(client_id=self.device.next_client_id(), text=saying.text)
                for saying in self._breath(rest)
                if self._fits(saying)
            ]
            self.sent += [frame.client_id for frame in frames]
            await self._deliver(frames)
            await asyncio.sleep(self.chance.uniform(0.0, THINKS_S))
            await self._back_to_the_assistant()
            if self.chance.random() < 0.05:
                await self.device.hang_up()

    def _breath(self, rest: list[Saying]) -> list[Saying]:
        """What is said next, at once; taken off the rest."""
        count = 1 if rest[0].alone else self.chance.choice([1, 1, 1, 1, 2, 3])
        taken = [rest.pop(0)]
        while rest and len(taken) < count and not rest[0].alone:
            taken.append(rest.pop(0))
        return taken

    def _fits(self, saying: Saying) -> bool:
        replies = self.device.replies()
        return saying.expects is None or (bool(replies) and replies[-1].expects == saying.expects)

    async def _deliver(self, frames: Sequence[CustomerTurn]) -> None:
        deadline = time.monotonic() + ATTEMPT_S * len(frames)
        while True:
            await self._connected()
            try:
                if await self._sent_and_answered(frames, deadline):
                    return
            except (aiohttp.ClientError, ConnectionError):
                pass
            await asyncio.sleep(0.05)

    async def _sent_and_answered(self, frames: Sequence[CustomerTurn], deadline: float) -> bool:
        """Send what has no ack yet, wait for the answers; False when it has to be sent again."""
        before = len(self.device.frames)
        acknowledged = self._acknowledged()
        for frame in frames:
            if frame.client_id not in acknowledged:
                await self.device.send(frame)
        while not self._settled(frames):
            if not self.device.connected or self._asked_again(before):
                return False
            if time.monotonic() > deadline:
                raise GaveUp(f"no answer to {[frame.text for frame in frames]}")
            await asyncio.sleep(LOOKS_S)
        return True

    def _settled(self, frames: Sequence[CustomerTurn]) -> bool:
        """Acknowledged, and answered unless the team has the conversation."""
        acknowledged, answered = self._acknowledged(), self._answered()
        with_team = self.device.owner() != "assistant"
        return all(
            frame.client_id in acknowledged and (with_team or frame.client_id in answered) for frame in frames
        )

    async def _back_to_the_assistant(self) -> None:
        """Whoever was passed to the team because a part was down asks for the assistant again."""
        deadline = time.monotonic() + ATTEMPT_S
        while self.device.owner() != "assistant":
            if time.monotonic() > deadline:
                raise GaveUp(f"still with {self.device.owner()}")
            await self.until_ready()
            await self._connected()
            try:
                await self.device.send(Prefer(door="assistant"))
            except (aiohttp.ClientError, ConnectionError):
                continue
            await asyncio.sleep(0.3)

    async def _connected(self) -> None:
        deadline = time.monotonic() + ATTEMPT_S
        while not self.device.connected:
            if time.monotonic() > deadline:
                raise GaveUp("no connection")
            try:
                async with asyncio.timeout(10):
                    await self.device.connect(
                        signed_identity=self.identity if self.device.welcome is None else None
                    )
            except (aiohttp.ClientError, ConnectionError, TimeoutError, AssertionError):
                self.reconnects += 1
                await self.device.hang_up()
                await asyncio.sleep(self.chance.uniform(0.2, 0.8))

    def _acknowledged(self) -> set[str]:
        return {frame.client_id for frame in self.device.frames if isinstance(frame, Ack)}

    def _answered(self) -> set[str]:
        return {
            frame.client_id
            for frame in self.device.frames
            if isinstance(frame, ReplyFrame) and frame.client_id and frame.last
        }

    def _asked_again(self, before: int) -> bool:
        """Whether the server asked to send a turn again since then.

        Raises:
            GaveUp: it was refused for good.
        """
        problems = [frame for frame in self.device.frames[before:] if isinstance(frame, Problem)]
        refused = [frame for frame in problems if frame.client_id and frame.code not in AGAIN]
        if refused:
            raise GaveUp(f"refused: {refused[0].code}")
        return any(frame.client_id for frame in problems)
