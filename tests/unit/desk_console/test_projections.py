from datetime import UTC, datetime, timedelta

import pytest

from conversation import events as ev
from conversation.care import StepResult
from conversation.events import Author, Event, Role
from conversation.owner import Owner
from conversation.payloads.customer import NumberLeft, Preferred, Rated
from conversation.payloads.findings import Fact, Promised, Shown, Step
from conversation.payloads.owners import HandedBack, LearntAtDesk, Noted, OwnerChanged, Resolved
from conversation.payloads.payload import PUBLIC_KINDS
from conversation.payloads.turns import Heard, Reply, Turn
from conversation.words import Words
from desk.wording import desk_words
from front_door.desk_console.inbox import one_line, unread, waiting_since
from front_door.desk_console.transcript import TranscriptLines

START = datetime(2026, 7, 20, 15, tzinfo=UTC)
MAYA = Author(role=Role.AGENT, id="agent_maya", name="Maya")
CUSTOMER = Author(role=Role.CUSTOMER)
SYSTEM = Author(role=Role.SYSTEM)
LINES = TranscriptLines(Words.load("en"), desk_words())


def history(*parts: tuple[Author, ev.Payload]) -> list[Event]:
    """Events a minute apart, public ones numbered."""
    made: list[Event] = []
    public = 0
    for seq, (author, payload) in enumerate(parts, start=1):
        is_public = payload.kind in PUBLIC_KINDS
        public += is_public
        made.append(
            Event(
                conversation_id="c",
                seq=seq,
                public_seq=public if is_public else None,
                at=START + timedelta(minutes=seq),
                author=author,
                payload=payload,
            )
        )
    return made


def says(text: str) -> tuple[Author, Turn]:
    return CUSTOMER, Turn(turn_id=text, client_id=text, text=text)


def moves(
    before: Owner, after: Owner, author: Author = SYSTEM, why: str = "", **more
) -> tuple[Author, OwnerChanged]:
    return author, OwnerChanged(before=before, after=after, why=why, **more)


TO_QUEUE = moves(Owner.ASSISTANT, Owner.QUEUE, why="handoff")
TO_MAYA = moves(Owner.QUEUE, Owner.AGENT, MAYA, "claim", agent_id="agent_maya", agent_name="Maya")
ANSWERS = (MAYA, Reply(text="Hello"))


def test_in_the_queue_a_customer_waits_since_the_last_time_they_joined_it():
    events = history(
        says("a"), TO_QUEUE, says("b"), TO_MAYA, moves(Owner.AGENT, Owner.QUEUE, MAYA, "transfer")
    )
    assert waiting_since(events, Owner.QUEUE) == events[-1].at


def test_with_an_agent_a_customer_waits_since_the_first_unanswered_turn():
    events = history(TO_QUEUE, TO_MAYA, ANSWERS, says("a"), says("b"))
    assert waiting_since(events, Owner.AGENT) == events[3].at
    assert waiting_since(history(TO_QUEUE, TO_MAYA, says("a"), ANSWERS), Owner.AGENT) is None


def test_nobody_waits_while_parked_or_closed():
    events = history(TO_QUEUE, says("a"))
    assert waiting_since(events, Owner.PARKED) is None
    assert waiting_since(events, Owner.CLOSED) is None


def test_unread_counts_turns_since_the_handoff_that_nobody_read_or_answered():
    events = history(says("before"), TO_QUEUE, says("one"), says("two"))
    assert unread(events) == 2
    assert unread(events, read_up_to=3) == 1
    assert unread(history(TO_QUEUE, TO_MAYA, says("one"), ANSWERS, says("two"))) == 1
    assert unread(history(TO_QUEUE, says("one"), moves(Owner.QUEUE, Owner.ASSISTANT, CUSTOMER))) == 0


def test_a_row_shows_one_line_and_cuts_it():
    assert one_line(" a\n b ") == "a b"
    assert len(one_line("word " * 100)) <= 140
    assert one_line("word " * 100).endswith("…")


