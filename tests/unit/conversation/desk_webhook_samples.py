"""Test data for what passes between us and another desk."""

from __future__ import annotations

from samples import AT, CONVERSATION, DESK_FACT, LINE, PACKET

from conversation import desk_webhook as hook
from conversation.shape import Shape

HEAD = hook.CaseHead(
    conversation_id=CONVERSATION, reference="R-1", owner="agent", agent_id="noor_7", agent_name="Noor Abadi"
)
NOOR = hook.OtherAgent(id="noor_7", name="Noor Abadi", title="Care agent")
CASE_MESSAGES: list[Shape] = [
    hook.CaseOpened(case=HEAD, seq=4, packet=PACKET, transcript=[LINE]),
    hook.CaseLine(case=HEAD, seq=5, line=LINE, by="noor_7"),
    hook.CaseMoved(case=HEAD, seq=6, line=LINE, by="noor_7", packet=PACKET),
    hook.CaseClosed(case=HEAD, seq=7, line=LINE, by="noor_7", packet=PACKET),
    hook.CaseBlanked(case=HEAD, seq=8, target=5, line=LINE),
]
DESK_MESSAGES: list[Shape] = [
    hook.CaseClaimed(conversation_id=CONVERSATION, agent=NOOR),
    hook.CaseReplied(conversation_id=CONVERSATION, agent=NOOR, text="Hello"),
    hook.CaseNoted(conversation_id=CONVERSATION, agent=NOOR, text="Wants it back"),
    hook.CaseReturned(conversation_id=CONVERSATION, agent=NOOR, to="assistant", learnt=[DESK_FACT], note="n"),
    hook.CaseParked(conversation_id=CONVERSATION, agent=NOOR, promise="A credit", due_at=AT),
    hook.CaseResolved(conversation_id=CONVERSATION, agent=NOOR, code="fixed", note="n"),
    hook.DeskStaffed(available=3, busy=1),
]
WEBHOOK_SHAPES: list[Shape] = [HEAD, NOOR, *CASE_MESSAGES, *DESK_MESSAGES]
