"""What the scripted front door answers: one answer of every kind the protocol has, found by a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from conversation.care import AmountCard, Card, Choice, Link, StepCard, TableCard, TableRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply before it has its place in the conversation."""

    text: str
    author: Literal["assistant", "agent", "system"] = "assistant"
    choices: Sequence[Choice] = ()
    expects: str | None = None
    links: Sequence[Link] = ()
    card: Card | None = None


BILL_CHANGE = TableCard(
    title="July beside June",
    columns=["June", "July", "Difference"],
    rows=[
        TableRow(label="Prairie Unlimited, 2 lines", before="$65.00", after="$65.00", difference="$0.00"),
        TableRow(label="Promotion ended July 3", before="−$10.00", after="$0.00", difference="+$10.00"),
        TableRow(label="Roaming in Canada", before="", after="$4.20", difference="+$4.20"),
        TableRow(label="Device credit", before="", after="−$2.10", difference="−$2.10"),
        TableRow(label="Taxes and fees", before="$14.74", after="$15.04", difference="+$0.30"),
    ],
    total=TableRow(label="Total", before="$69.74", after="$82.14", difference="+$12.40"),
)

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> <b>not bold</b>\n"
    "[click me](javascript:document.title='owned') and [data](data:text/html,hi) "
    "and [fine](https://example.com/a_(b)) **<script>document.title='owned'</script>**"
)

ANSWERS: dict[str, list[Answer]] = {
    "bill": [
        Answer(
            text="Your July bill is **$82.14**, $12.40 more than June: a promotion ended on the 3rd.",
            card=BILL_CHANGE,
        ),
        Answer(
            text="Is there a charge you would like to look at?",
            expects="choice",
            choices=[
                Choice(id="c1", title="The roaming charge"),
                Choice(id="c2", title="Taxes and fees"),
                Choice(id="c3", title="No, that is all"),
            ],
        ),
    ],
    "signal": [
        Answer(
            text="The network around you is fine, so we look at the phone. Turn flight mode on, wait ten seconds, turn it off.",
            card=StepCard(title="Reconnect to the network", place=2, of=5, where="Settings > Network > Flight mode"),
            choices=[
                Choice(id="s1", title="It works"),
                Choice(id="s2", title="Still no signal"),
                Choice(id="s3", title="I did that already"),
            ],
        )
    ],
    "data": [
        Answer(
            text="You have used most of this month's data.",
            card=AmountCard(title="Data left on (612) 555-0101", value="3.2 GB", detail="of 20 GB; new data from August 1"),
            links=[Link(title="How data is counted", url="https://example.com/data")],
        )
    ],
    "pin please": [Answer(text="To open your account, please enter your 4-digit PIN.", expects="secret:4")],
    "code": [Answer(text="Which code did we text you?", expects="digits:6")],
    "phone number": [Answer(text="Which number is it about?", expects="phone")],
    "which day": [Answer(text="Which day was that?", expects="date")],
    "zip": [Answer(text="What is your ZIP code?", expects="zip")],
    "how much": [Answer(text="Which amount do you mean?", expects="amount")],
    "my name": [Answer(text="What is your full name?", expects="name")],
    "sure": [Answer(text="Shall I send the payment request over $82.14?", expects="yes_no")],
    "list": [Answer(text="Three things help:\n\n- **Restart** the phone\n- Check the SIM card\n- Move to a window\n\nThen:\n1. Wait a minute\n2. Call us")],
    "hostile": [Answer(text=HOSTILE, links=[Link(title="Status", url="/status")])],
}  # fmt: skip


def answers_to(text: str) -> list[Answer]:
    """The answers whose word stands in the customer's words; an echo when none does."""
    said = text.lower()
    for word, answers in ANSWERS.items():
        if word in said:
            return answers
    return [Answer(text=f"You said: {text[:200]}")]
