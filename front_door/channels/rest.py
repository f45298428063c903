"""`/webhooks/rest/webhook`: Rasa's REST shape, a channel like any other, for trusted peers."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter, OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from aiohttp import web
from pydantic import ValidationError

from conversation.channel import Channel
from conversation.events import Event, Role
from conversation.payloads.turns import Reply, Turn
from conversation.words import Words
from front_door.channels.addresses import OwnMachine
from front_door.channels.rest_shapes import Recognition, RestMetadata, RestTurn, rest_message
from front_door.conversations.conversations import Conversations
from front_door.conversations.intake import phone_number
from front_door.conversations.languages import language_of
from front_door.conversations.turns import Accepted, IncomingTurn, Opening, TurnRefused
from front_door.ledger.port import Ledger, LedgerUnavailable

ANSWERED_WITHIN_S = 30.0
"""The turn goes on after this; the next call brings what it said."""
KEPT = 2_000
Messages = list[dict[str, object]]


class RestChannel:
    """One conversation per sender."""

    def __init__(self, conversations: Conversations, ledger: Ledger, peers: OwnMachine) -> None:
        self._conversations = conversations
        self._ledger = ledger
        self._peers = peers
        self._given: OrderedDict[tuple[str, str], Messages] = OrderedDict()
        self._waiting: Counter[tuple[str, str]] = Counter()
        """Calls that still wait for their answer: theirs to give, nobody else's."""
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, request: web.Request) -> web.Response:
        """`{sender, message, metadata}` -> `[{recipient_id, text, buttons?, custom}]`."""
        if not self._peers.lets_in(request):
            return _problem(401, "unauthorized", "Only programs of this machine, or whoever bears the token.")
        if request.content_type != "application/json":
            return _problem(415, "not_json", "Send the message as application/json.")
        try:
            turn = RestTurn.model_validate_json(await request.read())
        except ValidationError as error:
            where = ", ".join(".".join(str(part) for part in item["loc"]) for item in error.errors())
            return _problem(
                422, "bad_request", f"Needs sender and message as texts; wrong: {where or 'body'}."
            )
        try:
            return web.json_response(await self.take(turn, reached_at=_origin(request)))
        except TurnRefused as refused:
            if refused.code == "empty_turn":
                return web.json_response([await self._asked_again(turn)])
            return _problem(422, refused.code, refused.text or "The message is refused.")
        except LedgerUnavailable:
            return _problem(503, "busy", "The message is not stored; send it again.")

    async def take(self, turn: RestTurn, *, reached_at: str = "") -> Messages:
        """Store the message and give what is there to be said; our own links begin with `reached_at`."""
        metadata = turn.metadata or RestMetadata()
        message_id = metadata.message_id or uuid.uuid4().hex
        given = self._given.get((turn.sender, message_id))
        if given is not None:
            return given
        key = (turn.sender, message_id)
        conversation_id = await self._conversation(turn.sender, metadata)
        self._waiting[key] += 1
        try:
            accepted = await self._conversations.customer_turn(
                conversation_id, _incoming(turn.message, message_id, metadata.recognition)
            )
            whole = await self._answered(accepted)
            messages = await self._collect(
                turn.sender, accepted, message_id, whole=whole, reached_at=reached_at
            )
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
        if whole:
            self._given[key] = messages
        while len(self._given) > KEPT:
            self._given.popitem(last=False)
        return messages

    async def _asked_again(self, turn: RestTurn) -> dict[str, object]:
        """The answer to a message without words, which is nobody's turn and stands in no ledger."""
        conversation_id = await self._conversation(turn.sender, turn.metadata or RestMetadata())
        state = await self._conversations.state(conversation_id)
        return {
            "recipient_id": turn.sender,
            "text": Words.load(state.language).say("empty"),
            "custom": {"author": Role.SYSTEM.value, "owner": state.owner.value},
        }

    async def _answered(self, accepted: Accepted) -> bool:
        """Wait for the answer; whether it is whole. What comes later is news of the next call."""
        try:
            async with asyncio.timeout(ANSWERED_WITHIN_S):
                await self._conversations.answered(accepted.conversation_id, accepted.turn_id)
        except TimeoutError:
            return False
        return True

    async def _conversation(self, sender: str, metadata: RestMetadata) -> str:
        lock = self._opening.setdefault(sender, asyncio.Lock())
        async with lock:
            row = await self._ledger.newest_of_sender(Channel.REST, sender)
            if row is not None:
                return row.conversation_id
            opening = Opening(
                channel=Channel.REST,
                sender=sender,
                language=language_of(metadata.language),
                claimed_number=phone_number(metadata.claimed_number or ""),
            )
            return (await self._conversations.open(opening)).conversation_id

    async def _collect(
        self, sender: str, accepted: Accepted, client_id: str, *, whole: bool, reached_at: str
    ) -> Messages:
        """What was said since the last call first, then the answer to this message."""
        conversation_id = accepted.conversation_id
        state = await self._conversations.state(conversation_id)
        events = await self._conversations.public_events(
            conversation_id, after=min(state.seen_up_to, accepted.seq)
        )
        late = await self._late(sender, conversation_id, events)
        since: list[tuple[Event, Reply]] = []
        answers: list[tuple[Event, Reply]] = []
        for event in events:
            reply = event.payload
            if not isinstance(reply, Reply):
                continue
            if reply.client_id == client_id and event.author.role is not Role.AGENT:
                answers.append((event, reply))
            elif (event.public_seq or 0) > state.seen_up_to and (
                _is_news(event, reply) or self._is_free(sender, reply, late, event)
            ):
                since.append((event, reply))
        told = [event.public_seq or 0 for event, _ in since]
        told += [event.public_seq or 0 for event, _ in answers if not whole or event.seq in late]
        if told:
            await self._conversations.customer_seen(conversation_id, max(told))
        return [
            rest_message(sender, event, reply, state.owner, reached_at=reached_at)
            for event, reply in [*since, *answers]
        ]

    def _is_free(self, sender: str, reply: Reply, late: frozenset[int], event: Event) -> bool:
        """Whether a late answer is nobody's to give: no call waits for it."""
        return event.seq in late and (sender, reply.client_id or "") not in self._waiting

    async def _late(self, sender: str, conversation_id: str, events: Sequence[Event]) -> frozenset[int]:
        """Ledger seqs of answers written after their own call had gone without them.

        Read from the times in the ledger, so that a restart changes nothing.
        """
        answers = [
            (event, event.payload.client_id)
            for event in events
            if isinstance(event.payload, Reply) and not _is_news(event, event.payload)
        ]
        if all((sender, client_id or "") in self._given for _, client_id in answers):
            return frozenset()
        asked = _asked_at(events)
        if not asked.keys() >= {client_id for _, client_id in answers}:
            asked = _asked_at(await self._conversations.public_events(conversation_id, after=0))
        limit = timedelta(seconds=ANSWERED_WITHIN_S)
        return frozenset(
            event.seq
            for event, client_id in answers
            if client_id in asked and event.at - asked[client_id] >= limit
        )


def _origin(request: web.Request) -> str:
    """Where the peer reached us; empty when it does not say."""
    return f"{request.scheme}://{request.host}" if request.headers.get("Host") else ""


def _is_news(event: Event, reply: Reply) -> bool:
    """Said without a message of this sender before it: greeting, agent."""
    return event.author.role is Role.AGENT or reply.client_id is None


def _asked_at(events: Sequence[Event]) -> dict[str | None, datetime]:
    """When each message was stored, by its id."""
    return {event.payload.client_id: event.at for event in events if isinstance(event.payload, Turn)}


def _incoming(message: str, message_id: str, recognition: Recognition | None) -> IncomingTurn:
    return IncomingTurn(
        client_id=message_id,
        text=message,
        confidence=recognition.confidence if recognition else None,
        alternatives=recognition.alternatives if recognition else (),
    )


def _problem(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
