"""One customer, one thread: which conversations a device may see, read and go on with.

A conversation is shown to the customer who was proved in it (level 2, by a proof that holds now), and to the
browser it was opened in while nobody was proved in it, or the same customer is. Nothing else shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversation import packet_groups as groups
from conversation.events import Event, Role
from conversation.ids import new_token
from conversation.owner import Owner
from conversation.payloads.findings import Verified
from conversation.payloads.turns import Reply, Turn
from conversation.server_frames import AgentFace, ConversationLine, ConversationList
from conversation.words import Words
from front_door.conversations.openings import Openings
from front_door.conversations.recorder import Recorder
from front_door.conversations.state import ConversationState
from front_door.ledger.port import ConversationRow, UnknownConversation

LISTED = 30
"""Conversations told at most, the newest."""
SHORT = 120
"""Characters of the last words in a list."""
PROVED = 2

Faces = Callable[[str, str | None], AgentFace]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks: the conversation their device is attached to, what is proved there now, and the browser."""

    conversation_id: str
    browser: str | None = None
    customer_id: str | None = None
    level: int = 0

    def sees(self, row: ConversationRow) -> bool:
        """Whether this conversation is theirs to see."""
        if row.conversation_id == self.conversation_id:
            return True
        theirs = row.customer_id is not None and row.customer_id == self.customer_id
        if theirs and row.level >= PROVED and self.level >= PROVED:
            return True
        same_browser = self.browser is not None and row.browser == self.browser
        return same_browser and (row.customer_id is None or (theirs and self.level >= row.level))


def holds(proof: Verified, now: datetime) -> bool:
    """Whether a proof has not run out."""
    return proof.expires_at is None or proof.expires_at > now


def browser_named(key: str) -> str:
    """How a browser's key stands in the ledger: its SHA-256, hexadecimal."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class Threads:
    """Lists, reads and reopens; whoever may not see a conversation is told that there is none."""

    def __init__(
        self, *, recorder: Recorder, openings: Openings, faces: Faces, clock: Callable[[], datetime]
    ) -> None:
        self._recorder = recorder
        self._openings = openings
        self._faces = faces
        self._clock = clock

    async def browser(self, key: str | None) -> tuple[str, str]:
        """The key of a browser and its name; a key that opened nothing is not taken, but replaced."""
        if key is not None:
            named = browser_named(key)
            if await self._recorder.ledger.conversations_in_browser(named):
                return key, named
        fresh = new_token()
        return fresh, browser_named(fresh)

    def viewer(self, state: ConversationState, browser: str | None) -> Viewer:
        """A device attached to this conversation."""
        now = self._clock()
        proof = next((each for each in (state.verified, state.login) if each and holds(each, now)), None)
        if proof is None:
            return Viewer(conversation_id=state.conversation_id, browser=browser)
        return Viewer(
            conversation_id=state.conversation_id,
            browser=browser,
            customer_id=proof.customer_id,
            level=proof.level,
        )

    async def elsewhere(self, viewer: Viewer) -> int:
        """Agents' replies in the viewer's other conversations that nobody has seen."""
        others = [row.conversation_id for row in await self._seen_by(viewer) if _is_other(row, viewer)]
        return sum((await self._recorder.ledger.unread(others)).values())

    async def of(self, viewer: Viewer, language: str) -> ConversationList:
        """The viewer's conversations in which something was said, the newest first."""
        rows = await self._seen_by(viewer)
        unread = await self._recorder.ledger.unread([row.conversation_id for row in rows])
        lines = []
        for row in rows:
            events = await self._recorder.ledger.events(row.conversation_id)
            if row.conversation_id == viewer.conversation_id or _was_used(events):
                lines.append(self._line(row, events, unread, viewer, Words.load(language)))
        return ConversationList(items=lines[:LISTED], locked=await self._locked(viewer))

    async def find(self, viewer: Viewer, reference: str) -> ConversationRow:
        """The conversation of this reference.

        Raises:
            UnknownConversation: there is none that the viewer may see.
        """
        for row in await self._recorder.ledger.find(reference):
            if row.reference == reference.strip().upper() and viewer.sees(row):
                return row
        raise UnknownConversation(reference)

    async def reopen(self, viewer: Viewer, reference: str) -> str:
        """Where this conversation goes on: itself, or after its end the open one that follows it.

        Raises:
            UnknownConversation: there is none that the viewer may see.
        """
        row = await self.find(viewer, reference)
        while row.owner is Owner.CLOSED:
            following = await self._recorder.ledger.follower_of(row.conversation_id)
            if following is None or not viewer.sees(following):
                return await self._go_on(viewer, row.conversation_id)
            row = following
        return row.conversation_id

    async def _go_on(self, viewer: Viewer, closed_id: str) -> str:
        """A new conversation after a closed one, with the proof that holds where the viewer comes from."""
        closed = (await self._recorder.live(closed_id)).state
        here = (await self._recorder.live(viewer.conversation_id)).state
        opened = await self._openings.follow_for(
            closed, browser=viewer.browser, proved=here if viewer.level else None
        )
        return opened.state.conversation_id

    async def _seen_by(self, viewer: Viewer) -> list[ConversationRow]:
        """Theirs, the newest first; some more than are listed, for some will turn out empty."""
        ledger = self._recorder.ledger
        rows = [await ledger.conversation(viewer.conversation_id)]
        if viewer.browser is not None:
            rows += await ledger.conversations_in_browser(viewer.browser)
        if viewer.customer_id is not None:
            rows += await ledger.conversations_of(viewer.customer_id)
        mine = {row.conversation_id: row for row in rows if viewer.sees(row)}
        return sorted(mine.values(), key=lambda row: row.changed_at, reverse=True)[: 2 * LISTED]

    async def _locked(self, viewer: Viewer) -> int:
        if viewer.browser is None:
            return 0
        rows = await self._recorder.ledger.conversations_in_browser(viewer.browser)
        return sum(not viewer.sees(row) for row in rows)

    def _line(
        self,
        row: ConversationRow,
        events: Sequence[Event],
        unread: dict[str, int],
        viewer: Viewer,
        words: Words,
    ) -> ConversationLine:
        intent = groups.intent_group(list(events), words)
        agent_id = row.agent_id or row.last_agent_id
        return ConversationLine(
            reference=row.reference,
            opened_at=row.opened_at,
            changed_at=row.changed_at,
            matter=intent.label if intent else words.matter(None),
            owner=row.owner,
            agent=self._faces(agent_id, None) if agent_id else None,
            unread=unread.get(row.conversation_id, 0),
            last_words=_last_words(events),
            here=row.conversation_id == viewer.conversation_id,
        )


def _is_other(row: ConversationRow, viewer: Viewer) -> bool:
    return row.conversation_id != viewer.conversation_id


def _was_used(events: Sequence[Event]) -> bool:
    return any(isinstance(event.payload, Turn) for event in events)


def _last_words(events: Sequence[Event]) -> str:
    for event in reversed(events):
        if isinstance(event.payload, Turn | Reply) and event.author.role is not Role.SYSTEM:
            text = " ".join(event.payload.text.split())
            return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
    return ""
