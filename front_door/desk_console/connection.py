"""One agent's socket as the desk sees it: what it follows, and the frames on their way to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from conversation.desk_protocol import ConversationView, DeskFrame, TranscriptGrew, desk_frame
from conversation.desk_views import TranscriptItem
from desk.agents import AgentIdentity

OUTBOX = 1_000
"""Frames a socket may lag behind before it is closed; the page then reconnects to a full state."""

LOOKUPS_AT_ONCE = 4
"""Searches and accounts one page may have under way."""

TRY_AGAIN_LATER = 1013
SERVICE_RESTART = 1012
SIGNED_OUT = 4401
"""Close codes; after 4401 the page asks to sign in again, after any other it reconnects."""


@dataclass(slots=True)
class Watch:
    """A conversation followed live; lines are held back until its snapshot is on the way."""

    ready_from: int | None = None
    """Ledger seq of the snapshot; None while it is being made."""
    held: list[TranscriptItem] = field(default_factory=list)


class Connection:
    """A signed-in page. Frames are queued here and sent by the socket's writer."""

    def __init__(self, agent: AgentIdentity, session_hash: str) -> None:
        self.agent = agent
        self.session_hash = session_hash
        self.watches: dict[str, Watch] = {}
        self.lagging = False
        self.close_code: int = TRY_AGAIN_LATER
        self.lookups = asyncio.Semaphore(LOOKUPS_AT_ONCE)
        self.active = True
        """Whether the agent did something since the session was last looked at."""
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue()

    def send(self, frame: DeskFrame) -> None:
        """Queue a frame; a page that lags too far behind is closed instead."""
        self.send_text(encode(frame))

    def send_text(self, text: str) -> None:
        """The same for a frame encoded once for many."""
        if self.lagging:
            return
        if self._outbox.qsize() >= OUTBOX:
            self.lagging = True
            self.close()
            return
        self._outbox.put_nowait(text)

    def show(self, view: ConversationView, watch: Watch) -> None:
        """Send a conversation whole, and after it the lines that came while it was made."""
        self.send(view)
        last = view.transcript[-1].seq if view.transcript else 0
        watch.ready_from = max(last, view.packet.envelope.revision)
        held, watch.held = watch.held, []
        for line in held:
            self._grow(view.conversation_id, line, watch.ready_from)

    def give_line(self, conversation_id: str, line: TranscriptItem) -> None:
        """Send a new line of a conversation the page follows; once, and never before the whole."""
        watch = self.watches[conversation_id]
        if watch.ready_from is None:
            watch.held.append(line)
        else:
            self._grow(conversation_id, line, watch.ready_from)

    def _grow(self, conversation_id: str, line: TranscriptItem, shown_up_to: int) -> None:
        if line.seq > shown_up_to:
            self.send(TranscriptGrew(conversation_id=conversation_id, item=line))

    def close(self, code: int | None = None) -> None:
        """Let the writer finish after what is queued; `code` tells the page why."""
        self.close_code = code or self.close_code
        self._outbox.put_nowait(None)

    async def next_text(self) -> str | None:
        """The next frame to send; None when the socket is to be closed."""
        return await self._outbox.get()


def encode(frame: DeskFrame) -> str:
    """A frame as it goes over the wire."""
    return desk_frame.dump_json(frame).decode()
