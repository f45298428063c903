"""Random journeys through both sides of the door: whatever people do, the rules hold."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversation.care import Care
from conversation.channel import Channel
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.owner import LEGAL_MOVES, IllegalMove, Owner
from conversation.payloads.owners import LearntAtDesk, OwnerChanged
from conversation.payloads.turns import Turn
from front_door.assistants.assistant import AssistantUnavailable, Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.conversations.folding import fold
from front_door.conversations.state import ConversationState
from front_door.conversations.turns import IncomingTurn, Opening, TurnRefused
from front_door.ledger.port import OwnerConflict
from front_door.parts import build_parts
from tests.fakes.front_door import MAYA, OMAR, settings_in

AGENTS = st.sampled_from([MAYA, OMAR])
WORDS = st.sampled_from(
    [
        "hello",
        "a person please",
        "this is ridiculous, useless",
        "my area is 55401",
        "612 555 0142",
        "4111 1111 1111 1111",
        "",
        "1",
        "my team",
    ]
)
STEPS = st.one_of(
    st.tuples(st.just("say"), WORDS),
    st.tuples(st.just("prefer"), st.sampled_from(["assistant", "team"])),
    st.tuples(st.just("leave"), st.sampled_from(["612 555 0142", "nonsense"])),
    st.tuples(st.just("end")),
    st.tuples(st.just("fail")),
    st.tuples(st.just("claim"), AGENTS),
    st.tuples(st.just("reply"), AGENTS),
    st.tuples(st.just("transfer"), AGENTS, st.sampled_from([None, MAYA, OMAR])),
    st.tuples(st.just("hand_back"), AGENTS),
    st.tuples(st.just("park"), AGENTS),
    st.tuples(st.just("resolve"), AGENTS),
)


async def script(turn):
    care = Care()
    if "person" in turn.text:
        care = Care(handoff=HandoffRequest(reason=HandoffReason.ASKED_FOR_PERSON))
    elif "55401" in turn.text:
        care = Care(facts=[LearntFact(name="area", value="55401")])
    return answer(turn, Reply(text=f"Answer to {turn.turn_id}", care=care))


class Journey:
    """One customer's way, over as many linked conversations as it takes."""

    def __init__(self, folder: Path) -> None:
        self.assistant = ScriptedAssistant(script)
        self.parts = build_parts(settings_in(folder, assistant_patience_s=0.05), assistant=self.assistant)
        self.conversations = self.parts.conversations
        self.sent: dict[str, str] = {}
        self.ids: list[str] = []

    async def run(self, steps) -> None:
        self.parts.store.start()
        try:
            state = await self.conversations.open(Opening(channel=Channel.WEB_CHAT))
            self.ids.append(state.conversation_id)
            for number, step in enumerate(steps):
                try:
                    await self._do(number, *step)
                except (OwnerConflict, IllegalMove, TurnRefused):
                    pass
            for conversation_id in self.ids:
                await self._check(conversation_id)
            await self._check_turns()
        finally:
            await self.parts.tasks.drain(5)
            self.parts.store.close()

    async def _do(self, number: int, what: str, *args) -> None:  # noqa: C901 - one line a step
        door, here = self.conversations, self.ids[-1]
        match what:
            case "say":
                turn = IncomingTurn(client_id=f"t{number}", text=args[0])
                accepted = await door.customer_turn(here, turn)
                self.sent[turn.client_id] = accepted.conversation_id
                if accepted.conversation_id not in self.ids:
                    self.ids.append(accepted.conversation_id)
                again = await door.customer_turn(here, turn)
                assert (again.seq, again.turn_id, again.repeated) == (accepted.seq, accepted.turn_id, True)
                await door.answered(accepted.conversation_id, accepted.turn_id)
            case "prefer":
                await door.prefer(here, args[0])
            case "leave":
                await door.leave_number(here, args[0])
            case "end":
                await door.end(here)
            case "fail":
                self.assistant.failures.append(AssistantUnavailable("unreachable"))
            case "claim":
                await door.claim(here, args[0])
            case "reply":
                await door.agent_reply(here, args[0], f"r{number}", "An agent's answer")
            case "transfer":
                await door.transfer(here, args[0], args[1], "note")
            case "hand_back":
                await door.hand_back(here, args[0], [LearntAtDesk(name="device", value="Pixel")], "note")
            case "park":
                await door.park(here, args[0], "call back", None)
            case "resolve":
                await door.resolve(here, args[0], "solved", "")

    async def _check(self, conversation_id: str) -> None:
        events = await self.parts.ledger.events(conversation_id)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        public = [event.public_seq for event in events if event.public_seq is not None]
        assert public == list(range(1, len(public) + 1))
        owner = Owner.ASSISTANT
        for event in events:
            if isinstance(event.payload, OwnerChanged):
                assert event.payload.before is owner
                assert (owner, event.payload.after) in LEGAL_MOVES
                owner = event.payload.after
        row = await self.parts.ledger.conversation(conversation_id)
        assert row.owner is owner
        state = await self.conversations.state(conversation_id)
        assert fold(events) == state
        assert "4111 1111" not in "".join(event.model_dump_json() for event in events)
        await self._check_packet(conversation_id, state)

    async def _check_packet(self, conversation_id: str, state: ConversationState) -> None:
        packet = await self.conversations.packet(conversation_id)
        in_packet = {fact.name: fact.value for fact in packet.facts}
        for name, fact in state.facts.items():
            assert in_packet.get(name) == fact.value
        assert packet.conversation.owner is state.owner

    async def _check_turns(self) -> None:
        """Each accepted turn is there once, and no reply answers a turn twice."""
        for client_id, conversation_id in self.sent.items():
            events = await self.parts.ledger.events(conversation_id)
            turns = [e for e in events if isinstance(e.payload, Turn) and e.payload.client_id == client_id]
            assert len(turns) == 1
            said = [
                event
                for event in events
                if event.payload.kind == "reply"
                and event.payload.text == f"Answer to {turns[0].payload.turn_id}"
            ]
            assert len(said) <= 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=25))
def test_whatever_people_do_the_owner_machine_and_the_numbering_hold(steps):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(Journey(Path(folder)).run(steps))
