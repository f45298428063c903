"""Every page that is signed in, and what is sent to several of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conversation.desk_protocol import DeskFrame
from front_door.desk_console.connection import SERVICE_RESTART, Connection, encode


class SignedInPages:
    """The pages of all agents."""

    def __init__(self) -> None:
        self._pages: set[Connection] = set()

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._pages))

    def add(self, page: Connection) -> None:
        self._pages.add(page)

    def discard(self, page: Connection) -> None:
        self._pages.discard(page)

    def of(self, agent_id: str) -> list[Connection]:
        """Every page of one agent."""
        return [page for page in self._pages if page.agent.agent_id == agent_id]

    def watching(self, conversation_id: str) -> list[Connection]:
        """The pages that show this conversation."""
        return [page for page in self._pages if conversation_id in page.watches]

    def tell(self, conversation_id: str, frame: DeskFrame) -> None:
        """To the pages that show this conversation."""
        _send(self.watching(conversation_id), frame)

    def broadcast(self, frame: DeskFrame) -> None:
        """To every page."""
        _send(self, frame)

    def close_all(self) -> None:
        """The process is about to end; pages reconnect to the next one."""
        for page in self:
            page.close(SERVICE_RESTART)


def _send(pages: Iterable[Connection], frame: DeskFrame) -> None:
    """Written once, sent to each."""
    text = None
    for page in pages:
        text = text or encode(frame)
        page.send_text(text)
