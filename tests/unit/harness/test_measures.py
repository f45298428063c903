"""The judge of all scenarios is judged: whatever is taken out of a packet, or asked once too often, is told."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from conversation.care import StepCard
from conversation.events import Author, Event, Role
from conversation.packet import project
from conversation.payloads.customer import NumberLeft, Opened
from conversation.payloads.findings import Fact, Promised, Rejected, Shown, Step, Verified
from conversation.payloads.owners import HandedBack, HandedOff, LearntAtDesk, Noted, OwnerChanged
from conversation.payloads.payload import PUBLIC_KINDS
from conversation.payloads.turns import Redaction, Reply, Turn
from conversation.words import Words
from tests.harness.measures import asked_twice, carry_loss, proposed_again, verbatim

START = datetime(2026, 7, 20, 15, 0, tzinfo=UTC)
DUE = START + timedelta(hours=2)


def ledger(*payloads):
    """Events a minute apart."""
    opened = Opened(channel="web_chat", reference="K7Q-2PD-9XM", sender="s")
    public = itertools.count(1)
    return [
        Event(
            conversation_id="c",
            seq=seq,
            public_seq=next(public) if payload.kind in PUBLIC_KINDS else None,
            at=START + timedelta(minutes=seq),
            author=Author(role=Role.ASSISTANT),
            payload=payload,
        )
        for seq, payload in enumerate([opened, *payloads], start=1)
    ]


def fact(name, value="x", status="stated", **more):
    return Fact(name=name, value=value, status=status, source="customer", **more)


def asking(name):
    return Reply(text=f"Your {name}?", asks=name)


EVENTS = ledger(
    fact("area", "55401"),
    fact("area", "55403"),
    fact("phone_number", "555-123-0101"),
    fact("verification", "pin", "proved", expires_at=START + timedelta(hours=1)),
    fact("device", "iphone"),
    fact("device", "", "retracted"),
    HandedBack(learnt=[LearntAtDesk(name="charge", value="Late fee")]),
    Step(guide="no-signal", step="restart", result="unknown"),
    Step(guide="no-signal", step="restart", result="failed"),
    Promised(what="A text when it is over", due_at=DUE),
    Promised(what="A text when it is over", due_at=DUE),
    Shown(article="late-payment"),
    Rejected(article="late-payment"),
    Noted(text="Calls from abroad"),
    Verified(customer_id="C1", level=2, method="pin", expires_at=START + timedelta(hours=1)),
    Turn(
        turn_id="t1", client_id="a1", text="my card is [card]", redactions=[Redaction(kind="card", count=1)]
    ),
    Reply(text="Let me see."),
    HandedOff(reason="policy", note="The bill is disputed.", trigger="assistant", turn=1),
    OwnerChanged(before="assistant", after="queue", why="handoff"),
    NumberLeft(number="+15551230101"),
    OwnerChanged(before="queue", after="agent", why="claim"),
    OwnerChanged(before="agent", after="queue", why="transfer", note="needs billing"),
)
PACKET = project(EVENTS, now=START + timedelta(minutes=30), words=Words.load("en"))
GROUPS = ("facts", "steps", "promises", "shown", "notes", "transcript", "redactions")
ITEMS = [(group, place) for group in GROUPS for place in range(len(getattr(PACKET, group)))]


def changed(group, place, **fields):
    items = list(getattr(PACKET, group))
    items[place] = items[place].model_copy(update=fields)
    return PACKET.model_copy(update={group: items})


def place_of(name):
    return next(n for n, known in enumerate(PACKET.facts) if known.name == name)


def test_a_packet_that_carries_everything_has_lost_nothing():
    assert carry_loss(EVENTS, PACKET) == []


def test_the_packet_under_test_holds_something_of_every_group():
    assert {group for group, _ in ITEMS} == set(GROUPS)
    assert {known.name for known in PACKET.facts} == {"area", "phone_number", "verification", "charge"}


@pytest.mark.parametrize(("group", "place"), ITEMS)
def test_any_single_thing_missing_from_the_packet_is_one_loss(group, place):
    kept = [item for n, item in enumerate(getattr(PACKET, group)) if n != place]
    assert len(carry_loss(EVENTS, PACKET.model_copy(update={group: kept}))) == 1


@pytest.mark.parametrize(
    ("group", "place", "fields"),
    [
        ("facts", place_of("area"), {"value": "55401"}),
        ("facts", place_of("charge"), {"value": "Equipment fee"}),
        ("facts", place_of("verification"), {"status": "stated"}),
        ("facts", place_of("verification"), {"expires_at": None}),
        ("facts", place_of("area"), {"source": "carrier"}),
        ("facts", place_of("area"), {"turn": 7}),
        ("transcript", 1, {"author": "agent"}),
        ("redactions", 0, {"count": 2}),
        ("steps", 0, {"result": "unknown"}),
        ("promises", 1, {"due_at": None}),
        ("promises", 0, {"what": "A call when it is over"}),
        ("shown", 0, {"rejected": False}),
    ],
)
def test_something_carried_other_than_it_is_known_is_a_loss(group, place, fields):
    assert len(carry_loss(EVENTS, changed(group, place, **fields))) == 1


@pytest.mark.parametrize(
    ("group", "fields"),
    [
        ("verification", {"level": 0}),
        ("verification", {"method": "signed_login"}),
        ("callback", {"number": "+15551230102"}),
        ("handoff", {"reason": "upset"}),
        ("handoff", {"note": ""}),
    ],
)
def test_who_it_is_where_to_call_and_why_a_person_is_needed_are_carried(group, fields):
    other = getattr(PACKET, group).model_copy(update=fields)
    assert len(carry_loss(EVENTS, PACKET.model_copy(update={group: other}))) == 1


def test_a_transcript_that_was_cut_may_lack_its_oldest_words_and_no_others():
    envelope = PACKET.envelope.model_copy(update={"cut": ["transcript"]})
    cut = PACKET.model_copy(update={"envelope": envelope, "transcript": PACKET.transcript[1:]})
    assert carry_loss(EVENTS, cut) == []
    wrong = cut.model_copy(update={"transcript": PACKET.transcript[:1]})
    assert len(carry_loss(EVENTS, wrong)) == 1


def test_a_proof_that_ran_out_before_the_packet_was_made_need_not_be_carried():
    late = project(EVENTS, now=START + timedelta(hours=2), words=Words.load("en"))
    assert "verification" not in {known.name for known in late.facts}
    assert carry_loss(EVENTS, late) == []


def test_articles_that_the_packet_says_it_cut_are_no_loss():
    cut = PACKET.model_copy(
        update={"shown": [], "envelope": PACKET.envelope.model_copy(update={"cut": ["shown"]})}
    )
    assert carry_loss(EVENTS, cut) == []


@pytest.mark.parametrize(
    "known",
    [
        [fact("area")],
        [fact("area", "", "retracted"), fact("area")],
        [fact("area", expires_at=START + timedelta(hours=1))],
        [HandedBack(learnt=[LearntAtDesk(name="area", value="55401")])],
    ],
)
def test_a_question_whose_answer_is_in_force_is_asked_twice(known):
    (told,) = asked_twice(ledger(*known, asking("area")))
    assert told.startswith("area (event ")


@pytest.mark.parametrize(
    "known",
    [
        [],
        [fact("phone_number")],
        [fact("area"), fact("area", "", "retracted")],
        [fact("area", expires_at=START + timedelta(minutes=3))],
    ],
)
def test_a_question_nobody_answered_so_far_may_be_asked(known):
    assert asked_twice(ledger(*known, asking("area"))) == []


def shown(title, guide="no-signal", step="restart"):
    return Reply(text="Please.", card=StepCard(title=title, place=1, of=2, guide=guide, step=step))


FAILED = Step(guide="no-signal", step="restart", title="Restart", result="failed")


@pytest.mark.parametrize(
    "again",
    [
        shown("Restart"),
        shown("Restart the phone once more"),
        shown("Restart", guide="no-data", step="off-and-on"),
    ],
    ids=["the same card", "another title", "the same thing in another guide"],
)
def test_a_failed_step_on_a_card_again_is_told(again):
    assert proposed_again(ledger(shown("Restart"), FAILED)) == []
    assert len(proposed_again(ledger(shown("Restart"), FAILED, again))) == 1


def test_another_step_of_the_guide_may_follow_a_failed_one():
    assert proposed_again(ledger(FAILED, shown("Take out the SIM", step="sim"))) == []


def test_words_said_before_are_counted_each_time_they_come_again():
    assert verbatim(ledger(*(Reply(text=text) for text in ("a", "b", "a", "a")))) == ({"a": 2}, 4)