@pytest.mark.parametrize(
    ("move", "line"),
    [
        (TO_QUEUE, "Passed to the team"),
        (TO_MAYA, "Maya took the conversation"),
        (
            moves(Owner.AGENT, Owner.QUEUE, MAYA, "transfer", note="For network"),
            "Maya put the conversation back in the queue. For network",
        ),
        (
            moves(Owner.AGENT, Owner.AGENT, MAYA, "transfer", agent_id="t", agent_name="Tomás"),
            "Maya passed the conversation to Tomás",
        ),
        (
            moves(Owner.AGENT, Owner.ASSISTANT, MAYA, "hand_back", note="x"),
            "Maya handed the conversation back to the assistant",
        ),
        (moves(Owner.AGENT, Owner.PARKED, MAYA, "promise"), "Maya parked the conversation"),
        (
            moves(Owner.PARKED, Owner.QUEUE, SYSTEM, "promise_due"),
            "The promised time has come; the conversation waits again",
        ),
        (moves(Owner.AGENT, Owner.CLOSED, MAYA, "resolved"), "Maya closed the conversation"),
        (
            moves(Owner.QUEUE, Owner.ASSISTANT, CUSTOMER, "customer"),
            "The customer went back to the assistant",
        ),
        (moves(Owner.PARKED, Owner.QUEUE, CUSTOMER, "customer"), "The customer wrote again and waits"),
        (moves(Owner.AGENT, Owner.CLOSED, CUSTOMER, "customer"), "The customer ended the conversation"),
        (
            moves(Owner.QUEUE, Owner.PARKED, CUSTOMER, "number_left"),
            "The customer left a number and the conversation waits",
        ),
        (moves(Owner.QUEUE, Owner.PARKED, SYSTEM, "anything new"), "Parked"),
    ],
)
def test_every_move_is_a_line_in_words(move, line):
    assert LINES.line(history(move)[0]).text == line


@pytest.mark.parametrize("before", list(Owner))
@pytest.mark.parametrize("after", list(Owner))
@pytest.mark.parametrize("author", [MAYA, CUSTOMER, SYSTEM])
def test_no_move_however_odd_breaks_the_transcript(author, before, after):
    assert LINES.line(history(moves(before, after, author, "whatever"))[0]).text


@pytest.mark.parametrize(
    ("payload", "kind", "text"),
    [
        (Noted(text="Careful"), "note", "Careful"),
        (Resolved(code="fixed", note="SIM"), "note", "Wrap-up: Problem fixed. SIM"),
        (
            HandedBack(learnt=[LearntAtDesk(name="device", value="Pixel 8")]),
            "note",
            "Told the assistant: Device: Pixel 8",
        ),
        (Heard(reply=1, words="Two gigabytes"), "note", "Cut short; the caller heard: “Two gigabytes”"),
        (Heard(reply=1, words=""), "note", "Cut short before the caller heard any of it"),
        (NumberLeft(number="612-555-0142"), "note", "Left a number: 612-555-0142"),
        (Promised(what="a call"), "note", "Promised: a call"),
        (Rated(score=4, comment="quick"), "note", "Rated 4 of 5. quick"),
        (Step(guide="g", step="sim-card", result=StepResult.FAILED), "step", "sim card: did not help"),
        (
            Fact(name="device", value="Pixel 8", status="stated", source="customer"),
            "fact",
            "Device: Pixel 8",
        ),
    ],
)
def test_what_happened_reads_as_a_sentence(payload, kind, text):
    line = LINES.line(history((MAYA, payload))[0])
    assert (line.kind, line.text) == (kind, text)


def test_what_no_agent_needs_is_left_out():
    silent = [
        HandedBack(),
        Preferred(door="team"),
        Shown(article="a"),
    ]
    assert [LINES.line(history((SYSTEM, payload))[0]) for payload in silent] == [None] * len(silent)
