"""Everything an agent holds goes to somebody else at once: the queue, or the colleague of the next shift."""

from __future__ import annotations

from conversation.desk_protocol import Done
from conversation.desk_requests import HandOver, Transfer
from front_door.desk_console.connection import Connection
from front_door.desk_console.errors import RequestRefused
from front_door.desk_console.inbox import Inbox
from front_door.desk_console.moves import Moves
from front_door.desk_console.refusals import Refusals


class ShiftChange:
    """Each case is one transfer of its own, so nothing is lost when one fails."""

    def __init__(self, *, moves: Moves, inbox: Inbox, refusals: Refusals) -> None:
        self._moves = moves
        self._inbox = inbox
        self._refusals = refusals

    async def hand_over(self, page: Connection, frame: HandOver) -> Done:
        """All of them.

        Raises:
            RequestRefused: nobody can take them, or some could not be passed on; the others were.
        """
        held = self._inbox.held_by_agent(page.agent.agent_id)
        failed = 0
        for conversation_id in held:
            move = Transfer(
                request_id=frame.request_id,
                conversation_id=conversation_id,
                to=frame.to,
                agent_id=frame.agent_id,
                note=frame.note,
            )
            try:
                await self._moves.make(page, move)
            except RequestRefused as refused:
                if refused.code in ("unknown_agent", "agent_offline", "illegal_move"):
                    raise
                failed += 1
        if failed:
            raise self._refusals.plain("unavailable", "not_all_handed_over", left=str(failed))
        return Done(request_id=frame.request_id)
