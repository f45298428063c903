"""Ledger events and hub notices as the frames a customer's device gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conversation.callbacks import Callback, Standing
from conversation.care import Choice, Link
from conversation.events import Event, Role
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackEvent
from conversation.payloads.customer import Preferred
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.routed import Routed
from conversation.payloads.turns import IssuedChoice, Reply, Turn
from conversation.server_frames import (
    AgentFace,
    Blanked,
    CallbackNotice,
    DoorKept,
    ReplyFrame,
    SeenNotice,
    ServerFrame,
    Slots,
    StateChanged,
    TeamFaces,
    TurnFrame,
    TypingNotice,
    Waiting,
)
from conversation.words import Words
from front_door.conversations.callback_slots import Offer
from front_door.conversations.hub import (
    AgentSeen,
    AgentTyping,
    Appended,
    AssistantTyping,
    CallMoved,
    Continued,
    CustomerSeen,
    CustomerTyping,
    Item,
    OfferChanged,
    OfferMissed,
    WaitingChanged,
    WordsBlanked,
)

Faces = Callable[[str, str | None], AgentFace]
"""An agent's face by id and name; agents without a photo keep their name."""

Teams = Callable[[str], TeamFaces | None]
"""A team by its name; None for one that is not in the organisation."""


OFFERED_FROM_MINUTES = 2
"""A call instead of waiting is proposed from this wait on; asked for, it can be booked at any time."""


def waiting_at(place: int, minutes: int | None) -> Waiting:
    """Place and wait, with what can be had instead."""
    return Waiting(
        place=place,
        minutes=minutes,
        number_offered=minutes is None,
        callback_offered=minutes is None or minutes >= OFFERED_FROM_MINUTES,
    )


def choices_of(issued: list[IssuedChoice]) -> list[Choice]:
    """Issued choices without what they stand for."""
    return [Choice(id=choice.id, title=choice.title) for choice in issued]


def frame_of_event(event: Event, faces: Faces) -> TurnFrame | ReplyFrame | StateChanged | None:
    """The frame of a public event, None for the ledger's internal kinds."""
    if event.public_seq is None:
        return None
    match event.payload:
        case Turn() as turn:
            return TurnFrame.model_construct(
                type="turn",
                seq=event.public_seq,
                author="customer",
                client_id=turn.client_id,
                text=turn.text,
                choice_id=turn.choice_id,
                at=event.at,
            )
        case Reply() as reply:
            return _reply(event, event.public_seq, reply, faces)
        case OwnerChanged() as move:
            held = move.after is Owner.AGENT and move.agent_id is not None
            return StateChanged(
                seq=event.public_seq,
                owner=move.after,
                agent=faces(move.agent_id, move.agent_name) if held and move.agent_id else None,
                at=event.at,
            )
        case _:
            return None


def slots_of(offer: Offer) -> Slots:
    """What a customer may book, as the device shows it."""
    return Slots(
        team=offer.book.team.name,
        time_zone=offer.book.zone.key,
        at=[slot.at for slot in offer.slots()],
        number=offer.number,
        consent=Words.load(offer.language).labels["call_consent"]["text"],
    )


def callback_of(callback: Callback, links: Sequence[Link]) -> CallbackNotice:
    """A booked call as the device shows it."""
    return CallbackNotice(
        standing=callback.standing,
        at=callback.due_at,
        number=callback.number,
        team=callback.team,
        time_zone=callback.time_zone,
        tries=callback.tries,
        links=list(links) if callback.is_open or callback.standing is Standing.NOT_REACHED else [],
    )


def is_callback(item: Item) -> bool:
    """Whether something happened to a callback."""
    return isinstance(item, Appended) and isinstance(item.event.payload, CallbackEvent)


def _reply(event: Event, seq: int, reply: Reply, faces: Faces) -> ReplyFrame:
    author = event.author
    agent = faces(author.id, author.name) if author.role is Role.AGENT and author.id else None
    return ReplyFrame.model_construct(
        type="reply",
        seq=seq,
        author=author.role.value,
        agent=agent,
        client_id=None if author.role is Role.AGENT else reply.client_id,
        last=reply.last,
        text=reply.text,
        spoken=reply.spoken,
        choices=choices_of(reply.choices),
        expects=reply.expects,
        links=reply.links,
        card=reply.card,
        voiced=reply.voiced,
        at=event.at,
    )


def _appended(event: Event, faces: Faces, teams: Teams, after: int) -> ServerFrame | None:
    match event.payload:
        case Preferred(door=door, lasting=True):
            return DoorKept(door=door)
        case Routed(team=team):
            return teams(team)
        case _:
            return frame_of_event(event, faces) if (event.public_seq or 0) > after else None


def frame_of_item(item: Item, faces: Faces, teams: Teams, *, after: int) -> ServerFrame | None:
    """The frame of something published, None when it is not for the customer or came before `after`."""
    match item:
        case Appended(event=event):
            return _appended(event, faces, teams, after)
        case AssistantTyping(doing=doing):
            return TypingNotice(author="assistant", doing=doing)
        case AgentTyping():
            return TypingNotice(author="agent")
        case AgentSeen(seq=seq):
            return SeenNotice(seq=seq)
        case WaitingChanged(place=place, minutes=minutes):
            return waiting_at(place, minutes)
        case WordsBlanked(seq=seq, text=text):
            return Blanked(seq=seq, text=text)
        case CustomerTyping() | CustomerSeen() | Continued() | OfferChanged() | OfferMissed() | CallMoved():
            return None
