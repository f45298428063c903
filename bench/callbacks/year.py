"""A simulated year: customers book, move, cancel and miss calls; agents call in time, late or not at all."""

from __future__ import annotations

import heapq
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bench.callbacks.zones import US_ZONES, with_fixed_offset
from conversation.callbacks import OPEN, Standing
from conversation.channel import Channel
from conversation.owner import Owner
from conversation.payloads.callbacks import TryOutcome
from desk.agents import AgentIdentity
from desk.clocks import QUARTER
from desk.teams.directory import Directory
from desk.teams.team import Team
from front_door.conversations.callback_slots import Offer
from front_door.conversations.state import ConversationState
from front_door.conversations.timers import Alarm, Bell
from front_door.conversations.turns import Opening, TurnRefused
from front_door.ledger.callback_store import DueTimer, TimerKind
from front_door.ledger.sqlite_callbacks import SqliteTimers
from front_door.parts import Parts

LOOK_S = 1.0
"""How often the alarm looks."""
OUTCOMES = (
    *(TryOutcome.REACHED,) * 7,
    *(TryOutcome.NO_ANSWER, TryOutcome.BUSY, TryOutcome.VOICEMAIL),
)
NEVER_TAKEN_UP = 0.06
"""Part of due calls that nobody takes up in their quarter hour."""
MOVES, CANCELS, REFUSES = 0.15, 0.08, 0.02
NIGHTS = (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC))
AROUND_A_NIGHT = 0.3
"""Part of customers who book for the days around a change of clocks."""

Act = Callable[[], Awaitable[None]]


class Clock:
    """The time it is in the year."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True, kw_only=True)
class Figures:
    """What must not happen, counted; and how much did."""

    booked: int = 0
    calls: int = 0
    tries: int = 0
    missed: int = 0
    outside_window: int = 0
    """Promised calls that fell outside of 7 to 21 h on the customer's clock, or of the team's hours."""
    outside_quiet_hours: int = 0
    """Further tries outside of 8 to 21 h."""
    double_booked: int = 0
    refused_and_called: int = 0
    worst_escalation_s: float = 0.0
    stuck: int = 0
    """Callbacks still open when the year was over and every time had come."""
    off_the_promise: int = 0
    """First calls that came due when the customer's clock showed another time than they were told."""
    fixed_offset_wrong: int = 0
    """Calls that a booking with that day's offset would have made at another time than was promised."""


