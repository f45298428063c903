"""Plays a scenario against a running system and judges it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp

from conversation.client_frames import CustomerTurn
from conversation.context_packet import ContextPacket
from conversation.desk_protocol import ConversationView, DeskWelcome, InboxChanged
from conversation.desk_requests import AgentReply, Claim, HandBack, Note, Open, Resolve, Transfer
from conversation.events import Event
from conversation.packet import project
from conversation.payloads.owners import LearntAtDesk
from conversation.payloads.turns import Reply, Turn
from conversation.server_frames import Problem, ReplyFrame, StateChanged
from conversation.words import Words
from tests.harness.agent import Agent
from tests.harness.customer import Customer
from tests.harness.judging import judge_known, judge_packet, judge_replies
from tests.harness.ledger_file import events_of
from tests.harness.measures import asked_twice, carry_loss, proposed_again
from tests.harness.rest_customer import RestCustomer
from tests.harness.scenario import Expect, Line, Scenario
from tests.harness.system import Part, System

WORDS = Words.load("en")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(slots=True, kw_only=True)
class Player:
    """One scenario being played."""

    system: System
    scenario: Scenario
    values: dict[str, str]
    customer: Customer | RestCustomer
    agent: Agent | None
    replies: list[ReplyFrame] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    async def play(self) -> None:
        """Every line in order, then what holds for each conversation.

        Raises:
            AssertionError: with the conversation so far.
        """
        try:
            for number, line in enumerate(self.scenario.lines, start=1):
                self.replies = await self._do(line)
                await self._up_to_date()
                for reply in self.replies:
                    self.log.append(_shown(reply))
                if line.expect is not None:
                    self._judge(line.expect, f"line {number}")
            if self.scenario.packet is not None:
                judge_packet(self.scenario.packet, await self._packet_on_screen(), self.values)
            self._judge_always()
        except AssertionError as error:
            conversation = "\n".join(self.log)
            message = f"{error}\n\nthe conversation:\n{conversation}"
            raise AssertionError(message) from None

    async def leave(self) -> None:
        """Close the conversation, so that nobody after it waits longer."""
        reached = self.customer.connected and self.system.runs(Part.FRONT_DOOR)
        if isinstance(self.customer, Customer) and reached and self.customer.owner() != "closed":
            await self.customer.end()
            await self.customer.wait_for(StateChanged, where=lambda frame: frame.owner.value == "closed")

    def events(self) -> list[Event]:
        """The ledger of this conversation, as on disk."""
        return events_of(self.system.folder / "ledger.sqlite", self.customer.conversation_id)

    def packet(self) -> ContextPacket:
        """The packet made from the ledger now."""
        return project(self.events(), now=datetime.now(UTC), words=WORDS)

    # -- lines ------------------------------------------------------------------------------------

    async def _do(self, line: Line) -> list[ReplyFrame]:
        self.log.append(_told(line))
        if line.customer is not None:
            return await self._say(line)
        if line.choose is not None:
            return await self.customer.choose(line.choose.format_map(self.values))
        if line.prefer is not None or line.number is not None or line.end:
            return await self._wish(line)
        if line.agent is not None or line.agent_says is not None or line.note is not None:
            return await self._agent_line(line)
        if await self._happen(line):
            return []
        await self._up_to_date()
        return self.customer.replies()

    async def _happen(self, line: Line) -> bool:
        """What is not said; False for a line that only looks at what is there."""
        if line.another:
            assert isinstance(self.customer, RestCustomer), "only REST has other senders"
            self.customer.change_device()
        elif line.reload:
            await self.customer.hang_up()
            await self.customer.connect()
        elif line.down is not None:
            await asyncio.to_thread(self.system.kill, Part(line.down))
        elif line.up is not None:
            await asyncio.to_thread(self.system.start, Part(line.up))
        elif line.paid:
            await self._pay()
        else:
            return False
        return True

    async def _say(self, line: Line) -> list[ReplyFrame]:
        customer, words = self.customer, line.customer or ""
        if "code}" in words or "code_words}" in words:
            self.values |= await self._texted_code()
        text = words.format_map(self.values) * line.times
        heard = {} if line.recognition is None else line.recognition.model_dump()
        if isinstance(customer, RestCustomer):
            return await customer.say(text, recognition=heard)
        if line.refused is not None:
            return await self._refused(customer, text, line.refused)
        if customer.owner() in ("assistant", "closed") or customer.waits_with_company:
            return await customer.say(text, **heard)
        # Only what the front door itself says to it comes now, in the same transaction as the turn.
        client_id = customer.next_client_id()
        before = len(customer.frames)
        await customer.send(CustomerTurn(client_id=client_id, text=text))
        await customer.acknowledged(client_id)
        answered = any(
            isinstance(event.payload, Reply) and event.payload.client_id == customer.named(client_id)
            for event in self.events()
        )
        return await customer.replies_to(client_id, since=before) if answered else []

    async def _refused(self, customer: Customer, text: str, code: str) -> list[ReplyFrame]:
        """A turn that comes to nothing, and is told so."""
        before = len(customer.frames)
        await customer.send(CustomerTurn(client_id=customer.next_client_id(), text=text))
        problem = await customer.wait_for(Problem, since=before)
        assert problem.code == code, f"refused by {problem.code}"
        return []

    async def _wish(self, line: Line) -> list[ReplyFrame]:
        customer = self.customer
        assert isinstance(customer, Customer), "the REST channel has words only"
        before = len(customer.frames)
        if line.prefer is not None:
            await customer.prefer(line.prefer)
        elif line.number is not None:
            await customer.leave_number(line.number.format_map(self.values))
        else:
            await customer.end()
        await customer.wait_for(ReplyFrame, since=before)
        await self._up_to_date()
        return [frame for frame in customer.frames[before:] if isinstance(frame, ReplyFrame)]

    async def _up_to_date(self) -> None:
        """Until the device has everything public that the ledger holds."""
        customer = self.customer
        if isinstance(customer, Customer) and customer.connected and self.system.runs(Part.FRONT_DOOR):
            head = max(event.public_seq or 0 for event in self.events())
            await customer.until_head(head)

    async def _texted_code(self) -> dict[str, str]:
        """The newest one-time code on the phone of the customer's first line."""
        url = f"{self.system.url(Part.CARRIER)}/demo/texts/{self.values['line_id']}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            texts = (await answer.json())["texts"]
        code = re.findall(r"\d{6}", texts[-1])[-1]
        return _ways("code", code)

    async def _pay(self) -> None:
        url = f"{self.system.url(Part.CARRIER)}/demo/payments/{self.values['customer_id']}/pay"
        async with aiohttp.ClientSession() as session, session.post(url) as answer:
            assert answer.status < 300, await answer.text()

    async def _agent_line(self, line: Line) -> list[ReplyFrame]:
        agent = self.agent
        assert agent is not None, "the scenario needs `agent: true`"
        assert isinstance(self.customer, Customer)
        conversation_id = self.customer.conversation_id
        before = len(self.customer.frames)
        if line.agent == "reconnect":
            await agent.hang_up()
            await agent.connect()
            return []
        if line.agent_says is not None:
            text = line.agent_says.format_map(self.values)
            await agent.do(AgentReply, conversation_id=conversation_id, client_id=f"a{before}", text=text)
            await self.customer.wait_for(
                ReplyFrame, since=before, where=lambda frame: frame.author == "agent"
            )
        elif line.note is not None:
            await agent.do(Note, conversation_id=conversation_id, text=line.note)
        elif line.agent is not None:
            await self._move(agent, line, conversation_id)
            await self.customer.wait_for(StateChanged, since=before)
            await self._up_to_date()
        return [frame for frame in self.customer.frames[before:] if isinstance(frame, ReplyFrame)]

    async def _move(self, agent: Agent, line: Line, conversation_id: str) -> None:
        if line.agent == "claim":
            await agent.wait_for(
                InboxChanged | DeskWelcome,
                where=lambda frame: any(
                    item.conversation_id == conversation_id and item.owner.value in ("queue", "parked")
                    for item in (frame.inbox if isinstance(frame, DeskWelcome) else [frame.item])
                ),
            )
            await agent.do(Claim, conversation_id=conversation_id)
        elif line.agent == "hand_back":
            learnt = [LearntAtDesk(name=name, value=value) for name, value in line.learnt.items()]
            await agent.do(HandBack, conversation_id=conversation_id, learnt=learnt)
        elif line.agent == "resolve":
            codes = next(frame for frame in agent.frames if hasattr(frame, "wrap_up_codes")).wrap_up_codes
            await agent.do(Resolve, conversation_id=conversation_id, code=codes[0].code)
        elif line.agent == "to_queue":
            await agent.do(Transfer, conversation_id=conversation_id, to="queue", note="needs a specialist")

    # -- judging ----------------------------------------------------------------------------------

    def _judge(self, expect: Expect, where: str) -> None:
        judge_replies(expect, self.replies, self.values, where)
        for text in expect.said_once:
            times = sum(text.casefold() in said.casefold() for _, _, said in self.customer.transcript())
            assert times == 1, f"{where}: {text!r} was said {times} times"
        if expect.owner is not None:
            owner = self.customer.owner()
            assert owner in expect.owner.split(" | "), f"{where}: owner {owner}"
        judge_known(expect, self.packet(), self.values, where)

    async def _packet_on_screen(self) -> ContextPacket:
        """As the agent's desk got it, when there is one; it must be the ledger's projection."""
        if self.agent is None:
            return self.packet()
        view = await self.agent.do(Open, conversation_id=self.customer.conversation_id)
        assert isinstance(view, ConversationView)
        mine = self.packet()
        assert [fact.value for fact in view.packet.facts] == [fact.value for fact in mine.facts]
        assert view.packet.steps == mine.steps
        return view.packet

    def _judge_always(self) -> None:
        """Nothing lost, nothing asked twice, no failed step again, no secret anywhere."""
        self.customer.transcript()
        events = self.events()
        packet = project(events, now=datetime.now(UTC), words=WORDS)
        assert carry_loss(events, packet) == [], "lost on the way to the packet"
        assert asked_twice(events) == [], "asked although known"
        assert proposed_again(events) == [], "a failed step was proposed again"
        pin = self.values.get("pin")
        if pin:
            for event in events:
                text = event.payload.text if isinstance(event.payload, Turn | Reply) else ""
                assert not re.search(rf"(?<!\d){pin}(?!\d)", text), f"the PIN stands in event {event.seq}"


