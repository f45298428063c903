"""What the editors of articles learn from a conversation."""

from datetime import UTC, datetime

import pytest

from conversation.events import Author, Event, Role
from conversation.handoff import HandoffReason
from conversation.payloads.findings import Rejected, Shown, Understood
from conversation.payloads.owners import HandedOff
from conversation.payloads.payload import Payload
from conversation.payloads.turns import Turn
from front_door.asked import questions_of


def turn(n: int, text: str, intent: str = "ask_faq", payload: str | None = None) -> list[Payload]:
    return [
        Turn(turn_id=f"t{n}", client_id=f"c{n}", text=text, payload=payload),
        Understood(turn_id=f"t{n}", turn=n, intent=intent, confidence=0.9),
    ]


def events(*payloads: Payload) -> list[Event]:
    return [
        Event(
            conversation_id="c",
            seq=n,
            at=datetime(2026, 7, 20, 12, n, tzinfo=UTC),
            author=Author(role=Role.ASSISTANT),
            payload=payload,
        )
        for n, payload in enumerate(payloads, 1)
    ]


SHOWN = Shown(article="stores")
ASKED = HandedOff(reason=HandoffReason.ASKED_FOR_PERSON, trigger="want_agent")
NO_ANSWER = HandedOff(reason=HandoffReason.NO_ANSWER, trigger="ask_faq")


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ([SHOWN], "solved"),
        ([SHOWN, *turn(2, "not that", "correct"), Rejected(article="stores")], "rejected"),
        ([SHOWN, *turn(2, "a person", "want_agent"), ASKED], "handed_off"),
        ([NO_ANSWER], "handed_off"),
        ([], "unanswered"),
    ],
)
def test_a_question_is_told_with_what_became_of_it(after, outcome):
    found = questions_of(events(*turn(1, "where is a shop"), *after))
    assert found[0]["question"] == "where is a shop"
    assert found[0]["outcome"] == outcome


def test_a_wish_of_its_own_is_no_gap_and_a_choice_no_question():
    found = questions_of(events(*turn(1, "pay my bill", "pay_bill"), *turn(2, "Yes", payload="/affirm")))
    assert [(one["question"], one["outcome"]) for one in found] == [("pay my bill", "other")]
