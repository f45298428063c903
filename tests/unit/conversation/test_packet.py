from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.care import MoodLabel, StepResult
from conversation.context_packet import MAX_BYTES, ContextPacket
from conversation.events import Author, Event, Role
from conversation.facts import FactStatus
from conversation.owner import LEGAL_MOVES, Owner
from conversation.packet import project, size_of
from conversation.payloads.customer import NumberLeft, Opened
from conversation.payloads.findings import Fact, Promised, Rejected, Shown, Step, Understood, Verified
from conversation.payloads.owners import HandedOff, OwnerChanged
from conversation.payloads.payload import Payload
from conversation.payloads.turns import Heard, Reply, Turn
from conversation.words import Words

WORDS = Words.load("en")
START = datetime(2026, 7, 20, 15, 0, tzinfo=UTC)
PUBLIC = (Turn, Reply, OwnerChanged)


def ledger(*payloads: Payload) -> list[Event]:
    """Events as a ledger numbers them, a second apart."""
    events: list[Event] = []
    public = 0
    opened = Opened(channel="web_chat", reference="K7Q-2PD-9XM", sender="s")
    for seq, payload in enumerate([opened, *payloads], start=1):
        public += isinstance(payload, PUBLIC)
        role = Role.CUSTOMER if isinstance(payload, Turn) else Role.ASSISTANT
        events.append(
            Event(
                conversation_id="c",
                seq=seq,
                public_seq=public if isinstance(payload, PUBLIC) else None,
                at=START + timedelta(seconds=seq),
                author=Author(role=role),
                payload=payload,
            )
        )
    return events


def packet_of(*payloads: Payload) -> ContextPacket:
    return project(ledger(*payloads), now=START + timedelta(minutes=5), words=WORDS)


def turn(text: str, mood: MoodLabel = MoodLabel.NEUTRAL) -> Turn:
    return Turn(turn_id=text[:8], client_id=text[:8], text=text, mood=mood)


text = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=400)
names = st.sampled_from(["phone_number", "area", "device", "charge", "bill_amount", "plan"])
steps = st.sampled_from(["airplane-mode", "sim-seated", "restart", "apn-reset"])
turns = st.integers(min_value=1, max_value=40)
payloads = st.one_of(
    st.builds(
        Turn,
        turn_id=st.uuids().map(str),
        client_id=st.uuids().map(str),
        text=text,
        mood=st.sampled_from(MoodLabel),
    ),
    st.builds(Reply, text=text),
    st.builds(
        Fact,
        name=names,
        value=text,
        status=st.sampled_from(FactStatus),
        source=st.sampled_from(["customer", "carrier", "agent", "assistant"]),
        turn=turns,
    ),
    st.builds(Step, guide=st.just("no-signal"), step=steps, result=st.sampled_from(StepResult), turn=turns),
    st.builds(Shown, article=st.sampled_from(["a", "b", "c"]), turn=turns),
    st.builds(Rejected, article=st.sampled_from(["a", "b", "c"]), turn=turns),
    st.builds(Promised, what=text, turn=turns),
    st.builds(NumberLeft, number=st.just("555-010-1234")),
    st.builds(HandedOff, reason=st.sampled_from(["policy", "upset"]), note=text, trigger=st.just("rule")),
)
journeys = st.lists(payloads, max_size=60)