@dataclass(slots=True, kw_only=True)
class Year:
    """Runs it; the same seed gives the same year."""

    parts: Parts
    clock: Clock
    directory: Directory
    customers: int
    begins: datetime
    lasts: timedelta
    seed: int = 7
    figures: Figures = field(default_factory=Figures)
    _dice: random.Random = field(default_factory=random.Random)
    _heap: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0
    _homes: dict[str, Team] = field(default_factory=dict)
    _zones: dict[str, ZoneInfo] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)
    _promised: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _told: dict[str, datetime] = field(default_factory=dict)
    """What the customer's clock will show at the call, as they were told it."""
    _places: Counter[tuple[str, datetime]] = field(default_factory=Counter)

    async def run(self) -> Figures:
        """Until every time has come."""
        self._dice.seed(self.seed)
        self.parts.callback_slots.ask(self)
        for number in range(self.customers):
            self._at(self._comes_at(), partial(self._book, number))
        alarm = self._alarm()
        while self._heap or await self._next_due() is not None:
            due = await self._next_due()
            if due is not None and (not self._heap or due <= self._heap[0][0]):
                self.clock.now = max(self.clock.now, due + timedelta(seconds=self._dice.random() * LOOK_S))
                await alarm.ring_due()
                continue
            when, _, act = heapq.heappop(self._heap)
            self.clock.now = max(self.clock.now, when)
            await act()
        await self._look_for_stuck()
        return self.figures

    async def home_of(self, state: ConversationState) -> Team:
        """See `HomeTeams`."""
        return self._homes[state.conversation_id]

    # -- customers -------------------------------------------------------------------------------------

    def _comes_at(self) -> datetime:
        if self._dice.random() < AROUND_A_NIGHT:
            night = self._dice.choice([night for night in NIGHTS if self._within(night)] or [self.begins])
            return max(self.begins, night - timedelta(hours=self._dice.uniform(0, 14 * 24)))
        return self.begins + self._dice.random() * self.lasts

    def _within(self, at: datetime) -> bool:
        return self.begins <= at <= self.begins + self.lasts

    async def _book(self, number: int) -> None:
        zone = self._dice.choice(US_ZONES)
        opening = Opening(channel=Channel.WEB_CHAT, language="en", time_zone=zone.key)
        state = await self.parts.conversations.open(opening)
        name = state.conversation_id
        self._homes[name], self._zones[name] = self._dice.choice(tuple(self.directory.teams.values())), zone
        phone = f"+1612{5550000 + number % 4000:07d}"
        if not await self._pick(name, phone):
            return
        self.figures.booked += 1
        chance = self._dice.random()
        later = self.clock.now + timedelta(hours=self._dice.uniform(0.1, 20))
        if chance < MOVES:
            self._at(later, partial(self._change, name, phone, self._pick_again))
        elif chance < MOVES + CANCELS:
            self._at(later, partial(self._change, name, phone, self._cancel))
        elif chance < MOVES + CANCELS + REFUSES:
            self._at(later, partial(self._change, name, phone, self._refuse))

    async def _pick(self, name: str, phone: str) -> bool:
        offer = await self.parts.conversations.callback_offer(name)
        slots = [slot.at for slot in offer.slots()]
        if not slots:
            return False
        at = self._picked(slots)
        await self.parts.conversations.book_callback(name, at, phone)
        self._promise(name, at)
        self._told[name] = at.astimezone(offer.book.zone).replace(tzinfo=None)
        self._check_promise(offer, at)
        return True

    def _picked(self, slots: list[datetime]) -> datetime:
        """Often the first ones, often the days after a change of clocks, else any."""
        near = [at for at in slots for night in NIGHTS if timedelta(0) <= at - night < timedelta(hours=40)]
        if near and self._dice.random() < 0.5:
            return self._dice.choice(near)
        return slots[0] if self._dice.random() < 0.3 else self._dice.choice(slots)

    async def _change(self, name: str, phone: str, act: Callable[[str, str], Awaitable[None]]) -> None:
        callback = (await self.parts.conversations.state(name)).callback
        if callback is not None and callback.standing is Standing.BOOKED:
            try:
                await act(name, phone)
            except TurnRefused:
                return

    async def _pick_again(self, name: str, phone: str) -> None:
        await self._pick(name, phone)

    async def _cancel(self, name: str, _phone: str) -> None:
        await self.parts.conversations.cancel_callback(name)
        self._promise(name, None)

    async def _refuse(self, name: str, _phone: str) -> None:
        await self.parts.conversations.refuse_calls(name)
        self._promise(name, None)
        self._refused.add(name)

    # -- the team --------------------------------------------------------------------------------------

    def _alarm(self) -> Alarm:
        bells = self.parts.bells

        def watched(bell: Bell) -> Bell:
            async def ring(timer: DueTimer) -> None:
                await bell(timer)
                await self._after_bell(timer)

            return ring

        timers = SqliteTimers(self.parts.store)
        return Alarm(timers, {kind: watched(bell) for kind, bell in bells.items()}, clock=self.clock)

    async def _after_bell(self, timer: DueTimer) -> None:
        name = timer.conversation_id
        state = await self.parts.conversations.state(name)
        if state.callback is None:
            return
        if timer.kind is TimerKind.CALLBACK and state.callback.standing is Standing.DUE:
            late = self._dice.random() < NEVER_TAKEN_UP
            wait = self._dice.uniform(15.5, 40) if late else self._dice.uniform(0, 14.8)
            self._at(timer.due_at + timedelta(minutes=wait), partial(self._call, name, timer.due_at))
        elif timer.kind is TimerKind.CALLBACK_MISSED and state.callback.standing is Standing.MISSED:
            self.figures.missed += 1
            after = (self.clock.now - timer.due_at).total_seconds()
            self.figures.worst_escalation_s = max(self.figures.worst_escalation_s, after)

    async def _call(self, name: str, due_at: datetime) -> None:
        state = await self.parts.conversations.state(name)
        callback = state.callback
        if callback is None or callback.standing not in OPEN or state.owner is not Owner.QUEUE:
            return
        agent = self._agent(self._homes[name])
        await self.parts.conversations.claim(name, agent)
        await self.parts.conversations.calling(name, agent)
        self._promise(name, None)
        self._check_call(name, due_at, is_first=callback.tries == 0)
        outcome = self._dice.choice(OUTCOMES)
        await self.parts.conversations.tried(name, agent, outcome)
        if outcome is TryOutcome.REACHED:
            await self.parts.conversations.resolve(name, agent, "solved", "")

    def _agent(self, team: Team) -> AgentIdentity:
        known = self._dice.choice(team.agents)
        return AgentIdentity(agent_id=known.agent_id, name=known.name, team=team.name)

    # -- looking ---------------------------------------------------------------------------------------

    def _check_promise(self, offer: Offer, at: datetime) -> None:
        shown = at.astimezone(offer.book.zone)
        last = (at + QUARTER - timedelta(seconds=1)).astimezone(offer.book.zone)
        hours = offer.book.team.hours
        inside = shown.hour >= 7 and last.hour < 21 and last.hour >= 7
        if not inside or not hours.is_open(at) or not hours.is_open(at + QUARTER - timedelta(seconds=1)):
            self.figures.outside_window += 1
        if with_fixed_offset(at, self.clock.now, offer.book.zone) != at:
            self.figures.fixed_offset_wrong += 1

    def _check_call(self, name: str, due_at: datetime, *, is_first: bool) -> None:
        self.figures.calls += 1
        if name in self._refused:
            self.figures.refused_and_called += 1
        if is_first:
            shown = due_at.astimezone(self._zones[name]).replace(tzinfo=None)
            self.figures.off_the_promise += shown != self._told[name]
        else:
            self.figures.tries += 1
            hour = due_at.astimezone(self._zones[name]).hour
            if not 8 <= hour < 21:
                self.figures.outside_quiet_hours += 1

    def _promise(self, name: str, at: datetime | None) -> None:
        """Counted by what customers were told, not by what the booking counts by."""
        if (before := self._promised.pop(name, None)) is not None:
            self._places[before] -= 1
        if at is None:
            return
        team = self._homes[name]
        key = self._promised[name] = (team.team_id, at)
        self._places[key] += 1
        places = max(1, len(team.agents) * self.directory.callbacks.share_percent // 100)
        if self._places[key] > places:
            self.figures.double_booked += 1

    async def _look_for_stuck(self) -> None:
        for name in self._homes:
            callback = (await self.parts.conversations.state(name)).callback
            if callback is not None and callback.standing in OPEN:
                self.figures.stuck += 1

    async def _next_due(self) -> datetime | None:
        def job(connection: sqlite3.Connection) -> str | None:
            found: str | None = connection.execute("SELECT MIN(due_at) FROM timers").fetchone()[0]
            return found

        at = await self.parts.store.read(job)
        return datetime.fromisoformat(at) if at else None

    def _at(self, when: datetime, act: Act) -> None:
        self._count += 1
        heapq.heappush(self._heap, (when, self._count, act))
