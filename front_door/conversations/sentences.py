"""What the front door says itself, as replies: words by key, choices with ids it issues."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from conversation.care import Choice
from conversation.channel import Door
from conversation.payloads.turns import IssuedChoice, Reply, Turn
from conversation.times import told_moment, zone_of
from conversation.words import Words
from front_door.conversations.state import ConversationState
from front_door.conversations.wait import Wait, spoken_wait

DOOR_ASSISTANT = "door:assistant"
DOOR_TEAM = "door:team"
"""Payloads of the two doors; they never go down to the assistant."""


class Sentences:
    """Says the least used wording of a key in a conversation's language."""

    def __init__(self, carrier: str) -> None:
        self._carrier = carrier

    def reply(
        self,
        state: ConversationState,
        key: str,
        *,
        turn: Turn | None = None,
        last: bool = True,
        choices: Sequence[IssuedChoice] = (),
        **values: object,
    ) -> Reply:
        """One reply; with `turn` it answers that turn and, if `last`, closes it."""
        text = Words.load(state.spoken_to_in).say(
            key, used=state.said, carrier=self._carrier, reference=state.reference, **values
        )
        return Reply(
            text=text,
            turn_id=turn.turn_id if turn else None,
            client_id=turn.client_id if turn else None,
            last=last,
            choices=list(choices),
        )

    def outage(
        self, state: ConversationState, until: datetime | None, otherwise: ZoneInfo, now: datetime
    ) -> Reply:
        """A known outage and its end, on the customer's clock (`otherwise` where no device told one)."""
        if until is None:
            return self.reply(state, "outage_known_open")
        words = Words.load(state.spoken_to_in)
        moment = told_moment(until, zone_of(state.time_zone, otherwise), now=now, words=words)
        return self.reply(state, "outage_known", until=moment)

    def acknowledgements(self, state: ConversationState, turns: Iterable[Turn]) -> list[Reply]:
        """One short reply to each turn that goes to the team unanswered."""
        used = Counter(state.said)
        replies = []
        for turn in turns:
            text = Words.load(state.spoken_to_in).say("queue_noted", used=used)
            used[text] += 1
            replies.append(Reply(text=text, turn_id=turn.turn_id, client_id=turn.client_id))
        return replies

    def greeting(self, language: str, wait: Wait, door: Door | None = None, *, call: bool = False) -> Reply:
        """The first reply of a conversation: automated, both doors, today's wait.

        With a `door` that is remembered, its own greeting, and the other door.
        """
        words = Words.load(language)
        doors = [
            issue(DOOR_ASSISTANT, words.say("door_assistant")),
            issue(DOOR_TEAM, words.say("door_team")),
        ]
        key = wait_key("greeting", wait, nobody="closed", at_once="no_wait")
        if door == "assistant":
            key, doors = "greeting_assistant", doors[1:]
        elif door == "team":
            stem = "voice_people" if call else "greeting_people"
            key, doors = wait_key(stem, wait, nobody="closed", at_once="no_wait"), doors[:1]
        text = words.say(key, carrier=self._carrier, wait=self.wait(language, wait))
        return Reply(text=text, choices=doors)

    def wait(self, language: str, wait: Wait) -> str | None:
        """The wait in words; None while nobody is signed in."""
        return None if wait.minutes is None else spoken_wait(wait.minutes, Words.load(language))

    def doing(self, language: str, key: str, turn_id: str) -> str:
        """What the assistant is doing, while it takes longer; varies from turn to turn."""
        variants = Words.load(language).sayings[key]
        return variants[sum(turn_id.encode()) % len(variants)]


def issue(payload: str, title: str) -> IssuedChoice:
    """A choice with an id of its own: what goes down later is what was issued, never what a client says."""
    return IssuedChoice(id=secrets.token_urlsafe(6), title=title, payload=payload)


def issue_all(choices: Sequence[Choice]) -> list[IssuedChoice]:
    """Choices of the assistant, whose `id` is the payload."""
    return [issue(choice.id, choice.title) for choice in choices]


def wait_key(stem: str, wait: Wait, *, nobody: str, at_once: str) -> str:
    """The key that fits the wait."""
    if wait.minutes is None:
        return f"{stem}_{nobody}"
    return f"{stem}_{at_once}" if wait.minutes == 0 else f"{stem}_wait"
