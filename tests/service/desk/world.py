"""A desk with a real ledger, hub and agent side, and customers whose part a test plays by writing events."""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from aiohttp import web

from conversation import events as ev
from conversation.care import MoodLabel, StepResult
from conversation.channel import Channel
from conversation.desk_views import SuggestedArticle
from conversation.facts import FactStatus
from conversation.handoff import HandoffReason
from conversation.ids import new_conversation_id, new_reference
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackBooked, CallbackDue, CallbackMissed
from conversation.payloads.customer import Opened
from conversation.payloads.findings import Fact, Shown, Step, Understood, Verified
from conversation.payloads.owners import HandedOff, OwnerChanged
from conversation.payloads.turns import Redaction, Reply, Turn
from desk.clocks import quarter_of
from desk.teams.directory import read_directory
from front_door.conversations.agent_side import AgentSide
from front_door.conversations.callback_booking import CallbackBooking
from front_door.conversations.callback_refusals import CallRefusals
from front_door.conversations.callback_slots import CallbackSlots
from front_door.conversations.callback_work import CallbackWork
from front_door.conversations.conversations import Conversations
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.history import Histories
from front_door.conversations.hub import CustomerSeen, CustomerTyping, Hub, WordsBlanked
from front_door.conversations.lead_side import LeadSide
from front_door.conversations.packets import Packets
from front_door.conversations.recorder import ASSISTANT, CUSTOMER, SYSTEM, Recorder, by
from front_door.conversations.sentences import Sentences
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine
from front_door.desk_console.commands import demo_logins
from front_door.desk_console.console import DeskConsole, DeskParts
from front_door.desk_console.ports import AccountProblem, Suggested, SuggestionsUnavailable
from front_door.desk_console.presence import Presence
from front_door.desk_console.routes import add_desk_routes
from front_door.desk_console.store import DeskStore
from front_door.ledger.sqlite_callbacks import SqliteCallbacks
from front_door.ledger.sqlite_ledger import SqliteLedger
from front_door.ledger.sqlite_store import SqliteStore
from front_door.routing.case_maker import CaseMaker
from front_door.routing.floor_keeper import FloorKeeper
from front_door.routing.recording import Recording
from front_door.web.security import security_headers
from front_door.web.static_pages import StaticPages
from tests.service.desk.accounts_of_customers import ACCOUNT


class QuietAssistant:
    """Stands where the assistant is brought back after a hand back."""

    def __init__(self) -> None:
        self.brought_back: list[str] = []

    def bring_back(self, live) -> None:
        self.brought_back.append(live.state.conversation_id)


class DemoAccounts:
    """The account of one customer; everybody else is unknown to the carrier."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.down = False

    async def account(self, customer_id: str, conversation_id: str) -> dict[str, object]:
        self.asked.append((customer_id, conversation_id))
        if self.down:
            raise AccountProblem("account_unreachable")
        if customer_id != "C1001":
            raise AccountProblem("account_unknown")
        return ACCOUNT


NO_SIGNAL = SuggestedArticle(
    slug="no-signal",
    title="No signal or no service",
    topic="network",
    answer="Most phones without signal come back after airplane mode is switched on and off.",
    whole="Most phones without signal come back after airplane mode is switched on and off.\n"
    "1. Turn airplane mode off.\n2. Take the SIM card out and put it back.\n"
    "Coverage map: https://meadowlark.example/coverage",
    probability=0.91,
    guide=True,
    review_by=date(2027, 6, 30),
    owner="care-content",
)
CREDIT = SuggestedArticle(
    slug="goodwill-credit",
    title="When a goodwill credit may be given",
    topic="billing",
    answer="Up to $10 once in twelve months, without asking the lead.",
    whole="Up to $10 once in twelve months, without asking the lead.",
    probability=0.62,
    agents_only=True,
    valid_until=date(2027, 1, 31),
    owner="care-leads",
)
PROMOTION = SuggestedArticle(
    slug="billing/promotion-ended",
    title="A promotion ended",
    topic="billing",
    answer="When a promotion ends, the plan costs what it did before.",
    whole="When a promotion ends, the plan costs what it did before.",
    probability=0.55,
)
ARTICLES = {"signal": [NO_SIGNAL], "bars": [NO_SIGNAL], "back": [PROMOTION, CREDIT], "credit": [CREDIT]}


class DemoArticles:
    """A knowledge base of three articles, found by a word of the customer's newest turn that has one."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], str, str]] = []
        self.sought = False
        self.down = False

    async def suggest(
        self, turns: Sequence[str], *, channel: str, area: str, exclude: Sequence[str], sought: bool
    ) -> list[Suggested]:
        self.asked.append((list(turns), channel, area))
        self.sought = sought
        if self.down:
            raise SuggestionsUnavailable
        for about in reversed(range(len(turns))):
            words = turns[about].lower().replace(",", " ").split()
            for word in words:
                if word in ARTICLES:
                    found = [one for one in ARTICLES[word] if one.slug not in exclude]
                    return [Suggested(article=one, about=about) for one in found]
        return []


