"""An agent's desk on the desk protocol, as a test drives it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any, TypeVar

import aiohttp

from conversation.desk_protocol import ConversationView, DeskFrame, DeskWelcome, Done, Refused, desk_frame
from conversation.desk_requests import agent_frame
from tests.harness.waiting import until

Found = TypeVar("Found")


class Agent:
    """A signed-in desk; remembers every frame."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._csrf = ""
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)
        self.frames: list[DeskFrame] = []

    async def sign_in(self, login: str, password: str) -> None:
        """As the page does: the visitor's token first, then login and password."""
        async with self._session.get(f"{self._url}/desk/session") as answer:
            self._csrf = (await answer.json())["csrf"]
        signed_in = await self._post("/desk/sign-in", {"login": login, "password": password})
        self._csrf = signed_in["csrf"]

    async def connect(self) -> DeskWelcome:
        """Open the desk socket with the session's cookie."""
        before = len(self.frames)
        self._socket = await self._session.ws_connect(
            self._url.replace("http", "ws", 1) + "/desk/socket",
            origin=self._url,
            protocols=("care.desk.1", f"csrf.{self._csrf}"),
            max_msg_size=0,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        return await self.wait_for(DeskWelcome, since=before)

    @property
    def connected(self) -> bool:
        return self._socket is not None and not self._socket.closed

    async def hang_up(self) -> None:
        """Lose the socket; the session stays."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        self._socket = self._reader = None

    async def sign_out(self) -> None:
        """Leave the desk."""
        await self.hang_up()
        await self._post("/desk/sign-out", {})

    async def close(self) -> None:
        """Forget everything; the desk may be down."""
        await self.hang_up()
        await self._session.close()

    async def request(self, kind: type, **values: object) -> Any:
        """Send a request and wait for its answer, whatever it is (`done`, `refused`, `conversation`, ...)."""
        request_id = f"r{next(self._numbers)}"
        before = len(self.frames)
        await self.send(kind(request_id=request_id, **values))
        return await self.until(
            lambda: next(
                (frame for frame in self.frames[before:] if getattr(frame, "request_id", None) == request_id),
                None,
            ),
            str(kind),
        )

    async def do(self, kind: type, **values: object) -> Done | ConversationView:
        """A request that must be carried out."""
        answer: Done | ConversationView | Refused = await self.request(kind, **values)
        assert not isinstance(answer, Refused), f"{kind!s} refused: {answer.code} {answer.text}"
        return answer

    async def send(self, frame: object) -> None:
        assert self._socket is not None
        await self._socket.send_str(agent_frame.dump_json(frame).decode())  # type: ignore[arg-type]

    async def wait_for(
        self, kind: type[Found], *, since: int = 0, where: Callable[[Found], object] = lambda _: True
    ) -> Found:
        return await self.until(
            lambda: next(
                (frame for frame in self.frames[since:] if isinstance(frame, kind) and where(frame)), None
            ),
            str(kind),
        )

    async def until(self, look: Callable[[], Found | None], what: str) -> Found:
        return await until(self._changed, look, what, self.frames)

    async def _post(self, path: str, body: dict[str, object]) -> dict[str, str]:
        headers = {"Origin": self._url, "X-CSRF-Token": self._csrf}
        async with self._session.post(self._url + path, json=body, headers=headers) as answer:
            assert answer.status == 200, f"{path}: {answer.status} {await answer.text()}"
            told: dict[str, str] = await answer.json()
            return told

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            frame = desk_frame.validate_json(message.data)
            async with self._changed:
                self.frames.append(frame)
                self._changed.notify_all()