@settings(max_examples=200, deadline=None)
@given(journeys)
@pytest.mark.policy("handover-carries")
def test_nothing_the_ledger_knows_is_missing_from_the_packet(journey):
    packet = packet_of(*journey)
    last_fact = {item.name: item for item in journey if isinstance(item, Fact)}
    in_force = {fact.name: fact.value for fact in packet.facts}
    for name, fact in last_fact.items():
        if fact.status is FactStatus.RETRACTED:
            assert name not in in_force
        else:
            assert in_force[name] == fact.value
    last_step = {item.step: item.result for item in journey if isinstance(item, Step)}
    assert {step.step: step.result for step in packet.steps} == last_step
    assert [promise.what for promise in packet.promises] == [
        item.what for item in journey if isinstance(item, Promised)
    ]
    if any(isinstance(item, HandedOff) for item in journey):
        assert packet.handoff is not None
    if "transcript" not in packet.envelope.cut:
        said = [item.text for item in journey if isinstance(item, Turn | Reply)]
        assert [line.text for line in packet.transcript] == said
    if "shown" not in packet.envelope.cut:
        assert {item.article for item in journey if isinstance(item, Shown | Rejected)} == {
            item.article for item in packet.shown
        }


@settings(max_examples=100, deadline=None)
@given(journeys)
def test_a_packet_fits_unless_what_may_not_be_cut_is_too_large(journey):
    packet = packet_of(*journey)
    if size_of(packet) > MAX_BYTES:
        assert packet.envelope.cut == ["transcript", "mood_per_turn", "shown", "superseded"]
        assert not packet.transcript


@settings(max_examples=100, deadline=None)
@given(journeys)
def test_a_packet_is_the_same_each_time_it_is_made(journey):
    assert packet_of(*journey) == packet_of(*journey)


@given(st.lists(st.sampled_from(sorted(LEGAL_MOVES)), max_size=8))
def test_the_packet_names_the_owner_the_ledger_names(moves):
    events = [OwnerChanged(before=before, after=after, why="test") for before, after in moves]
    expected = moves[-1][1] if moves else Owner.ASSISTANT
    assert packet_of(*events).conversation.owner is expected


def test_the_newest_lines_of_a_long_conversation_are_kept():
    packet = packet_of(*[turn(f"{number} " + "word " * 60) for number in range(200)])
    assert packet.envelope.cut == ["transcript"]
    assert packet.transcript[-1].text.startswith("199 ")
    assert size_of(packet) <= MAX_BYTES


def test_an_answer_that_was_cut_short_says_how_far_it_was_heard():
    packet = packet_of(
        turn("more data"), Reply(text="Two gigabytes cost $20.00."), Heard(reply=2, words="Two")
    )
    assert [(line.text, line.heard) for line in packet.transcript] == [
        ("more data", None),
        ("Two gigabytes cost $20.00.", "Two"),
    ]


def test_a_later_value_supersedes_and_the_earlier_one_stays_readable():
    packet = packet_of(
        Fact(name="phone_number", value="555-010-1111", status="stated", source="customer", turn=1),
        Fact(name="phone_number", value="555-010-2222", status="stated", source="customer", turn=3),
    )
    assert [fact.value for fact in packet.facts] == ["555-010-2222"]
    assert [fact.value for fact in packet.superseded] == ["555-010-1111"]


def test_a_fact_that_has_expired_may_be_asked_again():
    expired = START + timedelta(minutes=1)
    packet = packet_of(
        Fact(name="area", value="55401", status="stated", source="customer", expires_at=expired)
    )
    assert packet.facts == []
    assert packet.do_not_ask == []


def test_a_proof_that_has_expired_is_no_proof():
    proof = Verified(customer_id="C1", level=2, method="pin", expires_at=START + timedelta(minutes=1))
    assert packet_of(proof).verification.level == 0
    fresh = proof.model_copy(update={"expires_at": START + timedelta(hours=1)})
    assert packet_of(fresh).verification.level == 2


def test_the_issue_is_told_in_the_words_that_first_named_it():
    packet = packet_of(
        turn("hello"),
        Understood(turn_id="hello", turn=1, intent="greet", confidence=0.9),
        turn("no bars since this morning"),
        Understood(turn_id="b", turn=2, intent="report_no_signal", confidence=0.9),
        turn("yes"),
        Understood(turn_id="c", turn=3, intent="affirm", confidence=0.9),
    )
    assert packet.issue is not None
    assert packet.issue.words == "no bars since this morning"
    assert packet.intent is not None
    assert packet.intent.name == "report_no_signal"
    assert packet.summary[0].turns == [2]


