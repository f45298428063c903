"""Whose team calls a customer back, at which number, and which quarter hours it has left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from conversation import times
from desk.callbacks.slots import NotBookable, Slot, SlotBook, Taken
from desk.teams.directory import Directory
from desk.teams.team import Team
from front_door.conversations.intake import phone_number
from front_door.conversations.state import ConversationState
from front_door.ledger.callback_store import CallbackStore

NUMBER_FACTS = ("callback_number", "line_number", "phone_number")
"""Facts that hold a number the customer can be called at, the likeliest first."""


class HomeTeams(Protocol):
    """Which team looks after a customer."""

    async def home_of(self, state: ConversationState) -> Team:
        """The team of the customer's market; the general team where nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one customer may book now."""

    book: SlotBook
    taken: Taken
    now: datetime
    number: str | None
    """E.164; where the customer can be called, as far as it is known."""
    language: str = "en"

    def slots(self) -> Iterator[Slot]:
        """Every slot with a place left."""
        return self.book.offered(self.now, self.taken)

    def refusal(self, at: datetime) -> NotBookable | None:
        """Why this moment cannot be booked."""
        return self.book.refusal(at, self.now, self.taken(at))

    def near(self, at: datetime, *, count: int = 2) -> list[datetime]:
        """The free slots nearest to a moment, in order of time."""
        by_distance = sorted(self.slots(), key=lambda slot: abs(slot.at - at))
        return sorted(slot.at for slot in by_distance[:count])


class CallbackSlots:
    """Reads team, time zone and what is booked."""

    def __init__(self, directory: Directory, store: CallbackStore, *, clock: Callable[[], datetime]) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._homes: HomeTeams | None = None

    def ask(self, homes: HomeTeams) -> None:
        """From now on a customer's team is found from their market."""
        self._homes = homes

    async def offer(self, state: ConversationState) -> Offer:
        """What this customer may book; their own place counts as free.

        Raises:
            LedgerUnavailable: the bookings cannot be read.
        """
        book = self.book(state, await self._team(state))
        booked = await self._store.taken(book.team.team_id)
        own = state.callback.at if state.callback is not None and state.callback.is_open else None

        def taken(at: datetime) -> int:
            return booked.get(at, 0) - (1 if at == own else 0)

        return Offer(
            book=book, taken=taken, now=self._clock(), number=number_of(state), language=state.spoken_to_in
        )

    def book(self, state: ConversationState, team: Team) -> SlotBook:
        """A team's slots on this customer's clock."""
        return SlotBook(team=team, zone=zone_of(state, team.site.zone), policy=self._directory.callbacks)

    def team_of_callback(self, state: ConversationState) -> Team:
        """The team that promised to call; the general team when it is gone from the data."""
        known = self._directory.teams.get(state.callback.team_id) if state.callback else None
        return known or self._directory.general

    async def _team(self, state: ConversationState) -> Team:
        if state.callback is not None and state.callback.is_open:
            return self.team_of_callback(state)
        routed = self._directory.team_called(state.routed.team) if state.routed else None
        if routed is not None:
            return routed
        return await self._homes.home_of(state) if self._homes else self._directory.general


def zone_of(state: ConversationState, otherwise: ZoneInfo) -> ZoneInfo:
    """The customer's clock; the team's where no device told one."""
    return times.zone_of(state.time_zone, otherwise)


def number_of(state: ConversationState) -> str | None:
    """The number the customer gave last, or calls from."""
    if state.callback is not None and state.callback.is_open:
        return state.callback.number
    given = [state.facts[name].value for name in NUMBER_FACTS if name in state.facts]
    known = [state.number_left, *given, state.claimed_number]
    return next((number for text in known if text and (number := phone_number(text))), None)
