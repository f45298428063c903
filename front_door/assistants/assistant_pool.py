"""Several assistants behind one face: each conversation is always served by the same one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

from front_door.assistants.assistant import Answer, Assistant, Memory, TurnDown


class AssistantPool:
    """`Assistant` that sends a conversation to the process its id hashes to (highest random weight).

    Rendezvous hashing, Thaler and Ravishankar 1998: one process more or less moves only its own share.
    """

    def __init__(self, members: Mapping[str, Assistant]) -> None:
        if not members:
            message = "a pool needs at least one assistant"
            raise ValueError(message)
        self._members = dict(members)

    def member_for(self, conversation_id: str) -> Assistant:
        """Who serves this conversation."""
        if len(self._members) == 1:
            return next(iter(self._members.values()))
        name = max(self._members, key=lambda name: _weight(name, conversation_id))
        return self._members[name]

    def generation(self, conversation_id: str) -> int:
        """See `Assistant`."""
        return self.member_for(conversation_id).generation(conversation_id)

    async def answer(self, turn: TurnDown) -> Answer:
        """See `Assistant`."""
        return await self.member_for(turn.conversation_id).answer(turn)

    async def recall(self, conversation_id: str, turn_id: str) -> Answer | None:
        """See `Assistant`."""
        return await self.member_for(conversation_id).recall(conversation_id, turn_id)

    async def restore(self, memory: Memory) -> None:
        """See `Assistant`."""
        await self.member_for(memory.conversation_id).restore(memory)

    async def append(self, conversation_id: str, events: Sequence[Mapping[str, object]]) -> None:
        """See `Assistant`."""
        await self.member_for(conversation_id).append(conversation_id, events)

    async def redact(self, conversation_id: str, turn_id: str, start: int, end: int) -> None:
        """See `Assistant`."""
        await self.member_for(conversation_id).redact(conversation_id, turn_id, start, end)

    async def is_ready(self) -> bool:
        """Whether all of them are."""
        return all(await asyncio.gather(*(member.is_ready() for member in self._members.values())))

    def version(self) -> str | None:
        """Each that is at work, once."""
        known = {version for member in self._members.values() if (version := member.version())}
        return ", ".join(sorted(known)) or None

    async def close(self) -> None:
        """See `Assistant`."""
        for member in self._members.values():
            await member.close()


def _weight(name: str, conversation_id: str) -> bytes:
    return hashlib.blake2b(f"{name}\n{conversation_id}".encode(), digest_size=8).digest()
