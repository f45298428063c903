"""The desk put together: what it is given, what it starts, what it serves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from conversation.words import Words
from desk.teams.directory import Directory, read_directory
from desk.wording import desk_words
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.conversations.hub import Hub
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.browser_guard import BrowserGuard
from front_door.desk_console.calling import Calling
from front_door.desk_console.cards import Cards
from front_door.desk_console.dark_sites import DarkSites
from front_door.desk_console.floor_watch import FloorWatch
from front_door.desk_console.inbox import Inbox
from front_door.desk_console.leading import LeadConversations, Leading
from front_door.desk_console.looking import Looking
from front_door.desk_console.moves import Moves
from front_door.desk_console.phoning import Phoning
from front_door.desk_console.ports import (
    AccountSource,
    ByHand,
    DeskConversations,
    LiveCalls,
    NoLiveCalls,
    NoRouting,
    Routing,
    SuggestionSource,
    Telephone,
)
from front_door.desk_console.presence import Presence
from front_door.desk_console.refusals import Refusals
from front_door.desk_console.repeated_questions import Encoder, RepeatedQuestions
from front_door.desk_console.requests import Requests
from front_door.desk_console.room import DeskRoom
from front_door.desk_console.sessions import Sessions
from front_door.desk_console.shift_change import ShiftChange
from front_door.desk_console.shifts import Shifts
from front_door.desk_console.sign_in import SignIn
from front_door.desk_console.socket import DeskSocket
from front_door.desk_console.store import DeskStore
from front_door.desk_console.suggesting import Suggesting
from front_door.desk_console.switches import Switches
from front_door.desk_console.switching import Switching
from front_door.desk_console.throttle import SignInThrottle
from front_door.desk_console.transcript import TranscriptLines
from front_door.ledger.port import Ledger


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _never_weak() -> bool:
    return False


def _nobody_asks() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """What the front door gives its desk."""

    database: Path
    """The desk's own file: accounts and sessions."""
    ledger: Ledger
    hub: Hub
    conversations: DeskConversations
    account_source: AccountSource
    suggestion_source: SuggestionSource
    presence: Presence
    lead: LeadConversations
    continuity: CurrentContinuity = field(default_factory=CurrentContinuity)
    telephone: Telephone = field(default_factory=ByHand)
    calls: LiveCalls = field(default_factory=NoLiveCalls)
    """Who is on the phone, and the way into their calls."""
    routing: Routing = field(default_factory=NoRouting)
    directory: Directory = field(default_factory=read_directory)
    clock: Callable[[], datetime] = _utc_now
    encoder: Encoder | None = None
    """Without one, repeated questions are recognised by their words only."""
    weak_carrier: Callable[[], bool] = _never_weak
    """Whether the carrier can check neither PIN nor code, so that level 1 opens accounts."""
    duty_changed: Callable[[], None] = _nobody_asks
    """Called whenever it changed who is on duty: predicted waits change with it."""
    secure: bool = False
    """Served over TLS."""
    origins: frozenset[str] = frozenset()
    """Further origins the desk is reached at (behind a proxy that changes the host)."""
    trusted_proxies: frozenset[str] = frozenset()
    """Addresses of proxies whose X-Forwarded-For is believed."""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskConsole:
    """The desk, ready to be routed."""

    store: DeskStore
    accounts: Accounts
    room: DeskRoom
    socket: DeskSocket
    sign_in: SignIn
    questions: RepeatedQuestions
    switching: Switching

    async def context(self, _: web.Application) -> AsyncIterator[None]:
        """Run the room while the application runs."""
        await self.switching.load()
        running = asyncio.create_task(self.room.run(), name="desk-room")
        yield
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        self.questions.close()
        await self.store.close()

    async def on_shutdown(self, _: web.Application) -> None:
        """Tell the open pages to come back."""
        self.room.pages.close_all()


