"""Plays worlds against a running front door over its REST webhook."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field

import aiohttp

from tests.worlds.customer import SimulatedCustomer
from tests.worlds.desk import Desk
from tests.worlds.notes import Notes
from tests.worlds.office import Office
from tests.worlds.referee import Referee, Turn
from tests.worlds.world import End, World

MOST_TURNS = 60
HANDOFF_WITHIN_S = 8.0


@dataclass(slots=True, kw_only=True)
class Played:
    """One world after its conversation."""

    world: World
    turns: list[Turn]
    notes: Notes
    handed_off: bool
    told_queue: bool
    """Whether the customer was told that a person takes over."""
    fixed: bool
    end: str
    forbidden: list[str]
    identified: bool = False
    """Whether the customer's account was read."""
    failure: str = ""
    handoffs: list[dict[str, object]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it ended as it must."""
        if self.world.end is End.EITHER:
            return not self.failure
        needed = {
            End.FIXED: self.fixed,
            End.TEAM: self.handed_off,
            End.BOTH: self.fixed and self.handed_off,
        }
        return needed[self.world.end] and not self.failure

    @property
    def customer_turns(self) -> int:
        return sum(turn.who == "customer" for turn in self.turns)

    def incomplete_handoffs(self) -> list[str]:
        """What a handoff to the back office lacks: who it is, every word of the customer, what it is about."""
        lacking: list[str] = []
        said = [turn.text for turn in self.turns if turn.who == "customer"]
        for body in self.handoffs:
            told = json.dumps(body.get("transcript") or [], ensure_ascii=False)
            missing = [text for text in said if json.dumps(text, ensure_ascii=False)[1:-1] not in told]
            lacking += [
                f"transcript without {text!r}" for text in missing if self.world.customer.pin not in text
            ]
            if self.identified and not body.get("customer_id"):
                lacking.append("no customer_id although identified")
            if not str(body.get("summary", "")).strip():
                lacking.append("no summary")
        return lacking

    def transcript(self) -> str:
        """The conversation as lines."""
        return "\n".join(f"{'C' if turn.who == 'customer' else 'A'}: {turn.text}" for turn in self.turns)


class Conversation:
    """One sender at the webhook."""

    def __init__(self, session: aiohttp.ClientSession, url: str, sender: str) -> None:
        self._session = session
        self._url = f"{url}/webhooks/rest/webhook"
        self._sender = sender
        self._numbers = itertools.count(1)
        self.owner = "assistant"

    async def say(self, text: str) -> str:
        """What came back, as text."""
        body = {
            "sender": self._sender,
            "message": text,
            "metadata": {"message_id": f"m{next(self._numbers)}"},
        }
        async with self._session.post(self._url, json=body) as answer:
            assert answer.status == 200, f"REST {answer.status}: {await answer.text()}"
            messages = await answer.json()
        for message in messages:
            self.owner = message.get("custom", {}).get("owner", self.owner)
        return "\n".join(message["text"] for message in messages)


async def play(session: aiohttp.ClientSession, url: str, office: Office, world: World) -> Played:
    """One world, from its first words to its end."""
    desk = Desk(books=world.books, optional=world.optional)
    referee = Referee(world, desk)
    desk.referee = referee
    office.open(world.sender, desk)
    world.topped_up_before = world.line.data_topup_gb
    customer = SimulatedCustomer(world, desk)
    conversation = Conversation(session, url, world.sender)
    end, failure = "out of turns", ""
    said = customer.open()
    try:
        for _ in range(MOST_TURNS):
            if not said.text:
                end = said.act
                break
            referee.turns.append(Turn(who="customer", text=said.text, act=said.act))
            reply = await conversation.say(said.text)
            referee.turns.append(Turn(who="assistant", text=reply))
            if conversation.owner in ("queue", "agent", "parked"):
                end = "team"
                break
            if said.leaves:
                end = said.act
                break
            said = customer.answer(reply)
    except (AssertionError, aiohttp.ClientError, TimeoutError) as error:
        failure = f"{type(error).__name__}: {error}"
    told_queue = end == "team"
    if told_queue:
        await _arrived(desk)
    return Played(
        world=world,
        turns=referee.turns,
        notes=customer.notes,
        handed_off=bool(desk.handoffs),
        told_queue=told_queue,
        fixed=customer.satisfied(),
        end=end,
        forbidden=[*desk.offences, *referee.left_open()],
        identified=any("/lines" in asked.path or "/bills" in asked.path for asked in desk.asked),
        failure=failure,
        handoffs=list(desk.handoffs),
    )


async def _arrived(desk: Desk) -> None:
    """The handoff reaches the back office by an outbox, shortly after it was told."""
    for _ in range(int(HANDOFF_WITHIN_S / 0.1)):
        if desk.handoffs:
            return
        await asyncio.sleep(0.1)


async def play_all(url: str, office: Office, worlds: list[World], *, at_once: int) -> list[Played]:
    """All worlds, so many at a time; in the order given."""
    gate = asyncio.Semaphore(at_once)
    limits = aiohttp.ClientTimeout(total=60)

    async with aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one(world: World) -> Played:
            async with gate:
                return await play(session, url, office, world)

        return await asyncio.gather(*(one(world) for world in worlds))
