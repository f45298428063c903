"""An agent's page as a test drives it: sign-in over HTTP, then the desk's socket."""

from __future__ import annotations

import asyncio
import itertools

import aiohttp

from conversation.desk_protocol import DeskWelcome, InboxChanged, InboxRemoved, Refused, desk_frame
from conversation.desk_views import InboxItem

DEADLINE_S = 60
"""A guard against waiting for ever, no promise about speed."""


class Page:
    """A browser with its cookies, and the frames its socket received."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.frames: list = []
        self.close_code: int | None = None
        self._reader: asyncio.Task | None = None
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)

    async def csrf(self) -> str:
        async with self.http.get(f"{self.url}/desk/session") as answer:
            return (await answer.json())["csrf"]

    async def post(self, path: str, body: object, *, csrf: str | None = None, origin: str | None = None):
        """A POST as the page makes it; returns status and body."""
        headers = {
            "Origin": origin or self.url,
            "X-CSRF-Token": await self.csrf() if csrf is None else csrf,
        }
        async with self.http.post(f"{self.url}{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def sign_in(self, login: str, password: str):
        return await self.post("/desk/sign-in", {"login": login, "password": password})

    async def connect(self) -> DeskWelcome:
        """Open the socket; every frame from now on is remembered."""
        self.frames.clear()
        self.close_code = None
        self.socket = await self.http.ws_connect(
            f"{self.url}/desk/socket",
            origin=self.url,
            protocols=("care.desk.1", f"csrf.{await self.csrf()}"),
            max_msg_size=0,
        )
        self._reader = asyncio.create_task(self._read(self.socket))
        return await self.wait_for("welcome")

    async def send(self, kind: str, **values: object) -> None:
        await self.socket.send_json({"type": kind, **values})

    async def ask(self, kind: str, **values: object):
        """A request and its answer, whatever it is."""
        request_id = f"r{next(self._numbers)}"
        await self.send(kind, request_id=request_id, **values)
        return await self.until(
            lambda frame: getattr(frame, "request_id", None) == request_id, f"the answer to {kind}"
        )

    async def do(self, kind: str, **values: object):
        """A request that must be carried out."""
        answer = await self.ask(kind, **values)
        assert not isinstance(answer, Refused), f"{kind}: {answer.code} {answer.text}"
        return answer

    async def refused(self, kind: str, **values: object) -> Refused:
        """A request that must be refused."""
        answer = await self.ask(kind, **values)
        assert isinstance(answer, Refused), f"{kind} was carried out: {answer}"
        return answer

    def of(self, kind: str) -> list:
        return [frame for frame in self.frames if frame.type == kind]

    async def wait_for(self, kind: str, where=lambda _: True):
        """The newest frame of this type that fits."""
        return await self.until(lambda frame: frame.type == kind and where(frame), kind)

    async def until(self, fits, what: str):
        async def look():
            async with self._changed:
                while True:
                    found = next((frame for frame in reversed(self.frames) if fits(frame)), None)
                    if found is not None:
                        return found
                    await self._changed.wait()

        try:
            return await asyncio.wait_for(look(), DEADLINE_S)
        except TimeoutError:
            tail = "\n".join(str(frame)[:200] for frame in self.frames[-6:])
            raise AssertionError(f"waited {DEADLINE_S} s for {what}; last frames:\n{tail}") from None

    def inbox(self) -> dict[str, InboxItem]:
        """The rows as the page shows them now: the welcome, and what changed since."""
        rows: dict[str, InboxItem] = {}
        for frame in self.frames:
            match frame:
                case DeskWelcome():
                    rows = {item.conversation_id: item for item in frame.inbox}
                case InboxChanged():
                    rows[frame.item.conversation_id] = frame.item
                case InboxRemoved():
                    rows.pop(frame.conversation_id, None)
        return rows

    async def closed(self) -> int | None:
        """Wait for the other side to close the socket; its code."""
        await asyncio.wait_for(self._reader, DEADLINE_S)
        return self.close_code

    async def hang_up(self) -> None:
        if self.socket is not None:
            await self.socket.close()
            await asyncio.gather(self._reader, return_exceptions=True)
            self.socket = None

    async def close(self) -> None:
        await self.hang_up()
        await self.http.close()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                frame = desk_frame.validate_json(message.data)
                async with self._changed:
                    self.frames.append(frame)
                    self._changed.notify_all()
        self.close_code = socket.close_code
