"""The groups of the context packet, each a projection of the ledger's events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from conversation.context_packet import (
    AccountSnapshot,
    ConversationGroup,
    HandoffGroup,
    IntentGroup,
    IssueGroup,
    MoodAtTurn,
    MoodGroup,
    PromiseMade,
    ShownArticle,
    StepTried,
    TranscriptLine,
)
from conversation.events import Event
from conversation.facts import FactInForce
from conversation.glossary import as_written
from conversation.mood import mood_of, trend_of
from conversation.owner import Owner
from conversation.payloads.customer import ChannelChanged, Opened
from conversation.payloads.findings import Promised, Rejected, Shown, Step, Understood, Verified
from conversation.payloads.owners import HandedOff, OwnerChanged
from conversation.payloads.turns import Heard, Redacted, Redaction, Reply, Turn
from conversation.words import Words

Found = TypeVar("Found")

MATTERLESS = frozenset(
    {
        "greet", "goodbye", "thank", "affirm", "deny", "want_agent", "prefer_assistant", "repeat",
        "start_over", "correct", "wait_please", "dont_know", "never_mind", "small_talk", "insult",
        "ask_what_can_you_do", "ask_if_human", "out_of_scope", "inform_identity", "cannot_identify",
        "step_done", "step_failed", "step_worked", "already_done", "ask_where", "nlu_fallback",
        "ask_wait", "ask_why", "complain",
    }
)  # fmt: skip
"""Intents that steer the conversation and are no matter of their own."""

SURE_IN_QUESTION = 0.6
"""Probability that another matter needs while a question is open: an answer may sound like anything."""
LIKELY_BESIDE_PERSON = 0.1
"""Probability from which on the runner-up of a wish for a person says what the person is wanted for."""


def opened_of(events: Sequence[Event]) -> tuple[Event, Opened]:
    """The first event.

    Raises:
        ValueError: the events do not begin with `opened`.
    """
    if events and isinstance(events[0].payload, Opened):
        return events[0], events[0].payload
    message = "a conversation begins with an `opened` event"
    raise ValueError(message)


def owner_of(events: Sequence[Event]) -> Owner:
    """Who holds the conversation after these events."""
    owner = Owner.ASSISTANT
    for event in events:
        if isinstance(event.payload, OwnerChanged):
            owner = event.payload.after
    return owner


def conversation_group(events: Sequence[Event]) -> ConversationGroup:
    first, opened = opened_of(events)
    channels = [opened.channel]
    for event in events:
        if isinstance(event.payload, ChannelChanged) and event.payload.channel != channels[-1]:
            channels.append(event.payload.channel)
    return ConversationGroup(
        conversation_id=first.conversation_id,
        reference=opened.reference,
        channels=channels,
        language=language_of(events, opened),
        time_zone=opened.time_zone,
        opened_at=first.at,
        owner=owner_of(events),
        follows=opened.follows,
    )


def language_of(events: Sequence[Event], opened: Opened) -> str:
    """The language the customer turned to last; the one the device named where nothing else was seen."""
    said = (event.payload.language for event in reversed(events) if isinstance(event.payload, Turn))
    return next((language for language in said if language), opened.language)


def handoff_group(events: Sequence[Event]) -> HandoffGroup | None:
    for event in reversed(events):
        if isinstance(event.payload, HandedOff):
            payload = event.payload
            return HandoffGroup(
                reason=payload.reason,
                note=payload.note,
                trigger=payload.trigger,
                at=event.at,
                turn=payload.turn,
            )
    return None


def intent_group(events: Sequence[Event], words: Words) -> IntentGroup | None:
    """The newest intent that names a matter, else the newest of all.

    Words said to an open question, such as a step of a guide, name another matter only when it is sure.
    """
    understood = [event.payload for event in events if isinstance(event.payload, Understood)]
    asked = [None, *(item.active_loop for item in understood)]
    matters = [
        item
        for item, question in zip(understood, asked, strict=False)
        if item.intent not in MATTERLESS and (question is None or item.confidence >= SURE_IN_QUESTION)
    ]
    if not understood:
        return None
    chosen = (matters or understood)[-1]
    beside = chosen.runner_up
    likely = (chosen.runner_up_confidence or 0.0) >= LIKELY_BESIDE_PERSON
    if chosen.intent == "want_agent" and beside is not None and beside not in MATTERLESS and likely:
        # "Somebody in billing, please" names the matter besides the person.
        return IntentGroup(
            name=beside,
            label=words.matter(beside),
            confidence=round(chosen.runner_up_confidence or 0.0, 3),
            runner_up=chosen.intent,
            turn=chosen.turn,
        )
    return IntentGroup(
        name=chosen.intent,
        label=words.matter(chosen.intent),
        confidence=round(chosen.confidence, 3),
        runner_up=chosen.runner_up,
        turn=chosen.turn,
    )


def issue_group(events: Sequence[Event], intent: IntentGroup | None) -> IssueGroup | None:
    """The words in which the matter was first told; the first words at all when it is not clear."""
    turns = [(event, event.payload) for event in events if isinstance(event.payload, Turn)]
    if not turns:
        return None
    if intent is not None and intent.name not in MATTERLESS:
        first = next(
            (
                event.payload.turn
                for event in events
                if isinstance(event.payload, Understood) and event.payload.intent == intent.name
            ),
            intent.turn,
        )
        for event, turn in turns:
            if event.public_seq == first:
                return IssueGroup(words=_read(turn), turn=first)
    said = [(event, turn) for event, turn in turns if turn.payload is None] or turns
    longest = max(said, key=lambda pair: len(pair[1].text))
    return IssueGroup(words=_read(longest[1]), turn=longest[0].public_seq or 0)


def _read(turn: Turn) -> str:
    """What was typed as it stands; what a recogniser wrote, with the words of the trade put right."""
    return turn.text if turn.confidence is None else as_written(turn.text)


def steps_of(events: Sequence[Event]) -> list[StepTried]:
    """Every step with its last result, in the order first tried."""
    steps: dict[tuple[str, str], StepTried] = {}
    for event in events:
        if isinstance(event.payload, Step):
            step = event.payload
            steps[step.guide, step.step] = StepTried(
                guide=step.guide,
                step=step.step,
                title=step.title or step.step.replace("-", " "),
                result=step.result,
                turn=step.turn,
            )
    return list(steps.values())


def shown_of(events: Sequence[Event]) -> list[ShownArticle]:
    shown: dict[str, ShownArticle] = {}
    for event in events:
        if isinstance(event.payload, Shown | Rejected):
            rejected = isinstance(event.payload, Rejected)
            earlier = shown.get(event.payload.article)
            shown[event.payload.article] = ShownArticle(
                article=event.payload.article,
                rejected=rejected or (earlier is not None and earlier.rejected),
                turn=event.payload.turn if earlier is None else earlier.turn,
            )
    return list(shown.values())


def account_of(facts: Sequence[FactInForce]) -> AccountSnapshot | None:
    read = [fact for fact in facts if fact.source == "carrier"]
    if not read:
        return None
    return AccountSnapshot(at=max(fact.at for fact in read), values={fact.label: fact.value for fact in read})


def transcript_of(events: Sequence[Event]) -> list[TranscriptLine]:
    """What customer and care said to each other, in order, and how far a caller heard it."""
    heard = {event.payload.reply: event.payload.words for event in events if isinstance(event.payload, Heard)}
    return [
        TranscriptLine(
            turn=event.public_seq,
            author=event.author.role.value,
            text=event.payload.text,
            at=event.at,
            confidence=event.payload.confidence if isinstance(event.payload, Turn) else None,
            heard=heard.get(event.public_seq) if isinstance(event.payload, Reply) else None,
        )
        for event in events
        if isinstance(event.payload, Turn | Reply) and event.public_seq is not None
    ]


def mood_group(events: Sequence[Event]) -> MoodGroup:
    turns = [
        MoodAtTurn(turn=event.public_seq or 0, mood=event.payload.mood)
        for event in events
        if isinstance(event.payload, Turn)
    ]
    moods = [turn.mood for turn in turns]
    return MoodGroup(now=moods[-1] if moods else mood_of(""), trend=trend_of(moods), per_turn=turns)


def promises_of(events: Sequence[Event]) -> list[PromiseMade]:
    return [
        PromiseMade(
            what=event.payload.what,
            due_at=event.payload.due_at,
            turn=event.payload.turn,
            matter=event.payload.matter,
            at=event.at,
        )
        for event in events
        if isinstance(event.payload, Promised)
    ]


def redactions_of(events: Sequence[Event]) -> list[Redaction]:
    counts: dict[str, int] = {}
    for event in events:
        if isinstance(event.payload, Turn | Redacted):
            for item in event.payload.redactions:
                counts[item.kind] = counts.get(item.kind, 0) + item.count
    return [Redaction(kind=kind, count=count) for kind, count in counts.items()]


def proof_of(events: Sequence[Event]) -> Verified | None:
    """The newest proof, run out or not; None when there is none or it was taken back (level 0)."""
    proof = last_of(events, Verified)
    return proof if proof is not None and proof.level else None


def last_of(events: Sequence[Event], kind: type[Found]) -> Found | None:
    for event in reversed(events):
        if isinstance(event.payload, kind):
            return event.payload
    return None