class World:
    """What stands around the desk."""

    def __init__(self, folder: Path, *, encoder=None, weak: bool = False) -> None:
        self.folder = folder
        self.store = SqliteStore(folder / "ledger.sqlite")
        self.store.start()
        self.ledger = SqliteLedger(self.store)
        self.hub = Hub()
        self.presence = Presence()
        self.recorder = Recorder(self.ledger, self.hub)
        self.assistant = QuietAssistant()
        self.accounts = DemoAccounts()
        self.articles = DemoArticles()
        self.line = WaitingLine(self.hub)
        self.conversations = self._conversations()
        self.continuity = CurrentContinuity()
        self.floor = self._floor()
        self.parts = DeskParts(
            database=folder / "desk.sqlite",
            ledger=self.ledger,
            hub=self.hub,
            conversations=self.conversations,
            account_source=self.accounts,
            suggestion_source=self.articles,
            presence=self.presence,
            encoder=encoder,
            weak_carrier=lambda: weak,
            directory=read_directory(),
            routing=self.floor,
            lead=LeadSide(recorder=self.recorder, sentences=Sentences("Meadowlark Mobile")),
            continuity=self.continuity,
        )
        self.logins = copy_demo_agents(folder)
        self.desk: DeskConsole | None = None

    def app(self) -> web.Application:
        """The desk's routes and its page, with the policy that the front door serves it under."""
        app = web.Application()
        self.desk = add_desk_routes(app, self.parts)
        app.on_startup.append(security_headers(secure=False))
        StaticPages(watch=True).add_routes(app)
        app.cleanup_ctx.append(self._routing)
        return app

    async def _routing(self, _app: web.Application):
        work = asyncio.create_task(self.floor.run(self.ledger))
        yield
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    def _floor(self) -> FloorKeeper:
        directory = read_directory()
        return FloorKeeper(
            directory=directory,
            hub=self.hub,
            maker=CaseMaker(
                recorder=self.recorder,
                packets=self.conversations,
                directory=directory,
                accounts=DemoAccounts(),
                weak_carrier=lambda: False,
            ),
            recording=Recording(self.recorder, directory),
            clock=lambda: datetime.now(UTC),
            is_paused=lambda: self.continuity.pauses_queue,
        )

    def _conversations(self) -> Conversations:
        sentences = Sentences("Meadowlark Mobile")
        care_team = CareTeam(
            self.presence,
            read_directory().general.hours,
            waiting=lambda: len(self.line),
            clock=lambda: datetime.now(UTC),
        )
        return Conversations(
            recorder=self.recorder,
            openings=None,
            turns=None,
            wishes=None,
            agents=AgentSide(recorder=self.recorder, sentences=sentences, answering=self.assistant),
            callbacks=None,
            callback_work=self._callback_work(sentences, HandingOff(sentences, care_team, self.line)),
            answering=None,
            calls=None,
            packets=Packets(
                recorder=self.recorder,
                histories=Histories(self.ledger),
                care_team=care_team,
                line=self.line,
                team=read_directory().general.name,
                producers={"front_door": "test"},
                clock=lambda: datetime.now(UTC),
            ),
        )

    def _callback_work(self, sentences: Sentences, handing_off: HandingOff) -> CallbackWork:
        directory, store = read_directory(), SqliteCallbacks(self.store)
        booking = CallbackBooking(
            slots=CallbackSlots(directory, store, clock=lambda: datetime.now(UTC)),
            sentences=sentences,
            handing_off=handing_off,
            links=lambda _state, _callback: (),
            clock=lambda: datetime.now(UTC),
        )
        return CallbackWork(
            recorder=self.recorder,
            booking=booking,
            refusals=CallRefusals(self.recorder, booking, store),
            sentences=sentences,
            handing_off=handing_off,
            policy=directory.callbacks,
            links=lambda _state, _callback: (),
            clock=lambda: datetime.now(UTC),
        )

    # -- the customer's part -------------------------------------------------------------------------

    async def write(self, conversation_id: str, *events: ev.NewEvent) -> list[ev.Event]:
        """Append events as the front door would."""
        async with self.recorder.holding(conversation_id) as live:
            return await self.recorder.append(live, list(events))

    async def open(self, *, channel: Channel = Channel.WEB_CHAT, follows: str | None = None) -> str:
        """A conversation with its greeting."""
        conversation_id = new_conversation_id()
        opened = Opened(channel=channel, reference=new_reference(), sender=conversation_id, follows=follows)
        await self.recorder.open(conversation_id, by(SYSTEM, opened))
        await self.write(
            conversation_id,
            *by(ASSISTANT, Reply(text="Hello, this is Meadowlark Mobile's automated assistant.")),
        )
        return conversation_id

    async def say(self, conversation_id: str, text: str, mood: MoodLabel = MoodLabel.NEUTRAL, **more) -> int:
        """A turn of the customer; its public seq."""
        turn = Turn(
            turn_id=new_conversation_id(), client_id=new_conversation_id(), text=text, mood=mood, **more
        )
        written = await self.write(conversation_id, *by(CUSTOMER, turn))
        return written[0].public_seq

    async def answer(self, conversation_id: str, text: str, *payloads, **more) -> None:
        """A reply of the assistant with what it brought."""
        await self.write(conversation_id, *by(ASSISTANT, Reply(text=text, **more), *payloads))

    async def hand_off(
        self, conversation_id: str, reason: HandoffReason, note: str = "", turn: int | None = None
    ) -> None:
        """To the queue."""
        await self.write(
            conversation_id,
            *by(
                SYSTEM,
                HandedOff(reason=reason, note=note, trigger="want_agent", turn=turn),
                OwnerChanged(before=Owner.ASSISTANT, after=Owner.QUEUE, why="handoff"),
            ),
        )

    async def waiting(self, text: str = "I want to talk to a person") -> str:
        """Somebody unknown who waits."""
        conversation_id = await self.open()
        turn = await self.say(conversation_id, text)
        await self.hand_off(conversation_id, HandoffReason.ASKED_FOR_PERSON, turn=turn)
        return conversation_id

    async def waiting_in(self, zip_code: str) -> str:
        """Somebody unknown who waits and said where they live."""
        conversation_id = await self.open()
        turn = await self.say(conversation_id, f"no signal here in {zip_code}, a person please")
        area = Fact(name="area", value=zip_code, status=FactStatus.STATED, source="customer")
        await self.write(conversation_id, *by(ASSISTANT, area))
        await self.hand_off(conversation_id, HandoffReason.ASKED_FOR_PERSON, turn=turn)
        return conversation_id

    async def call_due(self, text: str = "my bill again", *, missed: bool = False) -> str:
        """Somebody whose booked call is due now, or whose quarter hour is over."""
        conversation_id = await self.waiting(text)
        at = quarter_of(datetime.now(UTC))
        booked = CallbackBooked(
            callback_id="cb",
            at=at,
            number="+15551230101",
            time_zone="America/Chicago",
            team_id="upper_midwest",
            team="Upper Midwest team",
            places=3,
        )
        parked = OwnerChanged(before=Owner.QUEUE, after=Owner.PARKED, why="callback_booked")
        back = OwnerChanged(before=Owner.PARKED, after=Owner.QUEUE, why="callback_due")
        broken = [CallbackMissed(callback_id="cb", due_at=at)] if missed else []
        due = CallbackDue(callback_id="cb")
        await self.write(conversation_id, *by(SYSTEM, parked, booked, due, back, *broken))
        return conversation_id

    async def back_to_assistant(self, conversation_id: str) -> None:
        """The customer would rather have the assistant."""
        move = OwnerChanged(before=Owner.QUEUE, after=Owner.ASSISTANT, why="customer")
        await self.write(conversation_id, *by(CUSTOMER, move))

    async def blank(self, conversation_id: str, turn: ev.Event, text: str) -> None:
        """Part of a turn turned out to be a secret."""
        async with self.recorder.holding(conversation_id) as live:
            kinds = [Redaction(kind="pin", count=1)]
            written = await self.ledger.blank(conversation_id, turn.seq, text, kinds)
            self.recorder.fold(live, written)
        self.hub.publish(WordsBlanked(conversation_id=conversation_id, seq=turn.public_seq, text=text))

    def types(self, conversation_id: str) -> None:
        self.hub.publish(CustomerTyping(conversation_id=conversation_id))

    def reads(self, conversation_id: str, seq: int) -> None:
        self.hub.publish(CustomerSeen(conversation_id=conversation_id, seq=seq))

    async def close(self) -> None:
        self.store.close()