@dataclass(slots=True)
class _Bench:
    """What several parts share while the desk is put together."""

    parts: DeskParts
    words: Words = field(init=False)
    refusals: Refusals = field(init=False)
    store: DeskStore = field(init=False)
    accounts: Accounts = field(init=False)
    inbox: Inbox = field(init=False)
    room: DeskRoom = field(init=False)

    def __post_init__(self) -> None:
        parts = self.parts
        self.words = Words.load(parts.language)
        self.refusals = Refusals(self.words, desk_words())
        self.store = DeskStore(parts.database)
        self.accounts = Accounts(self.store)
        self.inbox = Inbox(parts.ledger, parts.conversations, parts.routing, parts.calls)
        shifts = Shifts(parts.directory, clock=parts.clock)
        self.room = DeskRoom(
            cards=Cards(parts.presence, shifts, parts.directory),
            watch=FloorWatch(
                presence=parts.presence,
                shifts=shifts,
                inbox=self.inbox,
                conversations=parts.conversations,
                hand_over_after_s=parts.directory.policy.hand_over_after_s,
            ),
            ledger=parts.ledger,
            hub=parts.hub,
            inbox=self.inbox,
            presence=parts.presence,
            accounts=self.accounts,
            lines=TranscriptLines(self.words, desk_words()),
            words=self.words,
            routing=parts.routing,
            calls=parts.calls,
            duty_changed=parts.duty_changed,
        )

    def switching(self) -> Switching:
        parts = self.parts
        return Switching(
            continuity=parts.continuity,
            switches=Switches(self.store),
            sites=DarkSites(
                directory=parts.directory,
                routing=parts.routing,
                inbox=self.inbox,
                accounts=self.accounts,
                conversations=parts.conversations,
            ),
            directory=parts.directory,
            refusals=self.refusals,
            words=desk_words(),
            clock=parts.clock,
        )

    def _leading(self) -> Leading:
        parts = self.parts
        return Leading(
            conversations=parts.lead,
            switching=self.switching(),
            room=self.room,
            inbox=self.inbox,
            ledger=parts.ledger,
            accounts=self.accounts,
            cards=self.room.cards,
            presence=parts.presence,
            directory=parts.directory,
            refusals=self.refusals,
            clock=parts.clock,
        )

    def requests(self) -> Requests:
        parts = self.parts
        moves = Moves(
            conversations=parts.conversations,
            accounts=self.accounts,
            presence=parts.presence,
            refusals=self.refusals,
            wrap_up_s=parts.directory.policy.wrap_up_s,
        )
        return Requests(
            room=self.room,
            moves=moves,
            leading=self._leading(),
            shift_change=ShiftChange(moves=moves, inbox=self.inbox, refusals=self.refusals),
            looking=Looking(
                ledger=parts.ledger,
                inbox=self.inbox,
                account_source=parts.account_source,
                weak_carrier=parts.weak_carrier,
                refusals=self.refusals,
                words=self.words,
            ),
            calling=Calling(
                conversations=parts.conversations,
                telephone=parts.telephone,
                accounts=self.accounts,
                refusals=self.refusals,
            ),
            suggesting=Suggesting(inbox=self.inbox, source=parts.suggestion_source, refusals=self.refusals),
            conversations=parts.conversations,
            presence=parts.presence,
            phoning=Phoning(ledger=parts.ledger, calls=parts.calls, refusals=self.refusals),
            refusals=self.refusals,
        )


def build_desk(parts: DeskParts) -> DeskConsole:
    """Put the desk together; nothing is opened before the application starts."""
    bench = _Bench(parts)
    guard = BrowserGuard(secure=parts.secure, origins=parts.origins, trusted_proxies=parts.trusted_proxies)
    sessions = Sessions(bench.store)
    questions = RepeatedQuestions(bench.words, desk_words(), parts.encoder)
    socket = DeskSocket(
        guard=guard,
        sessions=sessions,
        accounts=bench.accounts,
        room=bench.room,
        requests=bench.requests(),
        refusals=bench.refusals,
        conversations=parts.conversations,
        questions=questions,
    )
    sign_in = SignIn(
        guard=guard,
        accounts=bench.accounts,
        sessions=sessions,
        throttle=SignInThrottle(),
        socket=socket,
        presence=parts.presence,
        words=desk_words(),
    )
    return DeskConsole(
        store=bench.store,
        accounts=bench.accounts,
        room=bench.room,
        socket=socket,
        sign_in=sign_in,
        questions=questions,
        switching=bench.switching(),
    )
