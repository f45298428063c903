"""A front door for browser tests: serves the pages and speaks the socket protocol, but answers from a script.

It keeps its conversations when it is stopped and started again, so a page can live through a restart.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

from conversation import client_frames, server_frames
from conversation.care import Choice
from conversation.ids import new_conversation_id, new_reference, new_token
from conversation.owner import Owner
from tests.browser.pages import add_pages, strict
from tests.browser.script import Answer, answers_to

DOORS = [Choice(id="door:assistant", title="The assistant"), Choice(id="door:team", title="My team")]
MAYA = server_frames.AgentFace(
    name="Maya Lindqvist", title="Billing specialist", photo="/team/agent_maya.svg"
)


@dataclass(slots=True)
class Talk:
    """One conversation, with the frames a device may ask for again."""

    id: str = field(default_factory=new_conversation_id)
    reference: str = field(default_factory=new_reference)
    tokens: list[str] = field(default_factory=list)
    owner: Owner = Owner.ASSISTANT
    agent: server_frames.AgentFace | None = None
    frames: list[dict[str, object]] = field(default_factory=list)
    seqs: dict[str, int] = field(default_factory=dict)
    chosen: bool = False
    signed_in_as: str | None = None
    follows: str | None = None
    sockets: set[web.WebSocketResponse] = field(default_factory=set)
    heard: list[dict[str, object]] = field(default_factory=list)
    """Every frame that came from a device, after the hello."""


class ScriptedFrontDoor:
    """The server, in a thread of its own; its methods are called from the test's thread."""

    def __init__(self) -> None:
        self.talks: list[Talk] = []
        self.hellos: list[dict[str, object]] = []
        self.deaf = False
        """While true, turns are stored but nothing is sent: an answer on the way is lost."""
        self.refuse: list[server_frames.Problem] = []
        """Problems for the next turns, which are then not stored."""
        self.answer_delay = 0.0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = threading.Condition()

    # -- from the test's thread ------------------------------------------------------------------------

    def start(self) -> str:
        """Listen, on the port it had before; the address of the demo page."""
        self._wait(self._start())
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Go away as a killed process does; conversations stay for the next start."""
        self._wait(self._stop())

    def end(self) -> None:
        """Stop for good."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def do(self, act: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Run a coroutine of this server from the test."""
        self._wait(act())

    @property
    def talk(self) -> Talk:
        """The newest conversation."""
        return self.talks[-1]

    def agent_takes_over(self, agent: server_frames.AgentFace = MAYA) -> None:
        """An agent claims the newest conversation."""

        async def act() -> None:
            await self._move(self.talk, Owner.AGENT, agent)
            await self._reply(
                self.talk,
                Answer(author="system", text=f"{agent.name} is here and has read your conversation."),
            )

        self.do(act)

    def agent_says(self, text: str) -> None:
        """The agent answers."""
        self.do(lambda: self._reply(self.talk, Answer(author="agent", text=text)))

    def moves_to(self, owner: Owner) -> None:
        """Another owner holds the newest conversation."""
        self.do(lambda: self._move(self.talk, owner, None))

    def tell(
        self,
        shape: server_frames.TypingNotice
        | server_frames.SeenNotice
        | server_frames.Waiting
        | server_frames.Blanked,
    ) -> None:
        """A notice that is not in the ledger."""
        self.do(lambda: self._send(self.talk, shape.to_json()))

    def hears(self, kind: str, **values: object) -> None:
        """Wait until a frame of this type and these values has come to the newest conversation.

        Raises:
            AssertionError: it did not come within the patience of a test.
        """
        wanted = {"type": kind, **values}
        with self._news:
            came = self._news.wait_for(
                lambda: any(wanted.items() <= frame.items() for frame in self.talk.heard), timeout=15
            )
        assert came, f"{wanted} did not come; heard were {self.talk.heard}"

    def turns(self) -> list[str]:
        """The customer's words in the newest conversation, in order."""
        return [str(frame["text"]) for frame in self.talk.frames if frame["type"] == "turn"]

    # -- the server -----------------------------------------------------------------------------------

    def _wait(self, work: Coroutine[Any, Any, object]) -> None:
        future: Future[object] = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.result(timeout=30)

    async def _start(self) -> None:
        app = web.Application(middlewares=[strict])
        app.router.add_get("/chat", self._socket)
        add_pages(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        for talk in self.talks:
            for socket in list(talk.sockets):
                if socket._req is not None and socket._req.transport is not None:
                    socket._req.transport.abort()
            talk.sockets.clear()
        for task in self._tasks:
            task.cancel()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        talk: Talk | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                frame = client_frames.client_frame.validate_json(message.data)
                if isinstance(frame, client_frames.Hello):
                    talk = await self._welcome(socket, frame)
                    if talk is None:
                        break
                elif talk is not None:
                    talk = await self._heard(socket, talk, frame)
        finally:
            for each in self.talks:
                each.sockets.discard(socket)
        return socket

    async def _welcome(self, socket: web.WebSocketResponse, hello: client_frames.Hello) -> Talk | None:
        self.hellos.append(hello.to_json())
        if hello.resume_token is None:
            talk = Talk()
            self.talks.append(talk)
            await self._reply(
                talk,
                Answer(
                    text="Hello, this is Meadowlark Mobile's automated assistant. I can settle bills and technical questions right here, or pass you to your team.",
                    choices=DOORS,
                ),
            )
        else:
            found = [each for each in self.talks if hello.resume_token in each.tokens]
            if not found:
                await socket.send_json(server_frames.Problem(code="resume_refused").to_json())
                await socket.close()
                return None
            talk = found[0]
        if hello.signed_identity:
            talk.signed_in_as = "Ada Demo"
        await self._greet(socket, talk, hello.after)
        return talk

    async def _greet(self, socket: web.WebSocketResponse, talk: Talk, after: int) -> None:
        token = new_token()
        talk.tokens = [*talk.tokens[-1:], token]
        talk.sockets.add(socket)
        welcome = server_frames.Welcome(
            conversation_id=talk.id, reference=talk.reference, resume_token=token, head=len(talk.frames),
            owner=talk.owner, agent=talk.agent, team="Upper Midwest team", signed_in_as=talk.signed_in_as,
            choices=[] if talk.chosen else DOORS, follows=talk.follows,
        )  # fmt: skip
        await socket.send_json(welcome.to_json())
        for frame in talk.frames[after:]:
            await socket.send_json(frame)
        if not talk.chosen:
            await socket.send_json({"type": "waiting", "place": 0, "minutes": 4})

    async def _heard(
        self, socket: web.WebSocketResponse, talk: Talk, frame: client_frames.ClientFrame
    ) -> Talk:
        with self._news:
            talk.heard.append(frame.to_json())
            self._news.notify_all()
        if isinstance(frame, client_frames.CustomerTurn):
            return await self._turn(socket, talk, frame)
        if isinstance(frame, client_frames.Prefer):
            await self._prefer(talk, frame.door)
        elif isinstance(frame, client_frames.End):
            await self._move(talk, Owner.CLOSED, None)
        elif isinstance(frame, client_frames.LeaveNumber) and len(frame.number) < 10:
            await socket.send_json(
                server_frames.Problem(
                    code="bad_number", text="Ten digits with the area code, please."
                ).to_json()
            )
        elif isinstance(frame, client_frames.LeaveNumber):
            await self._move(talk, Owner.PARKED, None)
            await self._reply(talk, Answer(author="system", text=f"Your team will call {frame.number}."))
        return talk

    async def _prefer(self, talk: Talk, door: str) -> None:
        talk.chosen = True
        if door == "team" and talk.owner is not Owner.QUEUE:
            await self._move(talk, Owner.QUEUE, None)
            await self._reply(talk, Answer(author="system", text="Your team has our whole conversation now."))
            await self._send(talk, server_frames.Waiting(place=2, minutes=4).to_json())
        elif door == "assistant":
            if talk.owner is not Owner.ASSISTANT:
                await self._move(talk, Owner.ASSISTANT, None)
            await self._reply(talk, Answer(text="I'm with you. What can I do?"))

    async def _turn(
        self, socket: web.WebSocketResponse, talk: Talk, frame: client_frames.CustomerTurn
    ) -> Talk:
        if self.refuse:
            problem = self.refuse.pop(0).model_copy(update={"client_id": frame.client_id})
            await socket.send_json(problem.to_json())
            return talk
        if talk.owner is Owner.CLOSED and frame.client_id not in talk.seqs:
            talk.sockets.discard(socket)
            talk = Talk(follows=talk.id, chosen=True)
            self.talks.append(talk)
            await self._greet(socket, talk, 0)
        if frame.client_id not in talk.seqs:
            await self._store(talk, frame)
        if not self.deaf:
            await socket.send_json(
                server_frames.Ack(client_id=frame.client_id, seq=talk.seqs[frame.client_id]).to_json()
            )
        return talk

    async def _store(self, talk: Talk, frame: client_frames.CustomerTurn) -> None:
        talk.chosen = True
        seq = len(talk.frames) + 1
        talk.seqs[frame.client_id] = seq
        last = next((each for each in reversed(talk.frames) if each["type"] == "reply"), {})
        hidden = str(last.get("expects", "")).startswith("secret")
        turn = server_frames.TurnFrame(
            seq=seq, client_id=frame.client_id, text="[secret]" if hidden else frame.text,
            choice_id=frame.choice_id, at=datetime.now(UTC),
        )  # fmt: skip
        await self._append(talk, turn.to_json())
        if frame.choice_id in {door.id for door in DOORS}:
            await self._prefer(talk, str(frame.choice_id).partition(":")[2])
        elif talk.owner is Owner.ASSISTANT:
            task = self._loop.create_task(self._answer(talk, turn))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, talk: Talk, frame: server_frames.TurnFrame) -> None:
        if self.answer_delay:
            await self._send(
                talk,
                server_frames.TypingNotice(author="assistant", doing="Looking at your account").to_json(),
            )
            await asyncio.sleep(self.answer_delay)
        answers = answers_to(frame.text)
        for at, answer in enumerate(answers):
            await self._reply(talk, answer, client_id=frame.client_id, last=at == len(answers) - 1)

    async def _reply(
        self, talk: Talk, answer: Answer, *, client_id: str | None = None, last: bool = True
    ) -> None:
        shape = server_frames.ReplyFrame(
            seq=len(talk.frames) + 1, author=answer.author, agent=talk.agent if answer.author == "agent" else None,
            client_id=client_id, last=last, text=answer.text, choices=list(answer.choices),
            expects=answer.expects, links=list(answer.links), card=answer.card, at=datetime.now(UTC),
        )  # fmt: skip
        await self._append(talk, shape.to_json())

    async def _move(self, talk: Talk, owner: Owner, agent: server_frames.AgentFace | None) -> None:
        talk.owner, talk.agent = owner, agent
        talk.chosen = True
        shape = server_frames.StateChanged(
            seq=len(talk.frames) + 1, owner=owner, agent=agent, at=datetime.now(UTC)
        )
        await self._append(talk, shape.to_json())

    async def _append(self, talk: Talk, frame: dict[str, object]) -> None:
        talk.frames.append(frame)
        await self._send(talk, frame)

    async def _send(self, talk: Talk, frame: dict[str, object]) -> None:
        if self.deaf:
            return
        for socket in list(talk.sockets):
            try:
                await socket.send_json(frame)
            except ConnectionError:
                talk.sockets.discard(socket)