@cache
def demo_agents() -> Path:
    """A desk's database with the demo agents, made once: hashing their passwords takes its time."""
    folder = Path(tempfile.mkdtemp(prefix="demo-agents-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = DeskStore(folder / "desk.sqlite")
    demo_logins(store, read_directory())
    store.close_now()
    return folder


def copy_demo_agents(folder: Path) -> dict[str, str]:
    """Put the demo agents into a folder; their passwords by login."""
    for name in ("desk.sqlite", "demo_agents.json"):
        shutil.copy(demo_agents() / name, folder / name)
    return json.loads((folder / "demo_agents.json").read_text(encoding="utf-8"))


def fact(name: str, value: str, turn: int | None, status: FactStatus = FactStatus.STATED) -> Fact:
    """A fact learnt in a turn."""
    source = "carrier" if status in (FactStatus.OBSERVED, FactStatus.PROVED) else "customer"
    return Fact(name=name, value=value, status=status, source=source, turn=turn)


def step(title: str, result: StepResult, turn: int) -> Step:
    """A step of the guide for a dead phone."""
    return Step(
        guide="no-signal", step=title.lower().replace(" ", "-"), title=title, result=result, turn=turn
    )


def proof(customer_id: str = "C1001") -> Verified:
    """A proof by PIN."""
    return Verified(
        customer_id=customer_id, level=2, method="pin", expires_at=datetime.now(UTC) + timedelta(minutes=30)
    )


async def billing_story(world: World) -> str:
    """A proved customer whose bill rose, upset by the end."""
    one = await world.open()
    first = await world.say(one, "my july bill is way higher than june, why")
    await world.answer(
        one,
        "I can look that up. What is the phone number on the account?",
        Understood(turn_id="t1", turn=first, intent="ask_bill_change", confidence=0.93, runner_up="ask_bill"),
        asks="phone_number",
    )
    number = await world.say(one, "612-555-0142")
    await world.answer(
        one, "Thank you. Your account PIN, please.", fact("phone_number", "612-555-0142", number)
    )
    await world.say(one, "[secret]", sealed="x")
    await world.answer(
        one,
        "Your July bill is $94.54, $12.40 more than June: a promotion ended on July 3.",
        proof(),
        fact("customer_id", "C1001", number, FactStatus.PROVED),
        fact("customer_name", "Hannah Voss", number, FactStatus.OBSERVED),
        fact("bill_amount", "$94.54", None, FactStatus.OBSERVED),
        fact("bill_due", "August 4", None, FactStatus.OBSERVED),
        fact("bill_change", "a promotion of $12.40 ended on July 3", None, FactStatus.OBSERVED),
        Shown(article="billing/promotion-ended", turn=6),
    )
    upset = await world.say(one, "nobody told me about that. I want it back", MoodLabel.NEGATIVE)
    await world.answer(
        one,
        "Only your team can give a credit. I'm passing this on.",
        Understood(turn_id="t2", turn=upset, intent="dispute_charge", confidence=0.81),
        fact("charge", "end of the promotion, $12.40", upset),
    )
    await world.hand_off(one, HandoffReason.POLICY, "Wants the $12.40 credited; only the team may.", upset)
    return one


async def network_story(world: World, *, channel: Channel = Channel.WEB_CHAT) -> str:
    """Somebody without signal who tried every step."""
    one = await world.open(channel=channel)
    sure = {"confidence": 0.62} if channel is Channel.VOICE else {}
    first = await world.say(one, "my phone has no bars since this morning, I already restarted it", **sure)
    await world.answer(
        one,
        "No outage is known in 55401. Let's go through it: switch airplane mode on and off.",
        Understood(turn_id="t1", turn=first, intent="report_no_signal", confidence=0.97),
        fact("symptom", "no bars since this morning", first),
        fact("area", "55401", first),
        fact("device", "Pixel 8", first),
        step("Restart the phone", StepResult.FAILED, first),
    )
    done = await world.say(one, "did that, still nothing")
    await world.answer(
        one, "Is the SIM card seated properly?", step("Airplane mode on and off", StepResult.FAILED, done)
    )
    sim = await world.say(one, "yes it is")
    await world.answer(
        one,
        "Then we reset the network settings.",
        step("Look at the SIM card", StepResult.WORKED, sim),
        step("Reset network settings", StepResult.SKIPPED, sim),
    )
    last = await world.say(one, "no I don't want to lose my wifi passwords", MoodLabel.NEGATIVE)
    await world.hand_off(
        one, HandoffReason.STEPS_USED_UP, "Every step was tried; check the line itself.", last
    )
    return one


async def seed(world: World) -> Sequence[str]:
    """A full inbox."""
    return [
        await billing_story(world),
        await network_story(world, channel=Channel.VOICE),
        await world.waiting("I need to speak to a human please"),
    ]
