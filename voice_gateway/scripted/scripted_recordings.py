"""Recordings in memory, for tests of what is kept and what is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_gateway.frames import framed
from voice_gateway.scripted.word_tones import Reader, WordTones


@dataclass(slots=True, kw_only=True)
class KeptCall:
    """One recording."""

    conversation_id: str
    caller: bytearray = field(default_factory=bytearray)
    ours: bytearray = field(default_factory=bytearray)
    closed: bool = False

    def add(self, caller: bytes, ours: bytes) -> None:
        self.caller += caller
        self.ours += ours

    async def close(self) -> None:
        self.closed = True

    def words(self, tones: WordTones) -> tuple[str, str]:
        """What the caller and what we are heard to say in it."""
        sides = []
        for side in (self.caller, self.ours):
            reader = Reader(tones)
            for frame in framed(bytes(side)):
                reader.feed(frame)
            sides.append(reader.text)
        return sides[0], sides[1]


class ScriptedRecordings:
    """All that were begun."""

    def __init__(self) -> None:
        self.kept: list[KeptCall] = []

    def begin(self, conversation_id: str, call_ref: str) -> KeptCall:  # noqa: ARG002 - one a call
        self.kept.append(KeptCall(conversation_id=conversation_id))
        return self.kept[-1]
