"""Whole conversations as files: what the customer says, what must come back, what the agent must know."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Strict(BaseModel):
    """Unknown keys in a scenario are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(Strict):
    """What must be so after a line. Texts match without case; `a | b` means either."""

    reply_contains: list[str] = []
    absent: list[str] = []
    """Texts that must stand in no reply to this line."""
    said_once: list[str] = []
    """Texts that stand in exactly one reply of the whole conversation so far."""
    choices: list[str] = []
    expects: str | None = None
    owner: str | None = None
    card: Literal["table", "step", "amount"] | None = None
    facts: dict[str, str] = {}
    """In the packet now; `a | b` and `*` (any value)."""
    no_facts: list[str] = []
    steps: dict[str, str] = {}
    handoff: str | None = None
    intent: str | None = None
    verified: int | None = None


class Recognition(Strict):
    """How a recogniser heard a line."""

    confidence: float
    alternatives: list[str] = []


class Line(Strict):
    """One thing that happens; without any, all that was said so far is looked at."""

    customer: str | None = None
    times: int = 1
    """How often the words are written one after the other, for very long turns."""
    refused: str | None = None
    """The problem the turn gets in place of a reply."""
    recognition: Recognition | None = None
    """The line was spoken, and recognised so."""
    choose: str | None = None
    """Title of a choice, or `#1` for the first of the newest reply that offers any."""
    prefer: Literal["assistant", "team"] | None = None
    number: str | None = None
    reload: bool | None = None
    another: bool | None = None
    """The same customer writes from another device: on REST, as another sender."""
    end: bool | None = None
    agent: Literal["claim", "hand_back", "resolve", "to_queue", "reconnect"] | None = None
    agent_says: str | None = None
    note: str | None = None
    down: Literal["carrier", "actions", "assistant", "front_door"] | None = None
    up: Literal["carrier", "actions", "assistant", "front_door"] | None = None
    paid: bool | None = None
    """The customer pays the open request on the phone."""
    learnt: dict[str, str] = {}
    expect: Expect | None = None


class Packet(Strict):
    """What the agent's packet must hold at the end."""

    facts: dict[str, str] = {}
    steps: dict[str, str] = {}
    do_not_ask: list[str] = []
    handoff: str | None = None
    intent: str | None = None
    verification: int | None = None
    wants: str | None = None
    promises: int | None = None
    mood: str | None = None
    language: str | None = None
    absent: list[str] = []
    """Texts that must not stand anywhere in the packet."""


class Kind(StrEnum):
    """What a scenario proves; each topic has one of every kind but `other`."""

    HAPPY = "happy"
    CORRECTION = "correction"
    CHANGE_OF_MIND = "change_of_mind"
    PERSON_INSIDE_FORM = "person_inside_form"
    PERSON_INSIDE_GUIDE = "person_inside_guide"
    """Only where guides are walked."""
    CARRIER_DOWN = "carrier_down"
    ACTIONS_DOWN = "actions_down"
    ASSISTANT_DOWN = "assistant_down"
    FRONT_DOOR_RESTARTED = "front_door_restarted"
    OTHER = "other"


class Scenario(Strict):
    """One file."""

    kind: Kind = Kind.OTHER
    policy: list[str] = []
    """Lines of docs/policy.md that this proves."""
    title: Annotated[str, StringConstraints(min_length=10)]
    story: str | None = None
    """Words of a demo customer's story: gives {phone}, {pin}, {name}, {customer_id}, {pin_words} (the PIN as
    people say it) and {wrong_pin}; {code}, {code_words} and {wrong_code} of the newest text on the first line."""
    channel: Literal["web_chat", "rest"] = "web_chat"
    signed_in: bool = False
    claimed_number: str | None = None
    """The number the customer's device says it is, such as the one a call comes from."""
    offers: list[str] | None = None
    """What the carrier offers besides the required operations; it lists them unless there are none."""
    agent: bool = False
    """Whether an agent is at the desk from the start."""
    lines: Annotated[list[Line], Field(min_length=1)]
    packet: Packet | None = None


def load(path: Path) -> Scenario:
    """One scenario file.

    Raises:
        pydantic.ValidationError: with the place of the mistake.
    """
    return Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