@pytest.mark.parametrize(
    ("intent", "confidence", "matter"),
    [("ask_faq", 0.34, "report_picture_messages"), ("ask_bill", 0.9, "ask_bill")],
    ids=["an answer that sounds like something else", "another matter for sure"],
)
def test_an_answer_to_an_open_question_is_no_new_matter(intent, confidence, matter):
    packet = packet_of(
        turn("photos do not send"),
        Understood(
            turn_id="a",
            turn=1,
            intent="report_picture_messages",
            confidence=0.9,
            active_loop="guide_form",
        ),
        turn("the storage one is missing"),
        Understood(turn_id="b", turn=2, intent=intent, confidence=confidence),
    )
    assert packet.intent is not None
    assert packet.intent.name == matter


@pytest.mark.parametrize(
    ("runner_up", "sure", "matter"),
    [("pay_bill", 0.22, "pay_bill"), ("pay_bill", 0.03, "want_agent"), ("complain", 0.3, "want_agent")],
)
def test_a_person_wanted_for_something_brings_the_matter_along(runner_up, sure, matter):
    packet = packet_of(
        turn("somebody from the cashier's desk, please"),
        Understood(
            turn_id="a",
            turn=1,
            intent="want_agent",
            confidence=0.52,
            runner_up=runner_up,
            runner_up_confidence=sure,
        ),
    )
    assert packet.intent is not None
    assert packet.intent.name == matter


@pytest.mark.policy("handover-nothing-again")
def test_what_is_known_is_not_asked_and_what_is_missing_is_the_next_question():
    packet = packet_of(
        turn("no bars"),
        Understood(turn_id="a", turn=1, intent="report_no_signal", confidence=0.9),
        Fact(name="phone_number", value="555-010-1111", status="proved", source="customer", turn=1),
        Fact(name="area", value="55401", status="observed", source="carrier", turn=1),
    )
    assert "Phone number" in packet.do_not_ask
    assert packet.open_questions == ["Device"]
    assert packet.next_question is not None
    assert packet.next_question.fact == "device"
    assert packet.fill_rate == pytest.approx(2 / 3, abs=0.001)


def test_a_summary_has_at_most_five_lines_and_cites_turns():
    packet = packet_of(
        turn("my bill is higher"),
        Understood(turn_id="a", turn=1, intent="ask_bill_change", confidence=0.9),
        Verified(customer_id="C1", level=2, method="pin"),
        Fact(name="customer_name", value="Juniper Finch", status="observed", source="carrier", turn=1),
        Fact(name="bill_amount", value="$82.14", status="observed", source="carrier", turn=1),
        Step(guide="no-signal", step="restart", title="Restart", result="failed", turn=1),
        HandedOff(reason="policy", note="Wants a credit.", trigger="dispute_charge", turn=1),
    )
    assert [line.text.split(":")[0] for line in packet.summary] == ["Wants", "Who", "Known", "Tried", "Open"]
    assert "Wants a credit; " in packet.summary[-1].text
    assert all(line.turns for line in packet.summary)


def test_a_proved_customer_is_never_asked_who_they_are():
    packet = packet_of(
        turn("what do I owe"),
        Understood(turn_id="a", turn=1, intent="ask_bill", confidence=0.9),
        Verified(customer_id="C1", level=2, method="signed_login"),
    )
    assert packet.open_questions == ["Amount of the bill", "Bill due on"]


def test_a_proof_taken_back_proves_nobody():
    packet = packet_of(
        Verified(customer_id="C1", line_id="L1", level=2, method="pin"),
        Verified(customer_id="", level=0, method="withdrawn"),
    )
    assert (packet.verification.level, packet.verification.method, packet.verification.at) == (0, None, None)
    assert (packet.customer.customer_id, packet.customer.line) == (None, None)
