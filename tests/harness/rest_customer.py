"""A customer on the REST channel, as a test drives it: the same words, one request a turn."""

from __future__ import annotations

import itertools
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from pydantic import TypeAdapter

from conversation.care import Card, Choice
from conversation.server_frames import ReplyFrame

CARD: TypeAdapter[Card] = TypeAdapter(Card)


class RestCustomer:
    """One sender; takes a choice by payload, title and number in turn, as all three must do."""

    waits_with_company = False
    connected = True

    def __init__(self, session: aiohttp.ClientSession, url: str, ledger: Path) -> None:
        self._session = session
        self._url = f"{url}/webhooks/rest/webhook"
        self._ledger = ledger
        self._sender = f"rest-{uuid.uuid4().hex[:10]}"
        self._numbers = itertools.count(1)
        self._ways = itertools.cycle(("payload", "title", "number"))
        self._buttons: list[dict[str, str]] = []
        self._owner = "assistant"
        self.claimed_number: str | None = None
        self.frames: list[ReplyFrame] = []

    @property
    def conversation_id(self) -> str:
        """Newest conversation of this sender, from the ledger."""
        with closing(sqlite3.connect(f"file:{self._ledger}?mode=ro", uri=True)) as connection:
            row = connection.execute(
                "SELECT conversation_id FROM conversations WHERE channel = 'rest' AND sender = ?"
                " ORDER BY opened_at DESC LIMIT 1",
                (self._sender,),
            ).fetchone()
        assert row is not None, "nothing was said by REST yet"
        return str(row[0])

    async def connect(self, *, signed_identity: str | None = None) -> None:
        """Nothing to open: the first message does."""
        assert signed_identity is None, "nobody is signed in by REST"

    async def hang_up(self) -> None:
        """Nothing to close."""

    def change_device(self) -> None:
        """Write as another sender from now on."""
        self._sender = f"rest-{uuid.uuid4().hex[:10]}"
        self._buttons, self._owner, self.frames = [], "assistant", []

    def next_client_id(self) -> str:
        """A message id this sender has not used."""
        return f"m{next(self._numbers)}"

    async def say(self, text: str, *, recognition: dict[str, object] | None = None) -> list[ReplyFrame]:
        """Send a message; what comes back is what was said since."""
        message_id = self.next_client_id()
        first = await self._post(text, message_id, recognition)
        assert await self._post(text, message_id, recognition) == first, (
            "a repeated message was answered anew"
        )
        frames = [_frame(message) for message in first]
        for message in first:
            self._owner = str(message["custom"]["owner"])
            self._buttons = message.get("buttons") or self._buttons
        self.frames += frames
        return frames

    async def choose(self, title: str) -> list[ReplyFrame]:
        """Take a choice of the newest message that offered any."""
        for number, button in enumerate(self._buttons, start=1):
            if button["title"].casefold() == title.casefold():
                words = {"payload": button["payload"], "title": button["title"], "number": str(number)}
                way = next(self._ways)
                return await self.say(words["title" if way == "number" and self._wants_digits() else way])
        message = f"no choice {title!r}; offered: {[button['title'] for button in self._buttons]}"
        raise AssertionError(message)

    def replies(self) -> list[ReplyFrame]:
        return self.frames

    def owner(self) -> str:
        """As told with the last message."""
        return self._owner

    def transcript(self) -> list[tuple[int, str, str]]:
        """(seq, author, text) as told; no reply may come twice."""
        seqs = [frame.seq for frame in self.frames]
        assert len(seqs) == len(set(seqs)), f"came twice: {seqs}"
        return [(frame.seq, frame.author, frame.text) for frame in self.frames]

    def _wants_digits(self) -> bool:
        """A number would be taken for the answer then."""
        expects = self.frames[-1].expects or ""
        return expects.startswith(("digits", "secret", "phone", "amount", "zip"))

    async def _post(self, text: str, message_id: str, recognition: dict[str, object] | None):
        metadata = {"message_id": message_id, "claimed_number": self.claimed_number}
        if recognition:
            metadata["recognition"] = recognition
        body = {"sender": self._sender, "message": text, "metadata": metadata}
        async with self._session.post(self._url, json=body) as answer:
            assert answer.status == 200, f"REST {answer.status}: {await answer.text()}"
            return await answer.json()


def _frame(message) -> ReplyFrame:
    custom = message["custom"]
    return ReplyFrame(
        seq=custom["seq"],
        author=custom["author"],
        text=message["text"],
        choices=[
            Choice(id=button["payload"], title=button["title"]) for button in message.get("buttons", [])
        ],
        expects=custom.get("expects"),
        card=CARD.validate_python(custom["card"]) if "card" in custom else None,
        at=datetime.now(UTC),
    )
