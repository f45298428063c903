"""An assistant that answers by a script: for tests of whatever stands before the real one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from front_door.assistants.assistant import (
    Answer,
    AssistantError,
    AssistantUnavailable,
    Memory,
    RankedIntent,
    Reply,
    TurnDown,
)

Script = Callable[[TurnDown], Awaitable[Answer]]


def answer(turn: TurnDown, *replies: Reply, intent: str = "small_talk", paused: bool = False) -> Answer:
    """An answer to a turn."""
    return Answer(
        turn_id=turn.turn_id,
        replies=list(replies),
        intent_ranking=[
            RankedIntent(name=intent, confidence=0.9),
            RankedIntent(name="out_of_scope", confidence=0.05),
        ],
        paused=paused,
    )


async def echo(turn: TurnDown) -> Answer:
    """Says back what was said."""
    return answer(turn, Reply(text=f"You said: {turn.text}"))


class ScriptedAssistant:
    """`Assistant` in memory. Known turns give their stored answer; `failures` are raised one by one first."""

    def __init__(self, script: Script = echo) -> None:
        self.script = script
        self.failures: list[AssistantError] = []
        self.ready = True
        self.ran: list[TurnDown] = []
        """Turns that were run, each once."""
        self.appended: dict[str, list[Mapping[str, object]]] = {}
        self.restored: list[Memory] = []
        self.redacted: list[tuple[str, str, int, int]] = []
        self._answers: dict[tuple[str, str], Answer] = {}
        self._generation = 0

    def generation(self, conversation_id: str) -> int:  # noqa: ARG002 - one memory for all
        """See `Assistant`."""
        return self._generation

    async def answer(self, turn: TurnDown) -> Answer:
        """See `Assistant`."""
        self._fail()
        key = (turn.conversation_id, turn.turn_id)
        known = self._answers.get(key)
        if known is None:
            known = await self.script(turn)
            self.ran.append(turn)
            self._answers[key] = known
        return known

    async def recall(self, conversation_id: str, turn_id: str) -> Answer | None:
        """See `Assistant`."""
        self._fail()
        return self._answers.get((conversation_id, turn_id))

    async def restore(self, memory: Memory) -> None:
        """See `Assistant`."""
        self._fail()
        self.restored.append(memory)

    async def append(self, conversation_id: str, events: Sequence[Mapping[str, object]]) -> None:
        """See `Assistant`."""
        self._fail()
        self.appended.setdefault(conversation_id, []).extend(events)

    async def redact(self, conversation_id: str, turn_id: str, start: int, end: int) -> None:
        """See `Assistant`."""
        self.redacted.append((conversation_id, turn_id, start, end))

    async def is_ready(self) -> bool:
        """See `Assistant`."""
        return self.ready

    def version(self) -> str | None:
        """See `Assistant`."""
        return "scripted"

    async def close(self) -> None:
        """See `Assistant`."""

    def forget(self) -> None:
        """Lose every conversation, as a process that lost its disk."""
        self._answers.clear()
        self._generation += 1

    def _fail(self) -> None:
        if not self.ready:
            raise AssistantUnavailable("unreachable")
        if self.failures:
            raise self.failures.pop(0)