def values_of(known: dict[str, str]) -> dict[str, str]:
    """What a scenario's texts may name of its customer."""
    if not known:
        return {}
    line_id = known["customer_id"].replace("cus-", "lin-") + "-1"
    return {**known, "line_id": line_id, **_ways("pin", known["pin"])}


def _ways(name: str, secret: str) -> dict[str, str]:
    """A secret, the way people say it, and another one of its length."""
    wrong = "".join(str((int(digit) + 5) % 10) for digit in secret)
    spoken = " ".join(DIGITS[int(digit)] for digit in secret)
    return {name: secret, f"{name}_words": spoken, f"wrong_{name}": wrong}


def _told(line: Line) -> str:
    for name in ("customer", "choose", "prefer", "number", "reload", "another", "end", "agent", "agent_says", "note",
                 "down", "up", "paid"):  # fmt: skip
        value = getattr(line, name)
        if value is not None:
            return f"{name}: {value}"
    return "nothing"


def _shown(reply: ReplyFrame) -> str:
    """A reply as a line of the log: words, choices, card."""
    titles = [choice.title for choice in reply.choices]
    more = f" {titles}" if titles else ""
    card = f" <{reply.card.model_dump_json()[:200]}>" if reply.card is not None else ""
    return f"   {reply.author}: {reply.text}{more}{card}"
