"""Rasa's REST shape: what comes in, and replies as its messages, whole for whoever shows their text alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from conversation.care import Link, TableCard, TableRow
from conversation.client_frames import MAX_TEXT
from conversation.events import Event
from conversation.owner import Owner
from conversation.payloads.turns import Reply

LONGEST_SENDER = 200


class Recognition(BaseModel):
    """How sure a recogniser is of the words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    confidence: float | None = Field(default=None, ge=0, le=1)
    alternatives: list[Annotated[str, StringConstraints(max_length=MAX_TEXT)]] = Field(
        default=[], max_length=10
    )


class RestMetadata(BaseModel):
    """The keys of Rasa's `metadata` that mean something here; others are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    message_id: str | None = Field(default=None, min_length=1, max_length=64)
    recognition: Recognition | None = None
    language: str | None = Field(default=None, min_length=2, max_length=35)
    claimed_number: str | None = Field(default=None, max_length=40)
    """Of the first message: the number the customer writes or calls from."""


class RestTurn(BaseModel):
    """One message of a sender."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sender: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_SENDER)]
    message: str = Field(max_length=MAX_TEXT)
    metadata: RestMetadata | None = None


def rest_message(
    sender: str, event: Event, reply: Reply, owner: Owner, *, reached_at: str = ""
) -> dict[str, object]:
    """A reply as Rasa would send it; its table, links and choices stand in the text too.

    Whoever shows the text has no page of ours around it: a link of ours is whole, begun with `reached_at`, or
    left out.
    """
    links = [whole for link in reply.links if (whole := _whole(link, reached_at))]
    custom: dict[str, object] = {
        "seq": event.public_seq,
        "author": event.author.role.value,
        "owner": owner.value,
        "expects": reply.expects,
        "spoken": reply.spoken,
        "links": [link.to_json() for link in links],
        "card": reply.card.to_json() if reply.card else None,
    }
    message: dict[str, object] = {
        "recipient_id": sender,
        "text": _whole_text(reply, links),
        "custom": {key: value for key, value in custom.items() if value not in (None, [])},
    }
    if reply.choices:
        message["buttons"] = [{"title": choice.title, "payload": choice.payload} for choice in reply.choices]
    return message


def _whole(link: Link, reached_at: str) -> Link | None:
    if not link.url.startswith("/"):
        return link
    return link.model_copy(update={"url": f"{reached_at}{link.url}"}) if reached_at else None


def _whole_text(reply: Reply, links: list[Link]) -> str:
    lines = [_row(reply.card, row) for row in _rows(reply.card)] if isinstance(reply.card, TableCard) else []
    lines += [f"{link.title}: {link.url}" for link in links]
    lines += [f"{place}) {choice.title}" for place, choice in enumerate(reply.choices, start=1)]
    return "\n".join([reply.text, *lines])


def _rows(card: TableCard) -> list[TableRow]:
    return [*card.rows, card.total] if card.total else card.rows


def _row(card: TableCard, row: TableRow) -> str:
    """`Plan: June $40.00, July $55.00, Change +$15.00`; the first column is the row's own label."""
    values = zip(card.columns[1:], (row.before, row.after, row.difference), strict=False)
    told = ", ".join(f"{column} {value}" for column, value in values if value is not None)
    return f"- {row.label}: {told}" if told else f"- {row.label}"
