"""An outage that the carrier's network status knows of is told to whoever joins the queue from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from conversation.facts import FactStatus
from conversation.owner import Owner
from conversation.payloads.findings import Fact
from conversation.words import Words
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.conversations.recorder import SYSTEM, Recorder, by
from front_door.conversations.sentences import Sentences

LOOKED_AT = "area_status"
"""The fact that says the area's network was looked at, and told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """As the account's network status tells it."""

    zip_code: str
    until: datetime | None


def outage_in(account: Mapping[str, object]) -> Outage | None:
    """The outage at the customer's address; None where there is none, or nobody tells."""
    network = account.get("network")
    if not isinstance(network, dict) or network.get("status") != "outage":
        return None
    events = network.get("events")
    ends = [
        event.get("expected_end_at")
        for event in (events if isinstance(events, list) else [])
        if isinstance(event, dict) and event.get("kind") == "outage"
    ]
    until = next((_moment(end) for end in ends if isinstance(end, str)), None)
    return Outage(zip_code=str(network.get("zip_code", "")), until=until)


class OutageNotices:
    """Tells a customer once, and remembers the market for those who come after."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        sentences: Sentences,
        continuity: CurrentContinuity,
        clock: Callable[[], datetime],
    ) -> None:
        self._recorder = recorder
        self._sentences = sentences
        self._continuity = continuity
        self._clock = clock

    async def tell(self, conversation_id: str, outage: Outage, zone: ZoneInfo) -> None:
        """Unless the conversation has it already; `zone` is the team's clock.

        Raises:
            LedgerError: it could not be told.
        """
        self._continuity.note_outage(outage.zip_code, outage.until)
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.owner is not Owner.QUEUE or LOOKED_AT in state.facts:
                return
            told = self._sentences.outage(state, outage.until, zone, self._clock())
            status = Words.load("en").name("area_status", "outage")
            known = Fact(name=LOOKED_AT, value=status, status=FactStatus.OBSERVED, source="carrier")
            await self._recorder.append(live, by(SYSTEM, told, known), expect_owner=Owner.QUEUE)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
