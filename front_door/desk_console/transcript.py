"""Ledger events as lines of the desk's transcript."""

from __future__ import annotations

from conversation.desk_views import TranscriptItem
from conversation.events import Event, Role
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackMissed, CallbackTried, CallConsent
from conversation.payloads.calls import CallEnded, CallJoined, Phoned
from conversation.payloads.customer import NumberLeft, Rated
from conversation.payloads.findings import Fact, Promised, Step
from conversation.payloads.owners import Flagged, HandedBack, Noted, OwnerChanged, Resolved
from conversation.payloads.turns import Heard, Reply, Turn
from conversation.times import told_number
from conversation.words import Words
from desk.wording import DeskWords
from desk.wrap_up import wrap_up_codes


class TranscriptLines:
    """Turns events into lines; what an agent need not see becomes None."""

    def __init__(self, words: Words, desk_words: DeskWords) -> None:
        self._words = words
        self._desk = desk_words

    def line(self, event: Event) -> TranscriptItem | None:
        """The line for an event, or None."""
        payload = event.payload
        if isinstance(payload, Turn):
            return _item(
                event,
                "turn",
                payload.text,
                confidence=payload.confidence,
                mood=payload.mood,
                client_id=payload.client_id,
            )
        if isinstance(payload, Reply):
            return _item(
                event,
                "reply",
                payload.text,
                confidence=payload.confidence,
                voiced=payload.voiced,
                client_id=payload.client_id,
                choices=[choice.title for choice in payload.choices],
                card=payload.card,
            )
        if isinstance(payload, OwnerChanged):
            return _item(event, "owner_changed", self._move(event, payload))
        if isinstance(payload, Step):
            result = self._words.name("result", payload.result)
            title = payload.title or payload.step.replace("-", " ")
            return _item(event, "step", self._desk.step.format(title=title, result=result))
        return self._remark(event)

    def _remark(self, event: Event) -> TranscriptItem | None:
        payload = event.payload
        if isinstance(payload, Fact):
            label = self._words.label(payload.name)
            return _item(event, "fact", self._desk.fact.format(label=label, value=payload.value))
        if isinstance(payload, Phoned):
            return _item(event, "call", self._call(payload))
        if isinstance(payload, CallJoined | CallEnded):
            return _item(event, "call", self._desk.calls[payload.kind])
        text = self._note(event)
        return _item(event, "note", text) if text else None

    def _note(self, event: Event) -> str | None:
        payload = event.payload
        notes = self._desk.notes
        told: str | None = None
        more: str | None = None
        match payload:
            case Noted():
                told = payload.text
            case Flagged():
                told = notes["flagged"].format(article=payload.article, note=payload.note)
            case HandedBack():
                facts = "; ".join(f"{self._words.label(fact.name)}: {fact.value}" for fact in payload.learnt)
                told, more = (notes["learnt"].format(facts=facts) if facts else None), payload.note
            case Resolved():
                labels = {entry.code: entry.label for entry in wrap_up_codes()}
                told, more = (
                    notes["resolved"].format(code=labels.get(payload.code, payload.code)),
                    payload.note,
                )
            case NumberLeft():
                told = notes["number_left"].format(number=payload.number)
            case Promised():
                told = notes["promised"].format(what=payload.what)
            case Rated():
                told, more = notes["rated"].format(score=payload.score), payload.comment
            case _:
                told = self._of_call(event)
        return ". ".join(part for part in (told, more) if part) or None

    def _of_call(self, event: Event) -> str | None:
        notes = self._desk.notes
        match event.payload:
            case CallbackTried(outcome=outcome):
                return notes["callback_tried"].format(outcome=self._desk.outcomes[outcome])
            case CallbackMissed():
                return notes["callback_missed"]
            case Heard(words=words):
                return notes["heard" if words else "heard_nothing"].format(words=words)
            case CallConsent(number=number, given=False):
                return notes["callback_refused"].format(number=told_number(number))
            case _:
                return None

    def _call(self, phoned: Phoned) -> str:
        key = f"{phoned.moment}_{phoned.why}"
        line = self._desk.calls.get(key) or self._desk.calls[phoned.moment.value]
        return line.format(agent=phoned.agent_name or "")

    def _move(self, event: Event, move: OwnerChanged) -> str:
        by = event.author.name or ""
        line = self._desk.moves[_move_key(event.author.role, move)].format(agent=by, to=move.agent_name or by)
        shown_apart = move.after is Owner.ASSISTANT
        return f"{line}. {move.note}" if move.note and not shown_apart else line


def _move_key(role: Role, move: OwnerChanged) -> str:
    if move.why.startswith("callback_"):
        return move.why
    if role is Role.CUSTOMER and move.why != "number_left":
        keys = {
            Owner.ASSISTANT: "customer_assistant",
            Owner.QUEUE: "handoff" if move.before is Owner.ASSISTANT else "customer_queue",
            Owner.CLOSED: "customer_closed",
        }
        return keys.get(move.after, move.after.value)
    if move.why == "stepped_in":
        return "stepped_in"
    if move.why == "assigned":
        return "assigned" if move.after is Owner.AGENT else "assigned_queue"
    if role is Role.AGENT:
        keys = {
            Owner.ASSISTANT: "hand_back",
            Owner.QUEUE: "transfer_queue",
            Owner.AGENT: "transfer_agent" if move.before is Owner.AGENT else "claim",
            Owner.PARKED: "park",
            Owner.CLOSED: "resolved",
        }
        return keys[move.after]
    known = {"handoff", "number_left", "promise_due", "agent_gone"}
    return move.why if move.why in known else move.after.value


def _item(event: Event, kind: str, text: str, **more: object) -> TranscriptItem:
    return TranscriptItem.model_validate(
        {
            "seq": event.seq,
            "public_seq": event.public_seq,
            "at": event.at,
            "role": event.author.role,
            "name": event.author.name,
            "kind": kind,
            "text": text,
            **more,
        }
    )
