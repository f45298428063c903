"""An agent's frame to the part of the desk that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from conversation import desk_leading as lead
from conversation import desk_protocol as wire
from conversation import desk_requests as asked
from front_door.desk_console.calling import Calling
from front_door.desk_console.connection import Connection
from front_door.desk_console.drafts import DraftWatch
from front_door.desk_console.leading import Leading
from front_door.desk_console.looking import Looking
from front_door.desk_console.moves import Moves
from front_door.desk_console.phoning import Phoning
from front_door.desk_console.ports import DeskConversations
from front_door.desk_console.presence import Presence
from front_door.desk_console.refusals import FAILURES, Refusals
from front_door.desk_console.room import DeskRoom
from front_door.desk_console.shift_change import ShiftChange
from front_door.desk_console.suggesting import Suggesting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Requests:
    """Answers on the page's own connection."""

    room: DeskRoom
    moves: Moves
    leading: Leading
    shift_change: ShiftChange
    looking: Looking
    suggesting: Suggesting
    calling: Calling
    conversations: DeskConversations
    presence: Presence
    phoning: Phoning
    refusals: Refusals

    async def answer(self, page: Connection, drafts: DraftWatch, frame: asked.AgentFrame) -> None:  # noqa: C901
        """Do what the frame asks and send the answer.

        Raises:
            RequestRefused: with a code and a sentence; nothing was changed.
        """
        match frame:
            case (
                asked.Claim()
                | asked.AgentReply()
                | asked.Note()
                | asked.FlagArticle()
                | asked.Transfer()
                | asked.HandBack()
                | asked.Resolve()
                | asked.Park()
            ):
                page.send(await self.moves.make(page, frame))
            case asked.JoinCall() | asked.HangUpCall():
                page.send(await self._phone(page, frame))
            case asked.CallBack() | asked.CallOutcome() | asked.HandOver():
                page.send(await self._work(page, frame))
            case (
                lead.Oversee()
                | lead.StepIn()
                | lead.Assign()
                | lead.SetAgent()
                | lead.SetMode()
                | lead.SetSite()
                | lead.SetBanner()
            ):
                page.send(await self.leading.answer(page, frame))
            case asked.Search() | asked.ShowAccount() | asked.ShowEarlier() | asked.Suggest():
                page.send(await self._look(page, frame))
            case asked.Open():
                await self._open(page, frame)
            case asked.Shut():
                page.watches.pop(frame.conversation_id, None)
            case asked.Draft() | asked.Presence() | asked.AgentTyping() | asked.AgentSeen():
                await self._sign(page, drafts, frame)
            case _:
                assert_never(frame)

    async def _phone(
        self, page: Connection, frame: asked.JoinCall | asked.HangUpCall
    ) -> wire.VoiceReady | wire.Done:
        match frame:
            case asked.JoinCall():
                return await self.phoning.join(page.agent, frame)
            case asked.HangUpCall():
                return await self.phoning.hang_up(page.agent, frame)

    async def _work(
        self, page: Connection, frame: asked.CallBack | asked.CallOutcome | asked.HandOver
    ) -> wire.Dial | wire.Done:
        match frame:
            case asked.HandOver():
                return await self.shift_change.hand_over(page, frame)
            case asked.CallBack():
                return await self.calling.call(page.agent, frame)
            case asked.CallOutcome():
                return await self.calling.ended(page.agent, frame)

    async def _look(
        self,
        page: Connection,
        frame: asked.Search | asked.ShowAccount | asked.ShowEarlier | asked.Suggest,
    ) -> wire.SearchResults | wire.Account | wire.Earlier | wire.Suggestions:
        match frame:
            case asked.Search():
                return await self.looking.search(frame)
            case asked.ShowAccount():
                return await self.looking.account(page.agent, frame)
            case asked.ShowEarlier():
                return await self.looking.earlier(frame)
            case asked.Suggest():
                return await self.suggesting.suggest(frame)

    async def _open(self, page: Connection, frame: asked.Open) -> None:
        try:
            await self.room.show(page, frame.conversation_id, frame.request_id)
        except FAILURES as error:
            raise self.refusals.of(error, {}) from error

    async def _sign(
        self,
        page: Connection,
        drafts: DraftWatch,
        frame: asked.Draft | asked.Presence | asked.AgentTyping | asked.AgentSeen,
    ) -> None:
        """Signs are passing: when the conversation is somebody else's by now, they are dropped."""
        try:
            match frame:
                case asked.Draft():
                    drafts.put(frame)
                case asked.Presence():
                    if self.presence.choose(page.agent.agent_id, frame.state):
                        await self.room.agents_changed()
                case asked.AgentTyping():
                    await self.conversations.agent_typing(frame.conversation_id, page.agent)
                case asked.AgentSeen():
                    await self.conversations.agent_seen(frame.conversation_id, page.agent, frame.seq)
        except FAILURES:
            return
