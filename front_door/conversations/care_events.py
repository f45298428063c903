"""The assistant's `care` as ledger events: what was learnt, tried, shown and promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conversation.care import CallbackWish, Care
from conversation.channel import Door
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffRequest
from conversation.payloads.findings import Fact, Promised, Rejected, Shown, Step, Understood, Verified
from conversation.payloads.payload import Payload
from conversation.payloads.turns import Reply as ReplyEvent
from front_door.assistants.assistant import Answer, Reply
from front_door.conversations.sentences import issue_all
from front_door.conversations.state import TurnInLedger

PROOF_FACT = "verification"
WITHDRAWN = "withdrawn"
"""The method of a proof that holds no more."""
CALL_FACT = "callback_number"
"""The number to call back, as a fact beside the handoff."""
READ = frozenset({FactStatus.OBSERVED, FactStatus.PROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer sorted: what is known now, what the customer is told, and whether it hands off."""

    learnt: Sequence[Payload]
    """Holds whether or not the customer is told."""
    replies: Sequence[ReplyEvent]
    told: Sequence[Payload]
    """Holds only when the replies were said."""
    handoff: HandoffRequest | None
    call_back: str | None = None
    """The number the team is to call, left with the handoff."""
    callback: CallbackWish | None = None
    """A call at a booked time: the front door books, and says so."""
    prefers: Door | None = None
    """The customer's lasting choice, said in this turn."""


def told_by(answer: Answer, placed: TurnInLedger) -> Told:
    """Sort an answer to a turn."""
    cares = [reply.care for reply in answer.replies]
    spoken = [reply for reply in answer.replies if reply.text]
    return Told(
        learnt=[*_understood(answer, placed), *_learnt(cares, placed.public_seq)],
        replies=[
            _reply(reply, placed, last=place == len(spoken)) for place, reply in enumerate(spoken, start=1)
        ],
        told=list(_told(cares, placed.public_seq)),
        handoff=next((care.handoff for care in cares if care.handoff is not None), None),
        call_back=_call_back(cares),
        callback=next((care.callback for care in cares if care.callback is not None), None),
        prefers=next((care.prefers for care in cares if care.prefers is not None), None),
    )


def _call_back(cares: Iterable[Care]) -> str | None:
    """A number given with the wish to be called; only beside a handoff it is one to call."""
    numbers = [fact.value for care in cares for fact in care.facts if fact.name == CALL_FACT]
    return numbers[-1] if numbers else None


def _understood(answer: Answer, placed: TurnInLedger) -> list[Understood]:
    ranking = answer.intent_ranking
    if not ranking:
        return [
            Understood(turn_id=placed.turn.turn_id, turn=placed.public_seq, intent="unknown", confidence=0.0)
        ]
    runner_up = ranking[1] if len(ranking) > 1 else None
    return [
        Understood(
            turn_id=placed.turn.turn_id,
            turn=placed.public_seq,
            intent=ranking[0].name,
            confidence=ranking[0].confidence,
            runner_up=runner_up.name if runner_up else None,
            runner_up_confidence=runner_up.confidence if runner_up else None,
            active_loop=answer.active_loop,
        )
    ]


def _reply(reply: Reply, placed: TurnInLedger, *, last: bool) -> ReplyEvent:
    care = reply.care
    return ReplyEvent(
        turn_id=placed.turn.turn_id,
        client_id=placed.turn.client_id,
        last=last,
        text=reply.text,
        spoken=care.spoken,
        choices=issue_all(care.choices),
        expects=care.expects,
        asks=care.asks,
        links=care.links,
        card=care.card,
    )


def _learnt(cares: Iterable[Care], turn: int) -> Iterable[Payload]:
    for care in cares:
        for fact in care.facts:
            yield _fact(fact, turn)
        if (proof := _proof(care.facts)) is not None:
            yield proof
        for step in care.steps:
            yield Step(guide=step.guide, step=step.step, title=step.title, result=step.result, turn=turn)
        for article in care.rejected:
            yield Rejected(article=article, turn=turn)


def _told(cares: Iterable[Care], turn: int) -> Iterable[Payload]:
    for care in cares:
        for article in care.shown:
            yield Shown(article=article, turn=turn)
        for promise in care.promises:
            yield Promised(what=promise.what, due_at=promise.due_at, matter=promise.matter, turn=turn)


def _fact(fact: LearntFact, turn: int) -> Fact:
    return Fact(
        name=fact.name,
        value=fact.value,
        status=fact.status,
        source="carrier" if fact.status in READ else "customer",
        turn=turn,
        confidence=fact.confidence,
        expires_at=fact.expires_at,
    )


def _proof(facts: Sequence[LearntFact]) -> Verified | None:
    """The assistant's proof mirrored: the method and its expiry, beside who the customer is.

    A proof that was taken back is level 0: from here on nobody is proved.
    """
    newest = next((fact for fact in reversed(facts) if fact.name == PROOF_FACT), None)
    if newest is not None and newest.status is FactStatus.RETRACTED:
        return Verified(customer_id="", level=0, method=WITHDRAWN)
    named = {fact.name: fact for fact in facts if fact.status is not FactStatus.RETRACTED}
    proof, customer = named.get(PROOF_FACT), named.get("customer_id")
    if proof is None or customer is None:
        return None
    line = named.get("line_id")
    return Verified(
        customer_id=customer.value,
        line_id=line.value if line else None,
        level=2 if proof.status is FactStatus.PROVED else 1,
        method=proof.value,
        expires_at=proof.expires_at,
    )
